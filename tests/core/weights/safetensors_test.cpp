// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <nlohmann/json.hpp>

#include "core/weights/damaged_copy.h"
#include "core/weights/load_stored.h"
#include "core/weights/safetensors_bytes.h"
#include "core/weights/safetensors_dtype.h"
#include "core/weights/safetensors_file.h"
#include "core/weights/safetensors_writer.h"

using namespace lire;
using namespace lire::weights;
namespace fs = std::filesystem;

namespace {

const fs::path models = fs::path(LIRE_TEST_DATA) / "models";

/// A file's bytes from a header's text and data.
std::string fileOf(const std::string& header, std::size_t dataBytes) {
    const std::uint64_t length = header.size();
    std::string bytes(sizeof length, '\0');
    std::memcpy(bytes.data(), &length, sizeof length);
    return bytes + header + std::string(dataBytes, '\1');
}

}  // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead() {
        auto generator = at::detail::createCPUGenerator(1);
        const NamedTensors tensors = {
            {"wide", at::randn({3, 5}, generator, at::TensorOptions(at::kFloat))},
            {"half", at::randn({7}, generator, at::TensorOptions(at::kFloat)).to(at::kHalf)},
            {"brain",
             at::randn({2, 2, 2}, generator, at::TensorOptions(at::kFloat)).to(at::kBFloat16)},
            {"count", at::arange(4, at::kLong)},
            {"empty", at::zeros({0, 3}, at::kFloat)},
            {"one", at::zeros({}, at::kFloat)},
            {"turned", at::arange(6, at::kFloat).view({2, 3}).t()},  // not contiguous
        };
        const QTemporaryDir directory;
        const auto path = directory.filePath("a.safetensors").toStdString();
        writeSafetensors(path, tensors);
        const SafetensorsFile file(path);
        QCOMPARE(file.tensors().size(), tensors.size());
        for (const auto& [name, tensor] : tensors) {
            const auto got = loadStored(file, name, tensor.scalar_type());
            QCOMPARE(got.sizes().vec(), tensor.sizes().vec());
            QVERIFY2(got.equal(tensor), name.c_str());
        }
        QCOMPARE(loadStored(file, "count", at::kFloat).scalar_type(), at::kFloat);
    }

    void aTypeHasTheSizeOfLibTorchs_data() {
        QTest::addColumn<QString>("name");
        for (const auto* name : {"F32", "F16", "BF16", "F64", "I64", "I32", "I8", "U8", "BOOL"}) {
            QTest::newRow(name) << QString(name);
        }
    }
    void aTypeHasTheSizeOfLibTorchs() {
        QFETCH(QString, name);
        const auto type = safetensorsDtype(name.toStdString());
        QVERIFY(type.has_value());
        QCOMPARE(safetensorsBytes(name.toStdString()).value(), c10::elementSize(*type));
        QCOMPARE(safetensorsName(*type), name.toStdString());
    }

    void anUnknownTypeHasNone() {
        QVERIFY(!safetensorsBytes("F8_E4M3").has_value());
        QVERIFY(!safetensorsDtype("F8_E4M3").has_value());
    }

    void sameTensorsGiveTheSameBytes() {
        const QTemporaryDir directory;
        const NamedTensors tensors = {{"a", at::arange(5, at::kFloat)}};
        const auto first = directory.filePath("1").toStdString();
        const auto second = directory.filePath("2").toStdString();
        writeSafetensors(first, tensors);
        writeSafetensors(second, tensors);
        QCOMPARE(damaged::read(first), damaged::read(second));
    }

    void nothingIsLeftBesideTheFile() {
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        writeSafetensors(folder / "a.safetensors", {{"a", at::arange(5, at::kFloat)}});
        QCOMPARE(std::distance(fs::directory_iterator(folder), {}), std::ptrdiff_t{1});
    }

    void aFolderThatIsNotThereIsAnErrorOfRunning() {
        try {
            writeSafetensors("/nowhere/a.safetensors", {});
            QFAIL("it was written");
        } catch (const Error& error) {
            QCOMPARE(error.place(), std::string("/nowhere/a.safetensors"));
            QVERIFY(error.blame() == Blame::Running);
        }
    }

    void shardsAreOneFile() {
        const SafetensorsFile file(models / "sharded" / "model.safetensors.index.json");
        const auto* embedding = file.find("model.embed_tokens.weight");
        QVERIFY(embedding != nullptr && file.find("lm_head.weight") != nullptr);
        QCOMPARE(embedding->dtype, std::string("BF16"));
        QCOMPARE(embedding->shape, (std::vector<std::int64_t>{300, 32}));
        QCOMPARE(loadStored(file, "lm_head.weight", at::kFloat).numel(), std::int64_t{9600});
    }

    void anyCutIsAnError() {
        const auto whole = damaged::read(models / "tied" / "model.safetensors");
        const QTemporaryDir directory;
        const auto path = directory.filePath("cut.safetensors").toStdString();
        for (std::size_t length = 0; length < whole.size(); length += 64) {
            damaged::write(path, whole.substr(0, length));
            const auto sentence = damaged::sentenceOf([&] { SafetensorsFile file(path); });
            QVERIFY2(sentence.startsWith(QString::fromStdString(path)) &&
                         sentence.endsWith("fetch the file again: it is damaged"),
                     qPrintable(QString("%1 bytes: %2").arg(length).arg(sentence)));
        }
    }

    void anyBrokenByteOfTheHeaderIsAnErrorOrAnotherName() {
        const auto whole = damaged::read(models / "adapter_qv" / "adapter_model.safetensors");
        std::uint64_t header = 0;
        std::memcpy(&header, whole.data(), sizeof header);
        const QTemporaryDir directory;
        const auto path = directory.filePath("broken.safetensors").toStdString();
        for (std::size_t at = 0; at < sizeof header + header; at += 3) {
            for (const char byte : {'\0', '9', '"', '\xff'}) {
                auto bytes = whole;
                bytes[at] = byte;
                damaged::write(path, bytes);
                damaged::sentenceOf([&] {  // another exception than Error ends the test
                    const SafetensorsFile file(path);
                    for (const auto& info : file.tensors()) {
                        loadStored(file, info.name, at::kFloat);
                    }
                });
            }
        }
    }

    void refusesWithASentence_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* title, const char* header, int bytes, const char* problem) {
            QTest::newRow(title) << QByteArray(header) << bytes << QString(problem);
        };
        row("no JSON", "[", 0, ": its header is not a JSON object");
        row("a list", "[]", 0, ": its header is not a JSON object");
        row("no dtype",
            R"({"a":{"shape":[1],"data_offsets":[0,4]}})",
            4,
            ": tensor a: \"dtype\" is missing");
        row("a shape that is no list",
            R"({"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}})",
            4,
            ": tensor a: \"shape\" is no array of sizes");
        row("a negative size",
            R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})",
            4,
            ": tensor a: \"shape\" holds -1");
        row("sizes whose product overflows",
            R"({"a":{"dtype":"F32","shape":[1099511627776,1099511627776],"data_offsets":[0,4]}})",
            4,
            ": tensor a: its shape is too large");
        row("one offset",
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})",
            4,
            ": tensor a: \"data_offsets\" is no pair of offsets");
        row("offsets turned round",
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})",
            4,
            ": tensor a: its data lies outside the file");
        row("offsets beyond the file",
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
            4,
            ": tensor a: its data lies outside the file");
        row("a shape of another size",
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})",
            4,
            ": tensor a: its shape does not fit its 4 bytes");
        row("tensors that overlap",
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
            R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
            12,
            ": two tensors overlap");
        row("a gap",
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
            8,
            ": bytes between its tensors belong to none");
        row("bytes at the end",
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
            8,
            ": bytes after its last tensor belong to none");
        row("a name twice",
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
            R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
            4,
            ": tensor a stands in it twice");
    }

    void refusesWithASentence() {
        QFETCH(QByteArray, header);
        QFETCH(int, bytes);
        QFETCH(QString, problem);
        const QTemporaryDir directory;
        const auto path = directory.filePath("a.safetensors").toStdString();
        damaged::write(path, fileOf(header.toStdString(), static_cast<std::size_t>(bytes)));
        QCOMPARE(damaged::sentenceOf([&] { SafetensorsFile file(path); }),
                 QString::fromStdString(path) + problem + "; fetch the file again: it is damaged");
    }

    void anUnknownTypeIsNamed() {
        const QTemporaryDir directory;
        const auto path = directory.filePath("a.safetensors").toStdString();
        damaged::write(path,
                       fileOf(R"({"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})", 4));
        QCOMPARE(
            damaged::sentenceOf([&] { SafetensorsFile file(path); }),
            QString::fromStdString(path) +
                ": tensor a: dtype F8_E4M3 is not read here; save the model in F32, F16 or BF16");
    }

    void aHugeHeaderIsNotAllocated() {
        const QTemporaryDir directory;
        const auto path = directory.filePath("a.safetensors").toStdString();
        for (const std::uint64_t length : {std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
            std::string bytes(100, ' ');
            std::memcpy(bytes.data(), &length, sizeof length);
            damaged::write(path, bytes);
            QCOMPARE(damaged::sentenceOf([&] { SafetensorsFile file(path); }),
                     QString("%1: its header of %2 bytes does not fit; fetch the file again: it is "
                             "damaged")
                         .arg(QString::fromStdString(path))
                         .arg(length));
        }
    }

    void aDamagedIndexIsAnError_data() {
        QTest::addColumn<QByteArray>("index");
        QTest::addColumn<QString>("problem");
        QTest::newRow("no JSON") << QByteArray("{") << "\"weight_map\" is missing";
        QTest::newRow("no map") << QByteArray("{}") << "\"weight_map\" is missing";
        QTest::newRow("a shard that is not there")
            << QByteArray(R"({"weight_map":{"a":"b.safetensors"}})")
            << "b.safetensors: cannot be read";
        QTest::newRow("a shard outside the folder")
            << QByteArray(R"({"weight_map":{"a":"../b.safetensors"}})") << "the shard of a is";
        QTest::newRow("a shard that is a number")
            << QByteArray(R"({"weight_map":{"a":3}})") << "the shard of a is 3";
        QTest::newRow("itself as its shard")
            << QByteArray(R"({"weight_map":{"a":"model.safetensors.index.json"}})")
            << "does not fit";
        QTest::newRow("the folder as its shard")
            << QByteArray(R"({"weight_map":{"a":"."}})") << "not a regular file";
        QTest::newRow("a tensor that no shard holds")
            << QByteArray(R"({"weight_map":{"a":"good.safetensors","z":"good.safetensors"}})")
            << "tensor z is not in good.safetensors";
        QTest::newRow("shards that share a tensor")
            << QByteArray(R"({"weight_map":{"a":"good.safetensors","b":"twin.safetensors"}})")
            << "stands in it twice";
    }

    void aDamagedIndexIsAnError() {
        QFETCH(QByteArray, index);
        QFETCH(QString, problem);
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        const NamedTensors tensors = {{"a", at::zeros({1}, at::kFloat)},
                                      {"b", at::zeros({1}, at::kFloat)}};
        writeSafetensors(folder / "good.safetensors", tensors);
        writeSafetensors(folder / "twin.safetensors", tensors);
        const auto path = folder / "model.safetensors.index.json";
        damaged::write(path, index.toStdString());
        const auto sentence = damaged::sentenceOf([&] { SafetensorsFile file(path); });
        QVERIFY2(sentence.contains(problem), qPrintable(sentence));
        QVERIFY2(sentence.startsWith(QString::fromStdString(folder.string())),
                 qPrintable(sentence));
    }

    void aMissingTensorIsNamed() {
        const auto path = models / "tied" / "model.safetensors";
        const SafetensorsFile file(path);
        QCOMPARE(damaged::sentenceOf([&] { loadStored(file, "lm_head.weight", at::kFloat); }),
                 QString::fromStdString(path.string()) +
                     ": tensor lm_head.weight is missing; fetch the whole model again");
    }
};

QTEST_GUILESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
