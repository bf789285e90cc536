// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/weights/damaged_copy.h"
#include "core/weights/dequantize.h"
#include "core/weights/gguf_file.h"
#include "core/weights/gguf_vocabulary.h"
#include "core/weights/load_stored.h"

using namespace lire;
using namespace lire::weights;
namespace fs = std::filesystem;

namespace {

fs::path tiny(const char* name) {
    return fs::path(LIRE_TEST_DATA) / "models" / name;
}

GgufFile::Published asItIs(const std::string& name) {
    return {name, 0};
}

/// Opens the file and reads all that is in it.
void readWhole(const fs::path& path) {
    const auto gguf = std::make_shared<const Gguf>(path);
    const GgufFile file(gguf, asItIs);
    for (const auto& info : file.tensors()) {
        loadStored(file, info.name, at::kFloat);
    }
    ggufVocabulary(*gguf);
}

/// GGUF bytes put together by hand.
class Bytes {
public:
    template <class Number>
    Bytes& number(Number value) {
        std::string part(sizeof value, '\0');
        std::memcpy(part.data(), &value, sizeof value);
        m_bytes += part;
        return *this;
    }
    Bytes& text(const std::string& value) {
        number(std::uint64_t{value.size()});
        m_bytes += value;
        return *this;
    }
    /// The header: version 3 with this many tensors and keys.
    static Bytes header(std::uint64_t tensors, std::uint64_t keys, std::uint32_t version = 3) {
        Bytes bytes;
        bytes.m_bytes = "GGUF";
        return bytes.number(version).number(tensors).number(keys);
    }
    Bytes& tensor(const std::string& name,
                  const std::vector<std::uint64_t>& sizes,
                  std::uint32_t type,
                  std::uint64_t offset) {
        text(name).number(static_cast<std::uint32_t>(sizes.size()));
        for (const auto size : sizes) {
            number(size);
        }
        return number(type).number(offset);
    }
    QByteArray done() const { return QByteArray::fromStdString(m_bytes); }

private:
    std::string m_bytes;
};

}  // namespace

class GgufTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void blocksBecomeNumbers_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<std::vector<float>>("values");  // the first, the 17th and the last
        const std::uint16_t half = 0x3800;               // 0.5 in fp16
        const std::uint16_t minusTwo = 0xc000;
        const auto nibbles = [](Bytes bytes) {
            for (int i = 0; i < 16; ++i) {
                bytes.number(static_cast<std::uint8_t>(i | (15 - i) << 4));
            }
            return bytes.done();
        };
        QTest::newRow("Q4_0: about 8")
            << 2 << nibbles(Bytes().number(half)) << std::vector<float>{-4.0F, 3.5F, -4.0F};
        QTest::newRow("Q4_1: above a minimum")
            << 3 << nibbles(Bytes().number(half).number(minusTwo))
            << std::vector<float>{-2.0F, 5.5F, -2.0F};
        Bytes signedBytes;
        signedBytes.number(half);
        for (int i = 0; i < 32; ++i) {
            signedBytes.number(static_cast<std::int8_t>(i * 8 - 128));
        }
        QTest::newRow("Q8_0: signed bytes")
            << 8 << signedBytes.done() << std::vector<float>{-64.0F, 0.0F, 60.0F};
    }

    void blocksBecomeNumbers() {
        QFETCH(int, type);
        QFETCH(QByteArray, block);
        QFETCH(std::vector<float>, values);
        std::vector<float> out(32);
        dequantize(static_cast<std::uint32_t>(type),
                   reinterpret_cast<const std::byte*>(block.constData()),
                   32,
                   out.data());
        QCOMPARE((std::vector<float>{out[0], out[16], out[31]}), values);
    }

    void metadataIsTyped() {
        const Gguf gguf(tiny("q8_0.gguf"));
        QCOMPARE(gguf.text("general.architecture", ""), std::string("llama"));
        QCOMPARE(gguf.requiredInteger("llama.block_count"), std::int64_t{3});
        QCOMPARE(gguf.number("llama.rope.freq_base", 0.0), 50000.0);
        QCOMPARE(gguf.integer("no.such.key", 7), std::int64_t{7});
        QCOMPARE(gguf.texts("tokenizer.ggml.tokens").size(), std::size_t{300});
        const auto place = QString::fromStdString(tiny("q8_0.gguf").string());
        QCOMPARE(damaged::sentenceOf([&] { gguf.integer("general.architecture", 0); }),
                 place +
                     ": key general.architecture is not a whole number; convert the model again "
                     "with a current llama.cpp");
        QCOMPARE(damaged::sentenceOf([&] { gguf.requiredInteger("no.such.key"); }),
                 place +
                     ": key no.such.key is missing; convert the model again with a current "
                     "llama.cpp");
    }

    void theVocabularyIsRead() {
        const auto vocabulary = ggufVocabulary(Gguf(tiny("f16.gguf")));
        QCOMPARE(vocabulary.tokens.size(), std::size_t{300});
        QVERIFY(vocabulary.kinds[0] == text::Vocabulary::Kind::Control);
        QVERIFY(vocabulary.kinds[5] == text::Vocabulary::Kind::Normal);
        QCOMPARE(vocabulary.eos, std::optional<text::TokenId>(2));
        QCOMPARE(vocabulary.preTokenizer, std::string("gpt-2"));
        QVERIFY(!vocabulary.merges.empty());
    }

    void aBosIsAddedAsLlamaCppDoes_data() {
        QTest::addColumn<QString>("preTokenizer");
        QTest::addColumn<int>("key");  ///< add_bos_token; -1: absent
        QTest::addColumn<bool>("added");
        QTest::newRow("Llama 3's by itself") << "llama-bpe" << -1 << true;
        QTest::newRow("Llama 3's told not to") << "llama-bpe" << 0 << false;
        QTest::newRow("GPT-2's told to") << "gpt-2" << 1 << true;
        for (const char* name : {"gpt-2", "default", "smollm", "qwen2", "deepseek-r1-qwen"}) {
            QTest::addRow("not %s by itself", name) << name << -1 << false;
        }
    }
    void aBosIsAddedAsLlamaCppDoes() {
        QFETCH(QString, preTokenizer);
        QFETCH(int, key);
        QFETCH(bool, added);
        constexpr std::uint32_t boolean = 7;
        constexpr std::uint32_t text = 8;
        auto bytes = Bytes::header(0, key < 0 ? 2 : 3);
        bytes.text("tokenizer.ggml.model").number(text).text("gpt2");
        bytes.text("tokenizer.ggml.pre").number(text).text(preTokenizer.toStdString());
        if (key >= 0) {
            bytes.text("tokenizer.ggml.add_bos_token")
                .number(boolean)
                .number(static_cast<std::uint8_t>(key));
        }
        const QTemporaryDir folder;
        const fs::path path = folder.filePath("vocabulary.gguf").toStdString();
        damaged::write(path, bytes.done().toStdString());
        QCOMPARE(ggufVocabulary(Gguf(path)).addBos, added);
    }

    void rotaryRowsAreTurnedBack() {
        // The F32 file holds the "untied" folder's numbers exactly: pairs there, halves here.
        const auto gguf = std::make_shared<const Gguf>(tiny("f32.gguf"));
        const GgufFile plain(gguf, asItIs);
        const GgufFile turned(gguf, [](const std::string& name) {
            return GgufFile::Published{name, name == "blk.0.attn_q.weight" ? 4 : 0};
        });
        const auto pairs = loadStored(plain, "blk.0.attn_q.weight", at::kFloat);
        const auto halves = loadStored(turned, "blk.0.attn_q.weight", at::kFloat);
        const std::vector<std::int64_t> from = {0, 2, 4, 6, 1, 3, 5, 7};  // one head of 8 rows
        for (std::int64_t head = 0; head < 4; ++head) {
            for (std::int64_t row = 0; row < 8; ++row) {
                const auto source = head * 8 + from[static_cast<std::size_t>(row)];
                QVERIFY(halves[head * 8 + row].equal(pairs[source]));
            }
        }
    }

    void anyCutIsAnError_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("Q4_0") << "q4_0.gguf";
        QTest::newRow("Q8_0") << "q8_0.gguf";
    }
    void anyCutIsAnError() {
        QFETCH(QString, file);
        const auto whole = damaged::read(tiny(qPrintable(file)));
        const QTemporaryDir directory;
        const auto path = directory.filePath("cut.gguf").toStdString();
        for (std::size_t length = 0; length < whole.size(); length += 64) {
            damaged::write(path, whole.substr(0, length));
            const auto sentence = damaged::sentenceOf([&] { Gguf gguf(path); });
            QVERIFY2(sentence.startsWith(QString::fromStdString(path)) &&
                         sentence.endsWith("it is damaged"),
                     qPrintable(QString("%1 bytes: %2").arg(length).arg(sentence)));
        }
    }

    void anyBrokenByteIsAnErrorOrAnotherValue() {
        const auto whole = damaged::read(tiny("q4_0.gguf"));
        const QTemporaryDir directory;
        const auto path = directory.filePath("broken.gguf").toStdString();
        for (std::size_t at = 0; at < 16 * 1024; at += 41) {
            for (const char byte : {'\0', '\x7f', '\xff'}) {
                auto bytes = whole;
                bytes[at] = byte;
                damaged::write(path, bytes);
                damaged::sentenceOf([&] { readWhole(path); });  // any other exception ends the test
            }
        }
    }

    void refusesWithASentence_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("sentence");
        const QString damaged = "; fetch the file again: it is damaged";
        QTest::newRow("another format")
            << QByteArray(64, 'x')
            << QString("not a GGUF file; name a GGUF file or a Hugging Face folder");
        QTest::newRow("version 1")
            << Bytes::header(0, 0, 1).done()
            << QString("GGUF version 1; convert it to version 3 with a current llama.cpp");
        QTest::newRow("more tensors than fit")
            << Bytes::header(std::uint64_t{1} << 60, 0).done()
            << "the header: 1152921504606846976 tensors do not fit" + damaged;
        QTest::newRow("more keys than fit") << Bytes::header(0, std::uint64_t{1} << 60).done()
                                            << "a key: the file ends before it" + damaged;
        QTest::newRow("a key without end") << Bytes::header(0, 1).number(~std::uint64_t{0}).done()
                                           << "a key: the file ends before it" + damaged;
        QTest::newRow("a value of unknown type")
            << Bytes::header(0, 1).text("k").number(std::uint32_t{99}).done()
            << "key k: its type is 99" + damaged;
        QTest::newRow("an array without end")
            << Bytes::header(0, 1)
                   .text("k")
                   .number(std::uint32_t{9})
                   .number(std::uint32_t{4})
                   .number(std::uint64_t{1} << 61)
                   .done()
            << "key k: an array of 2305843009213693952 entries does not fit" + damaged;
        QTest::newRow("an array of texts without end")
            << Bytes::header(0, 1)
                   .text("k")
                   .number(std::uint32_t{9})
                   .number(std::uint32_t{8})
                   .number(std::uint64_t{1} << 61)
                   .done()
            << "key k: an array of 2305843009213693952 texts does not fit" + damaged;
        QTest::newRow("an array of arrays") << Bytes::header(0, 1)
                                                   .text("k")
                                                   .number(std::uint32_t{9})
                                                   .number(std::uint32_t{9})
                                                   .number(std::uint64_t{1})
                                                   .done()
                                            << "key k: an array of type 9" + damaged;
        QTest::newRow("a tensor of five dimensions")
            << Bytes::header(1, 0).tensor("t", {1, 1, 1, 1, 1}, 0, 0).done()
            << "tensor t: it has 5 dimensions" + damaged;
        QTest::newRow("a dimension of 0") << Bytes::header(1, 0).tensor("t", {0}, 0, 0).done()
                                          << "tensor t: a dimension is 0" + damaged;
        QTest::newRow("a shape that overflows")
            << Bytes::header(1, 0).tensor("t", {2000000000, 2000000000, 2000000000}, 0, 0).done()
            << "tensor t: its shape is too large" + damaged;
        QTest::newRow("a row of half a block")
            << Bytes::header(1, 0).tensor("t", {48}, 2, 0).done()
            << "tensor t: a row of 48 is no whole number of blocks" + damaged;
        QTest::newRow("a tensor beyond the file")
            << Bytes::header(1, 0).tensor("t", {8}, 0, ~std::uint64_t{0}).done()
            << "tensor t: the file ends before its last value" + damaged;
    }

    void refusesWithASentence() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, sentence);
        const QTemporaryDir directory;
        const auto path = directory.filePath("a.gguf").toStdString();
        damaged::write(path, bytes.toStdString());
        QCOMPARE(damaged::sentenceOf([&] { Gguf gguf(path); }),
                 QString::fromStdString(path) + ": " + sentence);
    }

    void anUnknownTypeIsAnErrorWhereItIsAskedFor() {
        const QTemporaryDir directory;
        const auto path = directory.filePath("a.gguf").toStdString();
        damaged::write(path,
                       Bytes::header(1, 0).tensor("t", {256}, 12, 0).done().toStdString() +
                           std::string(256, '\0'));
        const GgufFile file(std::make_shared<const Gguf>(path), asItIs);
        QCOMPARE(
            damaged::sentenceOf([&] { loadStored(file, "t", at::kFloat); }),
            QString::fromStdString(path) +
                ": tensor t has type 12, which is not read here; use a file in F32, F16, BF16, "
                "Q8_0, Q4_0 or Q4_1");
    }

    void aFileWithoutTokenizerSaysSo() {
        const QTemporaryDir directory;
        const auto path = directory.filePath("a.gguf").toStdString();
        damaged::write(path, Bytes::header(0, 0).done().toStdString());
        QVERIFY(damaged::sentenceOf([&] {
                    ggufVocabulary(Gguf(path));
                }).contains("the file holds no tokenizer"));
    }
};

QTEST_GUILESS_MAIN(GgufTest)
#include "gguf_test.moc"
