// SPDX-License-Identifier: GPL-3.0-or-later
// Models and adapters whose files are damaged or contradict each other: `inspect` says what the
// commands that load them say.
#include <QTest>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "app/outcome.h"

using namespace lire::tests;

namespace fs = std::filesystem;

class BrokenModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inspectRefusesWhatCannotBeLoaded_data();
    void inspectRefusesWhatCannotBeLoaded();
    void aNumberBeyondNumbersIsTold_data();
    void aNumberBeyondNumbersIsTold();
    void aBrokenAdapterIsTold_data();
    void aBrokenAdapterIsTold();
    void responsesThatNoMemoryHoldsAreTold();
    void whatIsWholeIsDescribed_data();
    void whatIsWholeIsDescribed();

private:
    /// A copy of a model that may be written to.
    static fs::path copied(const QTemporaryDir& folder, const char* name) {
        const fs::path to = folder.filePath(name).toStdString();
        fs::copy(fs::path(LIRE_TEST_DATA) / "models" / name, to);
        for (const auto& entry : fs::directory_iterator(to)) {
            fs::permissions(entry, fs::perms::owner_write, fs::perm_options::add);
        }
        return to;
    }
    /// The same with other numbers in its config.json.
    static fs::path changed(const QTemporaryDir& folder, const QByteArray& changes) {
        const auto model = copied(folder, "tied");
        std::ifstream old(model / "config.json");
        auto config = nlohmann::json::parse(old);
        config.update(nlohmann::json::parse(changes.toStdString()));
        old.close();
        std::ofstream(model / "config.json") << config.dump();
        return model;
    }
    static QString groupsIn(const QTemporaryDir& folder) {
        return written(folder,
                       "groups.jsonl",
                       R"({"prompt_ids":[1],"response_ids":[[2]]})"
                       "\n");
    }
    static void isRefused(const Outcome& outcome, const QString& sentence) {
        QCOMPARE(QString::fromStdString(outcome.errors), sentence + "\n");
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.lines.empty());
    }
};

void BrokenModelsTest::inspectRefusesWhatCannotBeLoaded_data() {
    QTest::addColumn<QByteArray>("changes");
    QTest::addColumn<QString>("sentence");  ///< PATH stands for the folder
    QTest::newRow("another width")
        << QByteArray(R"({"hidden_size": 76})")
        << "PATH/model.safetensors, model.embed_tokens.weight: has the shape [300, 32], the "
           "configuration asks for [300, 76]; use the config.json that belongs to these weights";
    QTest::newRow("layers that are not there")
        << QByteArray(R"({"num_hidden_layers": 1000000000})")
        << "PATH/model.safetensors, model.layers.2.self_attn.q_proj.weight: the tensor is missing; "
           "fetch or save the model again: its files are incomplete";
    QTest::newRow("a head that is not there")
        << QByteArray(R"({"tie_word_embeddings": false})")
        << "PATH/model.safetensors, lm_head.weight: the tensor is missing; fetch or save the model "
           "again: its files are incomplete";
    QTest::newRow("quantized weights")
        << QByteArray(R"({"quantization_config": {"quant_method": "gptq", "bits": 4}})")
        << "PATH/config.json: the weights are quantized (\"quantization_config\": gptq); load the "
           "unquantized model, or a GGUF in Q8_0, Q4_0 or Q4_1";
    QTest::newRow("another activation")
        << QByteArray(R"({"hidden_act": "gelu"})")
        << "PATH/config.json: \"hidden_act\" is \"gelu\"; use a model with \"silu\"";
    QTest::newRow("a vocabulary beyond any model")
        << QByteArray(R"({"vocab_size": 99999999999})")
        << "PATH/config.json: \"vocab_size\" is 99999999999; give a whole number of at most "
           "2147483648";
}

void BrokenModelsTest::inspectRefusesWhatCannotBeLoaded() {
    QFETCH(QByteArray, changes);
    QFETCH(QString, sentence);
    const QTemporaryDir folder;
    const auto model = changed(folder, changes);
    const auto path = QString::fromStdString(model.string());
    sentence.replace("PATH", path);
    isRefused(outcomeOf({"inspect", path}), sentence);
    isRefused(outcomeOf({"logprobs", "--model", path, groupsIn(folder)}), sentence);
}

