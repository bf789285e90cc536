// SPDX-License-Identifier: GPL-3.0-or-later
// Models and adapters whose files are damaged or contradict each other or what they are to read:
// `inspect` says what the commands that load them say.
#include <QTest>
#include <cstring>
#include <filesystem>
#include <sstream>

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
    void promptsThatDynamicRopeCannotFollowAreTold();
    void aReferenceReadsTheListsOwnWords_data();
    void aReferenceReadsTheListsOwnWords();
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
    /// A copy of "tied" with rows in its embedding that no token has.
    static fs::path padded(const QTemporaryDir& folder) {
        const auto model = changed(folder, R"({"vocab_size": 308})");
        std::ifstream old(model / "model.safetensors", std::ios::binary);
        std::ostringstream bytes;
        bytes << old.rdbuf();
        old.close();
        const auto file = bytes.str();
        std::uint64_t length = 0;
        std::memcpy(&length, file.data(), sizeof length);
        auto header = nlohmann::json::parse(file.substr(sizeof length, length));
        const auto data = file.substr(sizeof length + length);
        std::string tensors;
        for (auto& [name, tensor] : header.items()) {
            if (name == "__metadata__") {
                continue;
            }
            const auto begin = tensor["data_offsets"][0].get<std::size_t>();
            auto part = data.substr(begin, tensor["data_offsets"][1].get<std::size_t>() - begin);
            if (name == "model.embed_tokens.weight") {
                tensor["shape"][0] = 308;
                part.resize(part.size() / 300 * 308);
            }
            tensor["data_offsets"] = {tensors.size(), tensors.size() + part.size()};
            tensors += part;
        }
        auto text = header.dump();
        text.resize((text.size() + 7) / 8 * 8, ' ');
        length = text.size();
        std::ofstream stream(model / "model.safetensors", std::ios::binary);
        stream.write(reinterpret_cast<const char*>(&length), sizeof length) << text << tensors;
        return model;
    }
    /// A copy of "tied" in which two tokens have each other's ids.
    static fs::path exchanged(const QTemporaryDir& folder, const char* one, const char* other) {
        const auto model = copied(folder, "tied");
        std::ifstream old(model / "tokenizer.json");
        auto tokenizer = nlohmann::json::parse(old);
        old.close();
        auto& ids = tokenizer["model"]["vocab"];
        std::swap(ids[one], ids[other]);
        std::ofstream(model / "tokenizer.json") << tokenizer.dump();
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

void BrokenModelsTest::promptsThatDynamicRopeCannotFollowAreTold() {
    const QTemporaryDir folder;
    const auto model = changed(
        folder,
        R"({"rope_parameters": {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 4.0}})");
    const auto ids = nlohmann::json(std::vector<int>(200, 5)).dump();
    const auto prompts =
        written(folder,
                "prompts.jsonl",
                QByteArray::fromStdString("{\"prompt_ids\":[5]}\n{\"prompt_ids\":" + ids + "}\n"));
    const QStringList words = {
        "sample", "--quiet", "--model", QString::fromStdString(model.string()), "--responses", "1"};
    isRefused(outcomeOf(words + QStringList{"--max-new-tokens", "57", prompts}),
              prompts +
                  ":2: the prompt's 200 tokens and 57 new ones are more than the 256 positions up "
                  "to which a model of dynamic RoPE is computed here; shorten it, or give "
                  "--max-new-tokens 56");
    QCOMPARE(outcomeOf(words + QStringList{"--max-new-tokens", "56", prompts}).code, 0);
}

void BrokenModelsTest::aReferenceReadsTheListsOwnWords_data() {
    QTest::addColumn<QString>("model");      ///< "tied", or "padded"
    QTest::addColumn<QString>("reference");  ///< the same, or two tokens that have changed places
    QTest::addColumn<int>("token");          ///< one of the lists'
    QTest::addColumn<QString>("sentence");   ///< empty: they are read
    const auto other = [](const char* token) {
        return QString(
                   "REFERENCE: token %1 of MODEL is another one there, or none; give a "
                   "reference that shares the model's tokenizer")
            .arg(token);
    };
    QTest::newRow("padding that the model has not") << "tied"
                                                    << "padded" << 40 << "";
    QTest::newRow("padding that the reference has not") << "padded"
                                                        << "tied" << 40 << "";
    QTest::newRow("a token that the reference has not") << "padded"
                                                        << "tied" << 305 << other("305");
    QTest::newRow("another token at an id") << "tied"
                                            << "F A" << 40 << other("40, \"F\",");
    QTest::newRow("another token at an id that no list has") << "tied"
                                                             << "F A" << 41 << "";
}

void BrokenModelsTest::aReferenceReadsTheListsOwnWords() {
    QFETCH(QString, model);
    QFETCH(QString, reference);
    QFETCH(int, token);
    QFETCH(QString, sentence);
    const QTemporaryDir folder;
    const QTemporaryDir another;
    const auto pathOf = [](const QTemporaryDir& into, const QString& what) {
        const auto path = what == "tied"     ? copied(into, "tied")
                          : what == "padded" ? padded(into)
                                             : exchanged(into, "F", "A");
        return QString::fromStdString(path.string());
    };
    const auto policy = pathOf(folder, model);
    const auto other = pathOf(another, reference);
    const auto data = written(folder,
                              "lists.jsonl",
                              R"({"prompt_ids":[1],"response_ids":[[)" + QByteArray::number(token) +
                                  R"(,2],[50,2]],"rewards":[1,0]})"
                                  "\n");
    const auto outcome = outcomeOf({"train",
                                    "--quiet",
                                    "--objective",
                                    "dpo",
                                    "--model",
                                    policy,
                                    "--reference",
                                    other,
                                    "--data",
                                    data,
                                    "--device",
                                    "cpu",
                                    "--dtype",
                                    "fp32",
                                    "--out",
                                    folder.filePath("out")});
    if (sentence.isEmpty()) {
        QVERIFY2(outcome.code == 0, outcome.errors.c_str());
    } else {
        isRefused(outcome, sentence.replace("REFERENCE", other).replace("MODEL", policy));
    }
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
