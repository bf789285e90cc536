// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <ATen/ops/zeros.h>

#include "core/models/adapter_files.h"
#include "core/models/tiny.h"
#include "core/weights/load_stored.h"
#include "core/weights/safetensors_file.h"

using namespace lire;
using namespace lire::models;
namespace fs = std::filesystem;

namespace {

fs::path copyOfAdapter(const QTemporaryDir& directory) {
    const fs::path copy = directory.filePath("adapter").toStdString();
    fs::copy(tiny::folder("adapter_qv"), copy);
    return copy;
}

void change(const fs::path& adapter, const std::string& key, const nlohmann::json& value) {
    const auto path = adapter / "adapter_config.json";
    auto config = nlohmann::json::parse(std::ifstream(path));
    config[key] = value;
    std::ofstream(path) << config.dump();
}

}  // namespace

class AdapterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isReadAsPeftWroteIt_data() { adapters(); }
    void isReadAsPeftWroteIt() {
        QFETCH(QString, adapter);
        const auto& golden = tiny::golden()["adapters"][adapter.toStdString()];
        const auto base = golden["base"].get<std::string>();
        auto model = tiny::load(base);
        model.loadAdapter(tiny::folder(adapter.toStdString()));
        QVERIFY(model.hasAdapter());
        auto wrong = tiny::difference(model.logprobs(tiny::lists()).sums,
                                      golden["sums"].get<tiny::Rows>(),
                                      tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        // Switched off it is the base model, switched on again the adapted one.
        model.useAdapter(false);
        wrong = tiny::difference(model.logprobs(tiny::lists()).sums,
                                 tiny::golden()["models"][base]["sums"].get<tiny::Rows>(),
                                 tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void isSavedAsPeftReadsIt_data() { adapters(); }
    void isSavedAsPeftReadsIt() {
        QFETCH(QString, adapter);
        const auto from = tiny::folder(adapter.toStdString());
        auto model = tiny::load(tiny::golden()["adapters"][adapter.toStdString()]["base"]);
        model.loadAdapter(from);
        const QTemporaryDir directory;
        const fs::path to = directory.filePath("saved").toStdString();
        model.saveAdapter(to, "some-model");

        const weights::SafetensorsFile theirs(from / "adapter_model.safetensors");
        const weights::SafetensorsFile ours(to / "adapter_model.safetensors");
        QCOMPARE(ours.tensors().size(), theirs.tensors().size());
        for (const auto& info : theirs.tensors()) {
            const auto* found = ours.find(info.name);
            QVERIFY2(found != nullptr, info.name.c_str());
            QCOMPARE(found->shape, info.shape);
            QCOMPARE(found->dtype, info.dtype);
            QVERIFY(weights::loadStored(ours, info.name, at::kFloat)
                        .equal(weights::loadStored(theirs, info.name, at::kFloat)));
        }
        const auto theirConfig = nlohmann::json::parse(std::ifstream(from / "adapter_config.json"));
        const auto ourConfig = nlohmann::json::parse(std::ifstream(to / "adapter_config.json"));
        for (const char* key :
             {"peft_type", "task_type", "r", "lora_alpha", "use_rslora", "bias"}) {
            QVERIFY2(ourConfig[key] == theirConfig[key], key);
        }
        QCOMPARE(ourConfig["base_model_name_or_path"].get<std::string>(),
                 std::string("some-model"));
        for (const auto& [key, value] : ourConfig.items()) {
            QVERIFY2(theirConfig.contains(key), key.c_str());  // a key that PEFT knows
        }
    }

    void aNewOneChangesNothingYet() {
        auto model = tiny::load("tied");
        const auto before = model.logprobs(tiny::lists()).sums;
        model.attachLora({.rank = 4, .alpha = 8.0, .targets = loraTargets()}, 11);
        QCOMPARE(model.parameters().size(), std::size_t{2 * 7 * 2});
        QCOMPARE(model.logprobs(tiny::lists()).sums, before);
    }

    void aNewOneStartsAsPefts() {
        auto model = tiny::load("tied");
        model.attachLora({.rank = 16, .targets = {"down_proj"}}, 11);
        for (const auto& parameter : model.parameters()) {
            if (parameter.name.find("lora_B") != std::string::npos) {
                QCOMPARE(parameter.value.abs().max().item<double>(), 0.0);
                continue;
            }
            // Kaiming uniform with a = sqrt 5: uniform in +-1 / sqrt(in), in = 64.
            const double bound = 1.0 / 8.0;
            const double most = parameter.value.abs().max().item<double>();
            QVERIFY(most <= bound && most > 0.98 * bound);
            const double deviation = parameter.value.std().item<double>();
            QVERIFY(std::abs(deviation - bound / std::sqrt(3.0)) < 0.1 * deviation);
        }
    }

    void theSeedDecidesTheStart() {
        auto first = tiny::load("tied");
        auto second = tiny::load("tied");
        auto third = tiny::load("tied");
        first.attachLora({}, 5);
        second.attachLora({}, 5);
        third.attachLora({}, 6);
        QVERIFY(first.parameters()[0].value.equal(second.parameters()[0].value));
        QVERIFY(!first.parameters()[0].value.equal(third.parameters()[0].value));
    }

    void droppedItIsGone() {
        auto model = tiny::load("tied");
        const auto before = model.logprobs(tiny::lists()).sums;
        model.loadAdapter(tiny::folder("adapter_qv"));
        model.dropAdapter();
        QVERIFY(!model.hasAdapter());
        QVERIFY(model.parameters().empty());
        QCOMPARE(model.logprobs(tiny::lists()).sums, before);
    }

    void withoutOneNothingIsSaved() {
        const QTemporaryDir directory;
        const auto path = directory.filePath("adapter").toStdString();
        const auto model = tiny::load("tied");
        QCOMPARE(
            tiny::sentenceOf([&] { model.saveAdapter(path, ""); }),
            QString::fromStdString(path + ": the model has no adapter to save; attach one first"));
    }

    void mergedItIsTheSameModel_data() { adapters(); }
    void mergedItIsTheSameModel() {
        QFETCH(QString, adapter);
        const auto& golden = tiny::golden()["adapters"][adapter.toStdString()];
        auto model = tiny::load(golden["base"].get<std::string>());
        model.loadAdapter(tiny::folder(adapter.toStdString()));
        const QTemporaryDir directory;
        model.saveMerged(directory.filePath("merged").toStdString());
        const auto source = openModel(directory.filePath("merged").toStdString());
        QVERIFY(source->chatTemplate != nullptr);
        QCOMPARE(source->stopTokens, model.source().stopTokens);
        const auto merged = CausalLm(source, tiny::compute());
        const auto wrong = tiny::difference(merged.logprobs(tiny::lists()).sums,
                                            golden["sums"].get<tiny::Rows>(),
                                            tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void fullyTrainedWeightsAreSavedExactly() {
        auto model = tiny::load("untied", true);
        for (auto& parameter : model.parameters()) {
            parameter.value.mul_(1.01);
        }
        model.parametersChanged();
        const QTemporaryDir directory;
        model.saveMerged(directory.filePath("full").toStdString());
        const auto again =
            CausalLm(openModel(directory.filePath("full").toStdString()), tiny::compute());
        QCOMPARE(again.logprobs(tiny::lists()).sums, model.logprobs(tiny::lists()).sums);
    }

    void aGgufIsSavedAsAFolder() {
        const auto model = tiny::load("bf16.gguf");
        const QTemporaryDir directory;
        model.saveMerged(directory.filePath("folder").toStdString());
        const auto source = openModel(directory.filePath("folder").toStdString());
        const auto again = CausalLm(source, tiny::compute());
        QCOMPARE(again.logprobs(tiny::lists()).sums, model.logprobs(tiny::lists()).sums);
        QCOMPARE(source->stopTokens, model.source().stopTokens);
        QCOMPARE(source->tokenizer->encode("Tiny random models"),
                 model.source().tokenizer->encode("Tiny random models"));
    }

    void refusesWithASentence_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("problem");
        QTest::newRow("another kind") << "peft_type"
                                      << "\"IA3\""
                                      << "not a LoRA adapter (peft_type is \"IA3\")";
        QTest::newRow("DoRA") << "use_dora"
                              << "true"
                              << "\"use_dora\" is on";
        QTest::newRow("biases") << "bias"
                                << "\"all\""
                                << "\"bias\" is \"all\"";
        QTest::newRow("whole modules") << "modules_to_save"
                                       << "[\"lm_head\"]"
                                       << "\"modules_to_save\" is [\"lm_head\"]";
        QTest::newRow("ranks by layer") << "rank_pattern"
                                        << "{\"a\": 3}"
                                        << "\"rank_pattern\" is {\"a\":3}";
        QTest::newRow("a start that changes the base")
            << "init_lora_weights"
            << "\"pissa_niter_4\""
            << "\"init_lora_weights\" is \"pissa_niter_4\", which changes the base model";
        QTest::newRow("no rank") << "r"
                                 << "0"
                                 << "\"r\" is no rank";
        QTest::newRow("an alpha that is no number") << "lora_alpha"
                                                    << "\"16\""
                                                    << "\"lora_alpha\" is \"16\"";
        QTest::newRow("an unknown projection")
            << "target_modules"
            << "[\"q_prj\"]"
            << "target module \"q_prj\" is no projection of this architecture";
        QTest::newRow("a pattern of projections") << "target_modules"
                                                  << "\".*proj\""
                                                  << "\"target_modules\" is \".*proj\"";
        QTest::newRow("no projections") << "target_modules"
                                        << "[]"
                                        << "\"target_modules\" is []";
        QTest::newRow("another rank than the tensors'")
            << "r"
            << "5"
            << "has the shape [4, 32], the model's projection asks for [5, 32]";
        QTest::newRow("more projections than tensors") << "target_modules"
                                                       << "[\"q_proj\", \"k_proj\", \"v_proj\"]"
                                                       << "the tensor is missing";
        QTest::newRow("fewer projections than tensors")
            << "target_modules"
            << "[\"q_proj\"]"
            << "the tensor belongs to no projection of this model";
    }
    void refusesWithASentence() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, problem);
        const QTemporaryDir directory;
        const auto adapter = copyOfAdapter(directory);
        change(adapter, key.toStdString(), nlohmann::json::parse(value.toStdString()));
        auto model = tiny::load("tied");
        const auto sentence = tiny::sentenceOf([&] { model.loadAdapter(adapter); });
        QVERIFY2(sentence.contains(problem), qPrintable(sentence));
        QVERIFY2(sentence.startsWith(QString::fromStdString(adapter.string())),
                 qPrintable(sentence));
        QVERIFY(!model.hasAdapter());
    }

    void refusesAConfigurationThatIsNoJson() {
        const QTemporaryDir directory;
        const auto adapter = copyOfAdapter(directory);
        std::ofstream(adapter / "adapter_config.json") << "{\"r\": ";
        auto model = tiny::load("tied");
        QVERIFY(tiny::sentenceOf([&] {
                    model.loadAdapter(adapter);
                }).contains("adapter_config.json:1: not JSON; fetch or save the adapter again"));
    }

    void refusesAFolderWithoutAdapter() {
        auto model = tiny::load("tied");
        QCOMPARE(tiny::sentenceOf([&] { model.loadAdapter("/nowhere"); }),
                 QString("/nowhere/adapter_config.json: cannot be read; name the folder of a PEFT "
                         "adapter"));
    }

    void refusesAnotherModelsAdapter() {
        auto model = tiny::load("wide_heads");
        const auto sentence =
            tiny::sentenceOf([&] { model.loadAdapter(tiny::folder("adapter_qv")); });
        QVERIFY2(sentence.contains("use the adapter with the model that it was trained on"),
                 qPrintable(sentence));
    }

private:
    static void adapters() {
        QTest::addColumn<QString>("adapter");
        QTest::newRow("on q and v") << QString("adapter_qv");
        QTest::newRow("rank-stabilized, on every projection") << QString("adapter_rslora");
    }
};

QTEST_GUILESS_MAIN(AdapterTest)
#include "adapter_test.moc"
