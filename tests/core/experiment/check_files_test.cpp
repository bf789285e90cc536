// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

#include "core/experiment/example_experiment.h"

using namespace lire;
using nlohmann::json;

namespace {

/// A folder of models and adapters that are damaged or do not fit.
class WrongModels {
public:
    WrongModels() {
        copy("classifier", "cut");
        const auto cut = path("cut/model.safetensors");
        QFile::resize(cut, QFileInfo(cut).size() - 4);
        copy("classifier", "bare");
        QFile::remove(path("bare/model.safetensors"));
        copy("classifier", "wider");
        change("wider/config.json", "intermediate_size", 96);
        copy("tied", "deeper");
        change("deeper/config.json", "num_hidden_layers", 4);
        copy("tied", "gpt");
        change("gpt/config.json", "model_type", "gpt2");
        copy("adapter_qv", "narrow");
        copy("adapter_qv", "ranked");
        change("ranked/adapter_config.json", "r", 6);
        copy("adapter_qv", "dora");
        change("dora/adapter_config.json", "use_dora", true);
        copy("adapter_qv", "partial");
        change("partial/adapter_config.json", "target_modules", json::array({"q_proj"}));
    }

    QString path(const QString& name) const { return QDir(m_folder.path()).absoluteFilePath(name); }

private:
    void copy(const QString& model, const QString& name) const {
        std::filesystem::copy(
            std::filesystem::path(LIRE_TEST_DATA) / "models" / model.toStdString(),
            path(name).toStdString());
    }
    void change(const QString& file, const std::string& key, const json& value) const {
        const auto name = path(file).toStdString();
        auto content = json::parse(std::ifstream(name));
        content[key] = value;
        std::ofstream(name) << content.dump();
    }

    QTemporaryDir m_folder;
};

}  // namespace

class CheckFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aModelThatDoesNotFitIsFoundByItsHeaders_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("sentence");
        const auto row =
            [](const char* name, const char* pointer, const char* value, const char* sentence) {
                QTest::newRow(name) << pointer << value << sentence;
            };
        row("a language model as judge",
            "/reward_models/rm_star/model",
            "../models/untied",
            "MODELS/untied/model.safetensors: is no reward model: it has no score.weight "
            "(LlamaForCausalLM); name the folder of a sequence classifier "
            "(LlamaForSequenceClassification), or train one from this model");
        row("a GGUF as judge",
            "/reward_models/rm_star/model",
            "../models/f32.gguf",
            "MODELS/f32.gguf: is no reward model: it has no score.weight; name the folder of a "
            "sequence classifier (LlamaForSequenceClassification), or train one from this model");
        row("a reward model as policy",
            "/policy/model",
            "../models/classifier",
            "MODELS/classifier/config.json: \"architectures\" is LlamaForSequenceClassification, "
            "not a language model; name a model of LlamaForCausalLM; a classifier gives rewards, "
            "no text");
        row("a backbone of another architecture",
            "/reward_models/rm/train/model",
            "gpt",
            "FOLDER/gpt/config.json: the architecture is \"gpt2\"; use a model whose model_type is "
            "\"llama\" (Llama 2 and 3, SmolLM, TinyLlama, …)");
        row("a judge cut short",
            "/reward_models/rm_star/model",
            "cut",
            "FOLDER/cut/model.safetensors: tensor score.weight: its data lies outside the file; "
            "fetch the file again: it is damaged");
        row("a judge without its weights",
            "/reward_models/rm_star/model",
            "bare",
            "FOLDER/bare: no model.safetensors is in it; save the model as safetensors (PyTorch's "
            ".bin files are never read)");
        row("a judge with another configuration",
            "/reward_models/rm_star/model",
            "wider",
            "FOLDER/wider/model.safetensors, model.layers.0.mlp.gate_proj.weight: has the shape "
            "[64, 32], the configuration asks for [96, 32]; use the config.json that belongs to "
            "these weights");
        row("a policy with a layer less",
            "/policy/model",
            "deeper",
            "FOLDER/deeper/model.safetensors, model.layers.2.self_attn.q_proj.weight: the tensor "
            "is missing; fetch or save the model again: its files are incomplete");
        row("an adapter of a smaller model",
            "/policy/adapter",
            "narrow",
            "FOLDER/narrow/adapter_model.safetensors, "
            "base_model.model.model.layers.2.self_attn.q_proj.lora_A.weight: the tensor is "
            "missing; use the adapter with the model that it was trained on");
        row("an adapter that is no plain LoRA",
            "/policy/adapter",
            "dora",
            "FOLDER/dora/adapter_config.json: \"use_dora\" is on; use a plain LoRA adapter, or "
            "merge this one with PEFT first");
        row("an adapter of another rank",
            "/policy/adapter",
            "ranked",
            "FOLDER/ranked/adapter_model.safetensors, "
            "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight: has the shape [4, "
            "32], the model's projection asks for [6, 32]; use the adapter with the model that it "
            "was trained on");
        row("an adapter with more targets than it says",
            "/policy/adapter",
            "partial",
            "FOLDER/partial/adapter_model.safetensors, "
            "base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight: the tensor belongs to "
            "no projection of this model; use the adapter with the model that it was trained on");
    }

    void aModelThatDoesNotFitIsFoundByItsHeaders() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, sentence);
        const WrongModels wrong;
        auto file = tests::exampleExperiment();
        // Two layers, as the adapters have; "deeper" and "narrow" ask for more.
        file["policy"]["model"] = "../models/tied";
        if (value == "narrow") {
            file["policy"]["model"] = "../models/untied";
        }
        const auto path = value.startsWith("..") ? value : wrong.path(value);
        file[json::json_pointer(pointer.toStdString())] = path.toStdString();
        const QString models = QFileInfo(LIRE_TEST_DATA "/models").absoluteFilePath();
        sentence.replace("MODELS", models).replace("FOLDER", wrong.path(""));
        QCOMPARE(tests::sentencesOf(file), QStringList{pointer + ": " + sentence});
    }

    void everyWrongModelIsNamedAtOnce() {
        const WrongModels wrong;
        auto file = tests::exampleExperiment();
        file["policy"]["model"] = "../models/tied";
        file["policy"]["adapter"] = wrong.path("ranked").toStdString();
        file["reward_models"]["rm_star"]["model"] = wrong.path("cut").toStdString();
        file["reward_models"]["rm"]["train"]["model"] = wrong.path("gpt").toStdString();
        QStringList places;
        for (const auto& sentence : tests::sentencesOf(file)) {
            places << sentence.section(": ", 0, 0);
        }
        QCOMPARE(places,
                 (QStringList{"/policy/adapter",
                              "/reward_models/rm/train/model",
                              "/reward_models/rm_star/model"}));
    }

    void aStartAdapterKeepsItsShape_data() {
        QTest::addColumn<QString>("lora");
        QTest::addColumn<QStringList>("sentences");
        const auto row = [](const char* name, const char* lora, const QStringList& sentences) {
            QTest::newRow(name) << lora << sentences;
        };
        const QString rank =
            "/train/1/lora/rank: is 32, but the policy goes on with the adapter of "
            "/policy/adapter, where it is 4; give 4, or remove /policy/adapter";
        const QString alpha =
            "/train/1/lora/alpha: is 64, but the policy goes on with the adapter of "
            "/policy/adapter, where it is 8; give 8, or remove /policy/adapter";
        const QString targets =
            "/train/1/lora/targets: is q_proj, down_proj, but the policy goes on with the adapter "
            "of /policy/adapter, where it is q_proj, v_proj; give q_proj, v_proj, or remove "
            "/policy/adapter";
        row("nothing given", "{}", {});
        row("the defaults", R"({"rank": 8, "alpha": 16, "targets": ["v_proj", "q_proj"]})", {});
        row("the adapter's own", R"({"rank": 4, "alpha": 8, "targets": ["v_proj", "q_proj"]})", {});
        row("another rank", R"({"rank": 32, "alpha": 8})", {rank});
        row("another alpha", R"({"alpha": 64})", {alpha});
        row("other projections", R"({"targets": ["q_proj", "down_proj"]})", {targets});
        row("all of it",
            R"({"rank": 32, "alpha": 64, "targets": ["q_proj", "down_proj"]})",
            {rank, alpha, targets});
    }

    /// A policy that starts from an adapter has no new one: settings of one would change nothing.
    void aStartAdapterKeepsItsShape() {
        QFETCH(QString, lora);
        QFETCH(QStringList, sentences);
        auto file = tests::exampleExperiment();
        file["policy"]["model"] = "../models/tied";
        file["train"][1]["lora"] = json::parse(lora.toStdString());
        QCOMPARE(tests::sentencesOf(file), QStringList());
        file["policy"]["adapter"] = "../models/adapter_qv";
        QCOMPARE(tests::sentencesOf(file), sentences);
    }

    void aBuiltInMustBeInstalled() {
        const QTemporaryDir models;
        qputenv("LIRE_MODELS", models.path().toUtf8());
        auto file = tests::exampleExperiment();
        file["policy"]["model"] = "smollm2-135m-instruct";
        QCOMPARE(
            tests::sentencesOf(file),
            QStringList{
                "/policy/model: the built-in model \"smollm2-135m-instruct\" is not installed; run "
                "packaging/demo once, or set LIRE_MODELS to the folder that holds it"});
        const auto installed = models.filePath("smollm2-135m-instruct.gguf");
        QVERIFY(QFile::copy(LIRE_TEST_DATA "/models/f32.gguf", installed));
        QCOMPARE(tests::sentencesOf(file), QStringList());
        QVERIFY(QFile::resize(installed, 100));
        QCOMPARE(tests::sentencesOf(file).size(), 1);
        QVERIFY2(tests::sentencesOf(file)[0].startsWith("/policy/model: " + installed + ": "),
                 qPrintable(tests::sentencesOf(file)[0]));
        qunsetenv("LIRE_MODELS");
    }
};

QTEST_GUILESS_MAIN(CheckFilesTest)
#include "check_files_test.moc"
