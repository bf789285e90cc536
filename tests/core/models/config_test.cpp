// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include <ATen/ops/tensor.h>

#include "core/models/read_config.h"
#include "core/models/rope.h"
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

template <class Number>
QByteArray bytesOf(Number number) {
    return {reinterpret_cast<const char*>(&number), sizeof number};
}

QByteArray ggufText(const QString& words) {
    const auto text = words.toUtf8();
    return bytesOf(static_cast<std::uint64_t>(text.size())) + text;
}

/// A key of a GGUF's metadata: its name, its type's number, its value.
QByteArray ggufKey(const QString& name, std::uint32_t type, const QByteArray& value) {
    return ggufText(name) + bytesOf(type) + value;
}

/// The tiny GGUF in fp32 with further keys.
std::filesystem::path ggufWith(std::vector<QByteArray> keys, const QTemporaryDir& folder) {
    constexpr qsizetype countAt = 16;  // after magic, version and the number of tensors
    constexpr qsizetype keysAt = 24;
    constexpr qsizetype alignment = 32;  // of the tensors' data
    qsizetype length = 0;
    for (const auto& key : keys) {
        length += key.size();
    }
    length += ggufKey("pad", 8, ggufText("")).size();
    const QString padding((alignment - length % alignment) % alignment, 'x');
    keys.push_back(ggufKey("pad", 8, ggufText(padding)));
    std::ifstream file(tiny::folder("f32.gguf"), std::ios::binary);
    auto bytes = QByteArray::fromStdString({std::istreambuf_iterator<char>(file), {}});
    std::uint64_t count = 0;
    std::memcpy(&count, bytes.constData() + countAt, sizeof count);
    bytes.replace(countAt, sizeof count, bytesOf(count + keys.size()));
    for (const auto& key : keys) {
        bytes.insert(keysAt, key);
    }
    const std::filesystem::path path = folder.filePath("keys.gguf").toStdString();
    std::ofstream(path, std::ios::binary) << bytes.toStdString();
    return path;
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
                   R"({"rope_theta": 5e5, "rope_scaling": {"rope_type": "llama3", "factor": 8.0,
                       "low_freq_factor": 1.0, "high_freq_factor": 4.0}})")
            << QByteArray(
                   R"({"rope_parameters": {"rope_type": "llama3", "rope_theta": 5e5, "factor": 8.0,
                       "low_freq_factor": 1.0, "high_freq_factor": 4.0}})");
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

    void ofTwoSayingsTransformersTakesOne_data() {
        QTest::addColumn<QByteArray>("both");
        QTest::addColumn<QByteArray>("one");
        QTest::newRow("the older key goes before the newer")
            << QByteArray(
                   R"({"rope_theta": 5e4, "rope_scaling": {"rope_type": "linear", "factor": 2.0},
                "rope_parameters": {"rope_type": "default", "rope_theta": 1e4}})")
            << QByteArray(
                   R"({"rope_theta": 5e4, "rope_scaling": {"rope_type": "linear", "factor": 2.0}})");
        QTest::newRow("unless it is empty")
            << QByteArray(R"({"rope_scaling": {}, "rope_parameters": {"rope_type": "linear",
                              "rope_theta": 5e4, "factor": 2.0}})")
            << QByteArray(
                   R"({"rope_theta": 5e4, "rope_scaling": {"rope_type": "linear", "factor": 2.0}})");
        const QByteArray llama3 =
            R"("rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0)";
        QTest::newRow("the trained length outside goes before the one inside")
            << QByteArray(R"({"original_max_position_embeddings": 64, "rope_scaling": {)" + llama3 +
                          R"(, "original_max_position_embeddings": 8192}})")
            << QByteArray(R"({"rope_scaling": {)" + llama3 +
                          R"(, "original_max_position_embeddings": 64}})");
        QTest::newRow("without one it is the model's")
            << QByteArray(R"({"max_position_embeddings": 64, "rope_scaling": {)" + llama3 + "}}")
            << QByteArray(R"({"rope_scaling": {)" + llama3 +
                          R"(, "original_max_position_embeddings": 64}})");
        QTest::newRow("yarn's factor is the ratio where it is null")
            << QByteArray(R"({"max_position_embeddings": 256, "rope_scaling": {"rope_type": "yarn",
                              "factor": null, "original_max_position_embeddings": 64}})")
            << QByteArray(R"({"rope_scaling": {"rope_type": "yarn", "factor": 4.0,
                              "original_max_position_embeddings": 64}})");
    }
    void ofTwoSayingsTransformersTakesOne() {
        QFETCH(QByteArray, both);
        QFETCH(QByteArray, one);
        const auto angles = [](const QByteArray& changes) {
            auto config = plain();
            config.update(json::parse(changes.toStdString()));
            return Rope(readConfig(config, "config.json"), at::kCPU)
                .angles(at::tensor({100}, at::kLong))
                .cosine;
        };
        QVERIFY(angles(both).equal(angles(one)));
        QVERIFY(!angles(both).equal(angles("{}")));
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

    void aGgufsRopeIsLlamaCpps_data() {
        QTest::addColumn<QString>("type");  ///< "": no key
        QTest::addColumn<QString>("factorKey");
        QTest::addColumn<double>("factor");  ///< 1: no scaling
        QTest::newRow("linear") << "linear"
                                << "llama.rope.scaling.factor" << 4.0;
        QTest::newRow("a factor without a type is linear") << ""
                                                           << "llama.rope.scaling.factor" << 4.0;
        QTest::newRow("by its older key") << ""
                                          << "llama.rope.scale_linear" << 4.0;
        QTest::newRow("none, whatever the factor") << "none"
                                                   << "llama.rope.scaling.factor" << 1.0;
    }
    void aGgufsRopeIsLlamaCpps() {
        QFETCH(QString, type);
        QFETCH(QString, factorKey);
        QFETCH(double, factor);
        std::vector<QByteArray> keys = {ggufKey(factorKey, 6, bytesOf(4.0F))};
        if (!type.isEmpty()) {
            keys.push_back(ggufKey("llama.rope.scaling.type", 8, ggufText(type)));
        }
        const QTemporaryDir folder;
        const auto config = openModel(ggufWith(keys, folder).string())->config;
        QCOMPARE(config.ropeType, std::string(factor == 1.0 ? "default" : "linear"));
        QCOMPARE(config.ropeScaling.value("factor", 1.0), factor);
    }

    void aGgufsRopeTurnsWholeHeads() {
        const QTemporaryDir folder;
        // The file says that RoPE turns 8 numbers.
        const auto path = ggufWith(
            {ggufKey("llama.attention.key_length", 4, bytesOf(std::uint32_t{16}))}, folder);
        QCOMPARE(tiny::sentenceOf([&] { openModel(path.string()); }),
                 QString::fromStdString(path.string()) +
                     ": RoPE turns 8 of the 16 numbers of a head; use a model that turns whole "
                     "heads");
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
        QTest::newRow("a scaling without its factor")
            << QByteArray(R"({"rope_scaling": {"rope_type": "linear"}})")
            << "config.json: RoPE scaling \"linear\" has no number \"factor\"; use a complete "
               "config.json";
        QTest::newRow("a factor that is a text")
            << QByteArray(R"({"rope_scaling": {"rope_type": "dynamic", "factor": "4.0"}})")
            << "config.json: RoPE scaling \"dynamic\" has no number \"factor\"; use a complete "
               "config.json";
        QTest::newRow("llama3 without its bounds")
            << QByteArray(R"({"rope_scaling": {"rope_type": "llama3", "factor": 8.0}})")
            << "config.json: RoPE scaling \"llama3\" has no number \"low_freq_factor\"; use a "
               "complete config.json";
        QTest::newRow("a part of each head") << QByteArray(R"({"partial_rotary_factor": 0.5,
                              "rope_scaling": {"rope_type": "linear", "factor": 2.0}})")
                                             << "config.json: \"partial_rotary_factor\" is 0.5: "
                                                "RoPE is to turn a part of each head; "
                                                "use a model that turns whole heads";
        QTest::newRow("quantized weights")
            << QByteArray(R"({"quantization_config": {"quant_method": "bitsandbytes",
                                                      "load_in_8bit": true}})")
            << "config.json: the weights are quantized (\"quantization_config\": bitsandbytes); "
               "load "
               "the unquantized model, or a GGUF in Q8_0, Q4_0 or Q4_1";
        QTest::newRow("quantized in a way without a name")
            << QByteArray(R"({"quantization_config": {}})")
            << "config.json: the weights are quantized (\"quantization_config\"); load the "
               "unquantized model, or a GGUF in Q8_0, Q4_0 or Q4_1";
        QTest::newRow("another activation")
            << QByteArray(R"({"hidden_act": "relu"})")
            << "config.json: \"hidden_act\" is \"relu\"; use a model with \"silu\"";
        QTest::newRow("an activation that is no text")
            << QByteArray(R"({"hidden_act": null})")
            << "config.json: \"hidden_act\" is null; use a model with \"silu\"";
        QTest::newRow("attention to what comes")
            << QByteArray(R"({"is_causal": false})")
            << "config.json: \"is_causal\" is false; use a model with causal attention";
        QTest::newRow("layers that differ")
            << QByteArray(R"({"per_layer_config": {"1": {"rms_norm_eps": 0.5}}})")
            << "config.json: \"per_layer_config\" makes layers differ; use a model whose layers "
               "are "
               "alike";
        QTest::newRow("an epsilon that is a text")
            << QByteArray(R"({"rms_norm_eps": "1e-2"})")
            << "config.json: \"rms_norm_eps\" is \"1e-2\"; give a number";
        QTest::newRow("a switch that is a text")
            << QByteArray(R"({"attention_bias": "true"})")
            << "config.json: \"attention_bias\" is \"true\"; give true or false";
    }
    void refusesWithASentence() {
        QFETCH(QByteArray, changes);
        QFETCH(QString, sentence);
        auto config = plain();
        config.update(json::parse(changes.toStdString()));
        QCOMPARE(tiny::sentenceOf([&] { readConfig(config, "config.json"); }), sentence);
    }

    void whatChangesNothingIsAccepted_data() {
        QTest::addColumn<QByteArray>("changes");
        QTest::newRow("no quantization") << QByteArray(R"({"quantization_config": null})");
        QTest::newRow("silu by its other name") << QByteArray(R"({"hidden_act": "swish"})");
        QTest::newRow("causal") << QByteArray(R"({"is_causal": true})");
        QTest::newRow("a part of each head that transformers does not heed")
            << QByteArray(R"({"partial_rotary_factor": 0.5})");
        QTest::newRow("keys of other architectures")
            << QByteArray(R"({"sliding_window": 4, "pretraining_tp": 2, "logits_scaling": 2.0})");
    }
    void whatChangesNothingIsAccepted() {
        QFETCH(QByteArray, changes);
        auto config = plain();
        config.update(json::parse(changes.toStdString()));
        QVERIFY(writeConfig(readConfig(config, "config.json")) ==
                writeConfig(readConfig(plain(), "config.json")));
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