void BrokenModelsTest::aNumberBeyondNumbersIsTold_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("tokenizer.json") << "tokenizer.json"
                                    << "PATH/tokenizer.json: holds a number beyond the range of "
                                       "numbers; correct the file, or fetch it again";
    QTest::newRow("tokenizer_config.json") << "tokenizer_config.json"
                                           << "PATH/tokenizer_config.json: holds a number beyond "
                                              "the range of numbers; correct the file, or fetch it "
                                              "again";
    for (const QString file : {"config.json", "generation_config.json"}) {
        QTest::newRow(qPrintable(file))
            << file
            << "PATH/" + file +
                   ":1: the number 1e999 is beyond the range of numbers; write numbers between "
                   "-1e308 and 1e308";
    }
}

void BrokenModelsTest::aNumberBeyondNumbersIsTold() {
    QFETCH(QString, file);
    QFETCH(QString, sentence);
    const QTemporaryDir folder;
    const auto model = copied(folder, "tied");
    std::ofstream(model / file.toStdString()) << R"({"a": 1e999})";
    const auto path = QString::fromStdString(model.string());
    isRefused(outcomeOf({"inspect", path}), sentence.replace("PATH", path));
}

void BrokenModelsTest::aBrokenAdapterIsTold_data() {
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("cut") << QByteArray("{\"peft_type\":\n \"LO")
                         << "PATH/adapter_config.json:2: not JSON; fetch or save the adapter again";
    QTest::newRow("a list") << QByteArray("[]")
                            << "PATH/adapter_config.json: not a JSON object; use an adapter that "
                               "PEFT saved with LoraConfig";
    QTest::newRow("a target far from all")
        << QByteArray(R"({"peft_type":"LORA","r":4,"target_modules":["banana"]})")
        << "PATH/adapter_config.json: target module \"banana\" is no projection of this "
           "architecture; known ones are q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, "
           "down_proj";
}

void BrokenModelsTest::aBrokenAdapterIsTold() {
    QFETCH(QByteArray, config);
    QFETCH(QString, sentence);
    const QTemporaryDir folder;
    const auto adapter = copied(folder, "adapter_qv");
    std::ofstream(adapter / "adapter_config.json") << config.toStdString();
    const auto path = QString::fromStdString(adapter.string());
    isRefused(outcomeOf({"logprobs",
                         "--model",
                         LIRE_TEST_DATA "/models/tied",
                         "--adapter",
                         path,
                         groupsIn(folder)}),
              sentence.replace("PATH", path));
}

void BrokenModelsTest::responsesThatNoMemoryHoldsAreTold() {
    const QTemporaryDir folder;
    const auto model = changed(folder, R"({"max_position_embeddings": 2147483648})");
    const auto outcome = outcomeOf({"sample",
                                    "--model",
                                    QString::fromStdString(model.string()),
                                    "--responses",
                                    "64",
                                    "--max-new-tokens",
                                    "2000000000",
                                    "--dtype",
                                    "fp32",
                                    "--device",
                                    "cpu",
                                    groupsIn(folder)});
    QCOMPARE(outcome.code, 2);
    QVERIFY2(isOneLine(outcome.errors), outcome.errors.c_str());
    // 2 x 2 layers x 2 heads of 8 numbers, 4 bytes each: 256 bytes a token
    QVERIFY2(outcome.errors.starts_with("--max-new-tokens: 64 responses of 2000000000 tokens need "
                                        "30518 GiB for keys and values, cpu has "),
             outcome.errors.c_str());
}

void BrokenModelsTest::whatIsWholeIsDescribed_data() {
    QTest::addColumn<QString>("model");
    for (const auto& entry : fs::directory_iterator(LIRE_TEST_DATA "/models")) {
        const auto name = QString::fromStdString(entry.path().filename().string());
        if (!name.startsWith("adapter")) {
            QTest::newRow(qPrintable(name)) << QString::fromStdString(entry.path().string());
        }
    }
}

void BrokenModelsTest::whatIsWholeIsDescribed() {
    QFETCH(QString, model);
    const auto outcome = outcomeOf({"inspect", model, "--quiet"});
    QVERIFY2(outcome.code == 0, outcome.errors.c_str());
    QCOMPARE(outcome.lines.size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(BrokenModelsTest)
#include "broken_models_test.moc"
