// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment_json.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/experiment/example_experiment.h"
#include "core/objectives/registry.h"

using namespace lire;
using nlohmann::json;

namespace {

/// Every error's sentence, in order.
QStringList sentences(const json& file) {
    QStringList result;
    for (const auto& error : experiment::checkExperiment(file, tests::experimentFolder())) {
        result << QString::fromStdString(error.what());
    }
    return result;
}

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

class ExperimentJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDesignsExampleIsRight() {
        QCOMPARE(sentences(tests::exampleExperiment()), QStringList());
        const auto got =
            experiment::experimentFromJson(tests::exampleExperiment(), tests::experimentFolder());
        QCOMPARE(got.policy.maxLength, std::int64_t{450});
        QVERIFY(!got.policy.adapter);
        QCOMPARE(got.rewardModels.size(), std::size_t{2});
        QCOMPARE(got.rewardModels[0].train->pairs, std::string("first-half"));
        QCOMPARE(got.rewardModels[0].train->lora.rank, std::int64_t{8});
        QVERIFY(!got.rewardModels[0].model);
        QCOMPARE(*got.rewardModels[1].model, std::string("../models/classifier"));
        QCOMPARE(got.guide(), std::string("rm"));
        QCOMPARE(got.train.size(), std::size_t{3});
        QCOMPARE(got.train[0].options.at("temperature").get<double>(), 10.0);
        QCOMPARE(got.train[0].options.at("reward_softmax").get<bool>(), true);  // a default
        QCOMPARE(got.train[1].data, std::string("given"));
        QCOMPARE(got.evaluate->topP, 1.0);
    }

    void whatIsWrittenReadsTheSame() {
        const auto folder = tests::experimentFolder();
        const auto once =
            toJson(experiment::experimentFromJson(tests::exampleExperiment(), folder));
        const auto twice = toJson(experiment::experimentFromJson(once, folder));
        QCOMPARE(QString::fromStdString(twice.dump()), QString::fromStdString(once.dump()));
        QCOMPARE(once.at("train").at(2).at("checkpoint_every").get<int>(), 10);
        QVERIFY(once.at("policy").at("adapter").is_null());
    }

    void theSmallestFileIsRight() {
        const json file = {{"name", "x"},
                           {"policy", {{"model", "../models/untied"}}},
                           {"data", {{"train", {"pairs.jsonl"}}}}};
        const auto got = experiment::experimentFromJson(file, tests::experimentFolder());
        QVERIFY(!got.candidates && !got.evaluate && got.train.empty() && got.rewardModels.empty());
        QCOMPARE(got.guide(), std::string());
        QVERIFY(got.judges().empty());
    }

    void nullMeansAbsent() {
        auto file = tests::exampleExperiment();
        file["seed"] = nullptr;
        file["evaluate"] = nullptr;
        file["candidates"]["decoding"] = nullptr;
        file["candidates"]["reward"] = nullptr;
        file["train"][1]["name"] = nullptr;
        const auto got = experiment::experimentFromJson(file, tests::experimentFolder());
        QCOMPARE(got.seed, std::uint64_t{1});
        QVERIFY(!got.evaluate);
        QCOMPARE(got.candidates->decoding.maxNewTokens, std::int64_t{64});
        QCOMPARE(got.guide(), std::string("rm"));  // the first by name
        QCOMPARE(got.train[1].name, std::string("sft"));
    }

    void everyObjectiveCanTrain() {
        for (const auto& kind : objectives::objectiveKinds()) {
            auto file = tests::exampleExperiment();
            file["train"] = {{{"objective", kind.name}}};
            QCOMPARE(sentences(file), QStringList());
        }
    }

