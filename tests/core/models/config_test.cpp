// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/read_config.h"
#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;
using nlohmann::json;

namespace {

json plain() {
    return {{"model_type", "llama"},
            {"vocab_size", 300},
            {"hidden_size", 32},
            {"intermediate_size", 64},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 4}};
}

}  // namespace

class ConfigTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsMissingIsTransformersDefault() {
        const auto config = readConfig(plain(), "config.json");
        QCOMPARE(config.kvHeads, std::int64_t{4});
        QCOMPARE(config.headSize, std::int64_t{8});
        QCOMPARE(config.maxPositions, std::int64_t{2048});
        QCOMPARE(config.normEpsilon, 1e-6);
        QCOMPARE(config.ropeTheta, 10000.0);
        QCOMPARE(config.ropeType, std::string("default"));
        QVERIFY(!config.tiedEmbeddings && !config.attentionBias && !config.mlpBias);
    }

    void bothGenerationsSayTheSame_data() {
        QTest::addColumn<QByteArray>("four");
        QTest::addColumn<QByteArray>("five");
        QTest::newRow("theta")
            << QByteArray(R"({"rope_theta": 5e5, "rope_scaling": null})")
            << QByteArray(R"({"rope_parameters": {"rope_type": "default", "rope_theta": 5e5}})");
        QTest::newRow("linear, by its older key")
            << QByteArray(
                   R"({"rope_theta": 1e4, "rope_scaling": {"type": "linear", "factor": 2.0}})")
            << QByteArray(
                   R"({"rope_parameters": {"rope_type": "linear", "rope_theta": 1e4, "factor": 2.0}})");
        QTest::newRow("llama3")
            << QByteArray(
                   R"({"rope_theta": 5e5, "rope_scaling": {"rope_type": "llama3", "factor": 8.0}})")
            << QByteArray(
                   R"({"rope_parameters": {"rope_type": "llama3", "rope_theta": 5e5, "factor": 8.0}})");
    }
    void bothGenerationsSayTheSame() {
        QFETCH(QByteArray, four);
        QFETCH(QByteArray, five);
        const auto read = [](const QByteArray& changes) {
            auto config = plain();
            config.update(json::parse(changes.toStdString()));
            return readConfig(config, "config.json");
        };
        const auto a = read(four);
        const auto b = read(five);
        QCOMPARE(a.ropeTheta, b.ropeTheta);
        QCOMPARE(a.ropeType, b.ropeType);
        QVERIFY(a.ropeScaling.value("factor", 0.0) == b.ropeScaling.value("factor", 0.0));
    }

    void writtenItIsReadAgain() {
        for (const char* name :
             {"tied", "untied", "rope_llama3", "rope_yarn", "bias", "wide_heads"}) {
            const auto config = tiny::open(name)->config;
            const auto again = readConfig(writeConfig(config), "config.json");
            QVERIFY2(writeConfig(again) == writeConfig(config), name);
            QCOMPARE(again.headSize, config.headSize);
            QCOMPARE(again.ropeType, config.ropeType);
            QCOMPARE(again.attentionBias, config.attentionBias);
        }
    }

    void aGgufSaysWhatItsFolderSays() {
        const auto gguf = tiny::open("f32.gguf");
        const auto folder = tiny::open("untied");
        auto config = gguf->config;
        QVERIFY(std::abs(config.normEpsilon - folder->config.normEpsilon) < 1e-12);  // fp32 there
        config.normEpsilon = folder->config.normEpsilon;
        QVERIFY(writeConfig(config) == writeConfig(folder->config));
        QCOMPARE(gguf->architecture, folder->architecture);
        QCOMPARE(gguf->eos, folder->eos);
        QCOMPARE(gguf->stopTokens, folder->stopTokens);
        QCOMPARE(gguf->chatTemplateSource, folder->chatTemplateSource);
        for (const char* words : {"Tiny random models", "naïve 12 + 34\n\n", "<|im_end|>"}) {
            QCOMPARE(gguf->tokenizer->encode(words), folder->tokenizer->encode(words));
        }
    }

    void refusesWithASentence_data() {
        QTest::addColumn<QByteArray>("changes");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("another architecture")
            << QByteArray(R"({"model_type": "mistral"})")
            << "config.json: the architecture is \"mistral\"; use a model whose model_type is "
               "\"llama\" (Llama 2 and 3, SmolLM, TinyLlama, …)";
        QTest::newRow("an architecture that is no text")
            << QByteArray(R"({"model_type": 3})")
            << "config.json: the architecture is \"\"; use a model whose model_type is \"llama\" "
               "(Llama 2 and 3, SmolLM, TinyLlama, …)";
        QTest::newRow("no layers")
            << QByteArray(R"({"num_hidden_layers": null})")
            << "config.json: \"num_hidden_layers\" is missing; use a complete "
               "config.json";
        QTest::newRow("a size of 0")
            << QByteArray(R"({"hidden_size": 0})")
            << "config.json: \"hidden_size\" is 0; give a whole number of at least 1";
        QTest::newRow("a size that is a text")
            << QByteArray(R"({"vocab_size": "300"})")
            << "config.json: \"vocab_size\" is \"300\"; give a whole number of at least 1";
        QTest::newRow("a size beyond any model")
            << QByteArray(R"({"vocab_size": 1e15})")
            << "config.json: \"vocab_size\" is 1e+15; give a whole number of at most 2147483648";
        QTest::newRow("heads that share nothing")
            << QByteArray(R"({"num_key_value_heads": 3})")
            << "config.json: 4 heads do not share 3 key-value heads; use a complete config.json";
        QTest::newRow("heads of odd size")
            << QByteArray(R"({"head_dim": 7})")
            << "config.json: heads of odd size 7; use a complete config.json";
        QTest::newRow("an unknown scaling")
            << QByteArray(R"({"rope_parameters": {"rope_type": "longrope"}})")
            << "config.json: RoPE scaling \"longrope\" is unknown here; use a model with default, "
               "linear, dynamic, llama3 or yarn";
    }
    void refusesWithASentence() {
        QFETCH(QByteArray, changes);
        QFETCH(QString, sentence);
        auto config = plain();
        config.update(json::parse(changes.toStdString()));
        QCOMPARE(tiny::sentenceOf([&] { readConfig(config, "config.json"); }), sentence);
    }

    void anUnopenableModelIsNamed_data() {
        QTest::addColumn<QString>("remove");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no config.json")
            << "config.json"
            << ": no config.json is in it; name a folder as transformers "
               "saves it, or a GGUF file";
        QTest::newRow("no weights") << "model.safetensors"
                                    << ": no model.safetensors is in it; save the model as "
                                       "safetensors (PyTorch's .bin files "
                                       "are never read)";
        QTest::newRow("no tokenizer") << "tokenizer.json"
                                      << ": no tokenizer.json is in it; save the tokenizer in its "
                                         "fast form beside the model";
    }
    void anUnopenableModelIsNamed() {
        QFETCH(QString, remove);
        QFETCH(QString, sentence);
        const QTemporaryDir directory;
        const std::filesystem::path copy = directory.filePath("model").toStdString();
        std::filesystem::copy(tiny::folder("tied"), copy);
        std::filesystem::remove(copy / remove.toStdString());
        QCOMPARE(tiny::sentenceOf([&] { openModel(copy.string()); }),
                 QString::fromStdString(copy.string()) + sentence);
    }

    void anUnknownNameNamesTheBuiltIn() {
        QCOMPARE(
            tiny::sentenceOf([] { openModel("smollm2-135m"); }),
            QString("smollm2-135m: no such model; name a Hugging Face folder, a GGUF file, or the "
                    "built-in \"smollm2-135m-instruct\""));
    }

    void anyCutGgufIsAnError() {
        std::ifstream file(tiny::folder("q4_1.gguf"), std::ios::binary);
        const std::string whole{std::istreambuf_iterator<char>(file), {}};
        const QTemporaryDir directory;
        const auto path = directory.filePath("cut.gguf").toStdString();
        for (std::size_t length = 0; length < whole.size(); length += 512) {
            std::ofstream(path, std::ios::binary | std::ios::trunc) << whole.substr(0, length);
            QVERIFY(!tiny::sentenceOf([&] { openModel(path); }).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(ConfigTest)
#include "config_test.moc"
