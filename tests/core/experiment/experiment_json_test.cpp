// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment_json.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/experiment/example_experiment.h"
#include "core/objectives/registry.h"

using namespace lire;
using nlohmann::json;

class ExperimentJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDesignsExampleIsRight() {
        QCOMPARE(tests::sentencesOf(tests::exampleExperiment()), QStringList());
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
                           {"data", {{"train", {"pairs.jsonl"}}}},
                           {"train", {{{"objective", "sft"}, {"data", "given"}}}}};
        const auto got = experiment::experimentFromJson(file, tests::experimentFolder());
        QVERIFY(!got.candidates && !got.evaluate && got.rewardModels.empty());
        QCOMPARE(got.train.size(), std::size_t{1});
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
            QCOMPARE(tests::sentencesOf(file), QStringList());
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
            "/train/0/epochs: unknown key \"epochs\"; known ones are name, objective, options, "
            "data, evolve, iterate, batch, learning_rate, warmup, clip, weight_decay, "
            "checkpoint_every, …");
        row("unknown key of a reward model",
            "/reward_models/rm/train/batchsize",
            "1",
            "/reward_models/rm/train/batchsize: unknown key \"batchsize\"; known ones are pairs, "
            "model, epochs, batch, learning_rate, lora");
        row("a slash in a key",
            "/a~1b",
            "1",
            "/a~1b: unknown key \"a/b\"; known ones are format, name, seed, device, dtype, "
            "threads, tokens_per_pass, activation_memory, policy, data, reward_models, candidates, "
            "…");
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
            "q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj");
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
            "\".\", \"-\" and \"_\", the first a letter or digit");
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
            "/candidates/reward: there is no reward model \"rm2\"; known ones are rm, rm_star");
        row("no such judge",
            "/evaluate/rewards",
            "[\"rm\", \"star\"]",
            "/evaluate/rewards/1: there is no reward model \"star\"; known ones are rm, rm_star");
        row("the guide does not judge",
            "/evaluate/rewards",
            "[\"rm_star\"]",
            "/evaluate/rewards: wins are counted by the guide's reward, and \"rm\" is not among "
            "the judges; add \"rm\"");
        row("finished and to be trained",
            "/reward_models/rm/model",
            "\"../models/classifier\"",
            "/reward_models/rm: it is finished (model) and to be trained (train) at once; remove "
            "one of the two");
        row("neither of both",
            "/reward_models/rm_star",
            "{}",
            "/reward_models/rm_star: it is neither finished nor to be trained; add \"model\" with "
            "its folder, or \"train\": {}");
        row("no candidates",
            "/candidates",
            "null",
            "/train/0/data: it trains on candidates, and the file has none; add \"candidates\": {} "
            "to the file, or give \"given\" here");
        row("rounds of the same answers",
            "/train/1/evolve",
            "2",
            "/train/1/evolve: given answers are the same in every round; give 1 and raise iterate, "
            "or train on candidates");
        row("no room for a prompt",
            "/evaluate/max_new_tokens",
            "450",
            "/evaluate/max_new_tokens: responses of 450 tokens leave no room for a prompt; give "
            "less than /policy/max_length, which is 450");
        row("test files and a share",
            "/data/test_share",
            "0.1",
            "/data/test_share: the test prompts come from /data/test already; remove one of the "
            "two");
        row("nothing to test on",
            "/data/test",
            "[]",
            "/data/test_share: an evaluation needs test prompts; give a share of the training "
            "prompts, or test files in /data/test");
        row("no such file",
            "/data/train",
            "[\"pairs.jsonl\", \"more.jsonl\"]",
            "/data/train/1: there is no file \"more.jsonl\"; give a path from the experiment's "
            "folder, or an absolute one");
        row("no such model",
            "/policy/model",
            "\"smollm\"",
            "/policy/model: there is no folder, GGUF file or built-in model \"smollm\"; give an "
            "existing path, or the built-in \"smollm2-135m-instruct\"");
        row("a folder without a model",
            "/policy/model",
            "\".\"",
            "/policy/model: the folder \".\" holds no config.json; give a folder that transformers "
            "loads");
        row("no adapter",
            "/policy/adapter",
            "\"nowhere\"",
            "/policy/adapter: there is no adapter in \"nowhere\"; give a folder with "
            "adapter_config.json, as PEFT writes it");
        row("no backbone",
            "/reward_models/rm/train/model",
            "\"nowhere\"",
            "/reward_models/rm/train/model: there is no folder, GGUF file or built-in model "
            "\"nowhere\"; give an existing path, or the built-in \"smollm2-135m-instruct\"");
    }

    void oneErrorIsOneSentence() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, sentence);
        auto file = tests::exampleExperiment();
        file[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        QVERIFY2(tests::sentencesOf(file).contains(sentence),
                 qPrintable(tests::sentencesOf(file).join('\n')));
        if (pointer !=
            "/reward_models/rm_star") {  // then the judge of that name is missing as well
            QCOMPARE(tests::sentencesOf(file).size(), 1);
        }
    }

    void allErrorsComeAtOnce() {
        auto file = tests::exampleExperiment();
        file["sed"] = 1;
        file["train"][0]["batch"] = 0;
        file["train"][2]["options"] = {{"beta", -1}};
        file["candidates"]["reward"] = "nobody";
        file.erase("data");
        QCOMPARE(tests::sentencesOf(file).size(), 5);
        try {
            experiment::experimentFromJson(file, tests::experimentFolder());
            QFAIL("it was read");
        } catch (const Errors& errors) {
            QCOMPARE(errors.errors().size(), std::size_t{5});
        }
    }

    void whatIsNoObjectIsNoExperiment() {
        QCOMPARE(tests::sentencesOf(json::array()),
                 QStringList{"/: an experiment is a JSON object; write {\"name\": ...}"});
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