    void oneErrorIsOneSentence_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("sentence");
        const auto row =
            [](const char* name, const char* pointer, const char* value, const char* sentence) {
                QTest::newRow(name) << pointer << value << sentence;
            };
        row("unknown key",
            "/sead",
            "1",
            "/sead: unknown key \"sead\"; the nearest known one is \"seed\"");
        row("unknown key inside",
            "/train/0/epochs",
            "1",
            "/train/0/epochs: unknown key \"epochs\"; the nearest known one is \"evolve\"");
        row("unknown key of a reward model",
            "/reward_models/rm/train/batchsize",
            "1",
            "/reward_models/rm/train/batchsize: unknown key \"batchsize\"; the nearest known one "
            "is \"batch\"");
        row("a slash in a key",
            "/a~1b",
            "1",
            "/a~1b: unknown key \"a/b\"; the nearest known one is \"name\"");
        row("missing",
            "/policy/model",
            "null",
            "/policy/model: it is missing; give a model's folder, a GGUF file or the name of a "
            "built-in model");
        row("no text", "/name", "7", "/name: \"name\" is 7; give a text that is not empty");
        row("empty text",
            "/name",
            "\"\"",
            "/name: \"name\" is \"\"; give a text that is not empty");
        row("another format",
            "/format",
            "2",
            "/format: \"format\" is 2; give a whole number of at least 1 and of at most 1");
        row("negative seed",
            "/seed",
            "-1",
            "/seed: \"seed\" is -1; give a whole number of at least 0");
        row("half a batch",
            "/train/0/batch",
            "0.5",
            "/train/0/batch: \"batch\" is 0.5; give a whole number of at least 1");
        row("a rate of 0",
            "/train/0/learning_rate",
            "0",
            "/train/0/learning_rate: \"learning_rate\" is 0; give a number greater than 0");
        row("a share of 1",
            "/train/0/warmup",
            "1",
            "/train/0/warmup: \"warmup\" is 1; give a number of at least 0 and less than 1");
        row("top p above 1",
            "/candidates/decoding/top_p",
            "1.5",
            "/candidates/decoding/top_p: \"top_p\" is 1.5; give a number greater than 0 and of at "
            "most 1");
        row("not true or false",
            "/candidates/keep_given",
            "\"yes\"",
            "/candidates/keep_given: \"keep_given\" is \"yes\"; give true or false");
        row("no such choice",
            "/reward_models/rm/train/pairs",
            "\"half\"",
            "/reward_models/rm/train/pairs: \"pairs\" is \"half\"; give one of all, first-half, "
            "second-half");
        row("no such device",
            "/device",
            "\"gpu\"",
            "/device: \"device\" is \"gpu\"; give one of auto, cpu, cuda, cuda:N");
        row("a path, not a list",
            "/data/train",
            "\"pairs.jsonl\"",
            "/data/train: \"train\" is \"pairs.jsonl\"; give a list of paths, at least one");
        row("an empty list",
            "/evaluate/temperatures",
            "[]",
            "/evaluate/temperatures: \"temperatures\" is []; give a list of unlike numbers, each "
            "greater than 0");
        row("a temperature twice",
            "/evaluate/temperatures",
            "[1, 1.0]",
            "/evaluate/temperatures: \"temperatures\" is [1,1.0]; give a list of unlike numbers, "
            "each greater than 0");
        row("no such projection",
            "/train/0/lora/targets",
            "[\"query\"]",
            "/train/0/lora/targets: \"targets\" is [\"query\"]; give a list of unlike names out of "
            "q_proj, "
            "k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj");
        row("a list of one thing",
            "/train",
            "{}",
            "/train: \"train\" is {}; give a list of objects");
        row("no section", "/train/1", "\"sft\"", "/train/1: it is \"sft\"; give an object");
        row("no reward model",
            "/reward_models/rm_star",
            "7",
            "/reward_models/rm_star: it is 7; give an object");
        row("unknown objective",
            "/train/0/objective",
            "\"lyre\"",
            "/train/0/objective: unknown objective \"lyre\"; the nearest known one is \"lire\"");
        row("unknown option",
            "/train/0/options",
            "{\"temprature\": 2}",
            "/train/0/options/temprature: unknown option \"temprature\"; the nearest known one is "
            "\"temperature\"");
        row("option out of range",
            "/train/0/options",
            "{\"temperature\": 0}",
            "/train/0/options/temperature: \"temperature\" is 0; give a number greater than 0.0");
        row("a name with a slash",
            "/train/0/name",
            "\"../x\"",
            "/train/0/name: \"../x\" cannot be a folder's name; give 1 to 64 letters, digits, "
            "\".\", \"-\" and "
            "\"_\", the first a letter or digit");
        row("a run's own stage",
            "/train/0/name",
            "\"base\"",
            "/train/0/name: \"base\" is the name of a stage that every run has; choose another "
            "name");
        row("the same name twice",
            "/train/1/name",
            "\"lire\"",
            "/train/1/name: \"lire\" is the name of the policy at /train/0; choose another name");
        row("a reward model's name",
            "/train/1/name",
            "\"rm\"",
            "/train/1/name: \"rm\" is the name of a reward model; choose another name");
        row("no such guide",
            "/candidates/reward",
            "\"rm2\"",
            "/candidates/reward: there is no reward model \"rm2\"; the nearest known one is "
            "\"rm\"");
        row("no such judge",
            "/evaluate/rewards",
            "[\"rm\", \"star\"]",
            "/evaluate/rewards/1: there is no reward model \"star\"; the nearest known one is "
            "\"rm_star\"");
        row("the guide does not judge",
            "/evaluate/rewards",
            "[\"rm_star\"]",
            "/evaluate/rewards: wins are counted by the guide's reward, and \"rm\" is not among "
            "the judges; "
            "add \"rm\"");
        row("finished and to be trained",
            "/reward_models/rm/model",
            "\"../models/classifier\"",
            "/reward_models/rm: it is finished (model) and to be trained (train) at once; remove "
            "one of the two");
        row("neither of both",
            "/reward_models/rm_star",
            "{}",
            "/reward_models/rm_star: it is neither finished nor to be trained; add \"model\" with "
            "its folder, "
            "or \"train\": {}");
        row("no candidates",
            "/candidates",
            "null",
            "/train/0/data: it trains on candidates, and the file has none; add \"candidates\": {} "
            "to the file, "
            "or give \"given\" here");
        row("rounds of the same answers",
            "/train/1/evolve",
            "2",
            "/train/1/evolve: given answers are the same in every round; give 1 and raise iterate, "
            "or train on "
            "candidates");
        row("no room for a prompt",
            "/evaluate/max_new_tokens",
            "450",
            "/evaluate/max_new_tokens: responses of 450 tokens leave no room for a prompt; give "
            "less than "
            "/policy/max_length, which is 450");
        row("test files and a share",
            "/data/test_share",
            "0.1",
            "/data/test_share: the test prompts come from /data/test already; remove one of the "
            "two");
        row("nothing to test on",
            "/data/test",
            "[]",
            "/data/test_share: an evaluation needs test prompts; give a share of the training "
            "prompts, or test "
            "files in /data/test");
        row("no such file",
            "/data/train",
            "[\"pairs.jsonl\", \"more.jsonl\"]",
            "/data/train/1: there is no file \"more.jsonl\"; give a path from the experiment's "
            "folder, or an "
            "absolute one");
        row("no such model",
            "/policy/model",
            "\"smollm\"",
            "/policy/model: there is no folder, GGUF file or built-in model \"smollm\"; give an "
            "existing path, or "
            "the built-in \"smollm2-135m-instruct\"");
        row("a folder without a model",
            "/policy/model",
            "\".\"",
            "/policy/model: the folder \".\" holds no config.json; give a folder that transformers "
            "loads");
        row("no adapter",
            "/policy/adapter",
            "\"nowhere\"",
            "/policy/adapter: there is no adapter in \"nowhere\"; give a folder with "
            "adapter_config.json, as PEFT "
            "writes it");
        row("no backbone",
            "/reward_models/rm/train/model",
            "\"nowhere\"",
            "/reward_models/rm/train/model: there is no folder, GGUF file or built-in model "
            "\"nowhere\"; give an "
            "existing path, or the built-in \"smollm2-135m-instruct\"");
    }

    void oneErrorIsOneSentence() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, sentence);
        auto file = tests::exampleExperiment();
        file[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        QVERIFY2(sentences(file).contains(sentence), qPrintable(sentences(file).join('\n')));
        if (pointer !=
            "/reward_models/rm_star") {  // then the judge of that name is missing as well
            QCOMPARE(sentences(file).size(), 1);
        }
    }

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
            "(LlamaForSequenceClassification), or have one trained: \"train\": {} in place of "
            "\"model\"");
        row("a GGUF as judge",
            "/reward_models/rm_star/model",
            "../models/f32.gguf",
            "MODELS/f32.gguf: is no reward model: it has no score.weight; name the folder of a "
            "sequence classifier (LlamaForSequenceClassification), or have one trained: \"train\": "
            "{} in place of \"model\"");
        row("a reward model as policy",
            "/policy/model",
            "../models/classifier",
            "MODELS/classifier/model.safetensors: is a reward model "
            "(LlamaForSequenceClassification), not a language model; name a model that writes "
            "text, such as one of LlamaForCausalLM");
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
            "[64,32], the configuration asks for [96,32]; use the config.json that belongs to "
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
        row("an adapter of another rank",
            "/policy/adapter",
            "ranked",
            "FOLDER/ranked/adapter_model.safetensors, "
            "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight: has the shape [4,32], "
            "the model's projection asks for [6,32]; use the adapter with the model that it was "
            "trained on");
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
        QCOMPARE(sentences(file), QStringList{pointer + ": " + sentence});
    }

    void everyWrongModelIsNamedAtOnce() {
        const WrongModels wrong;
        auto file = tests::exampleExperiment();
        file["policy"]["model"] = "../models/tied";
        file["policy"]["adapter"] = wrong.path("ranked").toStdString();
        file["reward_models"]["rm_star"]["model"] = wrong.path("cut").toStdString();
        file["reward_models"]["rm"]["train"]["model"] = wrong.path("gpt").toStdString();
        QStringList places;
        for (const auto& sentence : sentences(file)) {
            places << sentence.section(": ", 0, 0);
        }
        QCOMPARE(places,
                 (QStringList{"/policy/adapter",
                              "/reward_models/rm/train/model",
                              "/reward_models/rm_star/model"}));
    }

    void allErrorsComeAtOnce() {
        auto file = tests::exampleExperiment();
        file["sed"] = 1;
        file["train"][0]["batch"] = 0;
        file["train"][2]["options"] = {{"beta", -1}};
        file["candidates"]["reward"] = "nobody";
        file.erase("data");
        QCOMPARE(sentences(file).size(), 5);
        try {
            experiment::experimentFromJson(file, tests::experimentFolder());
            QFAIL("it was read");
        } catch (const Errors& errors) {
            QCOMPARE(errors.errors().size(), std::size_t{5});
        }
    }

    void whatIsNoObjectIsNoExperiment() {
        QCOMPARE(sentences(json::array()),
                 QStringList{"/: an experiment is a JSON object; write {\"name\": ...}"});
    }

    void aBuiltInMustBeInstalled() {
        const QTemporaryDir models;
        qputenv("LIRE_MODELS", models.path().toUtf8());
        auto file = tests::exampleExperiment();
        file["policy"]["model"] = "smollm2-135m-instruct";
        QCOMPARE(
            sentences(file),
            QStringList{
                "/policy/model: the built-in model \"smollm2-135m-instruct\" is not installed; run "
                "packaging/demo once, or set LIRE_MODELS to the folder that holds it"});
        const auto installed = models.filePath("smollm2-135m-instruct.gguf");
        QVERIFY(QFile::copy(LIRE_TEST_DATA "/models/f32.gguf", installed));
        QCOMPARE(sentences(file), QStringList());
        QVERIFY(QFile::resize(installed, 100));
        QCOMPARE(sentences(file).size(), 1);
        QVERIFY2(sentences(file)[0].startsWith("/policy/model: " + installed + ": "),
                 qPrintable(sentences(file)[0]));
        qunsetenv("LIRE_MODELS");
    }

    void pathsAreRelativeToTheFile() {
        QCOMPARE(experiment::resolvePath("a/../b.jsonl", "/x/y").string(),
                 std::string("/x/y/b.jsonl"));
        QCOMPARE(experiment::resolvePath("/b.jsonl", "/x/y").string(), std::string("/b.jsonl"));
        QCOMPARE(experiment::resolveModel("smollm2-135m-instruct", "/x"),
                 std::string("smollm2-135m-instruct"));
        QCOMPARE(experiment::resolveModel("m", "/x"), std::string("/x/m"));
    }

    void aFileThatIsNoJsonIsNamedWithItsLine() {
        const auto broken = tests::experimentFolder() / "broken.json";
        try {
            experiment::readExperimentFile(broken);
            QFAIL("it was read");
        } catch (const Error& error) {
            QCOMPARE(error.what(),
                     broken.string() +
                         ":4: the experiment file is no JSON; look for a missing comma, quote or "
                         "bracket on this line or the one before");
        }
        const QTemporaryDir folder;
        const auto huge = folder.filePath("huge.json").toStdString();
        std::ofstream(huge) << "{\"name\": \"x\",\n\"seed\": 1e999}";
        try {
            experiment::readExperimentFile(huge);
            QFAIL("it was read");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).startsWith(QString::fromStdString(huge) + ":2: "),
                     error.what());
            QVERIFY2(!QString(error.what()).contains("json.exception"), error.what());
        }
        try {
            experiment::readExperimentFile("/nowhere.json");
            QFAIL("it was read");
        } catch (const Error& error) {
            QCOMPARE(std::string(error.what()),
                     std::string("/nowhere.json: the experiment file cannot be read; name a "
                                 "readable JSON file"));
        }
    }
};

QTEST_GUILESS_MAIN(ExperimentJsonTest)
#include "experiment_json_test.moc"
