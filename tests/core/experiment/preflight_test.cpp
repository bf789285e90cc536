// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/preflight.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/experiment/example_experiment.h"
#include "core/experiment/smallest_difference.h"

using namespace lire;
using nlohmann::json;

namespace {

experiment::Preflight check(const json& file) {
    return experiment::preflight(file, tests::experimentFolder() / "demo.json");
}

QStringList sentences(const std::vector<Error>& errors) {
    QStringList result;
    for (const auto& error : errors) {
        result << QString::fromStdString(error.what());
    }
    return result;
}

}  // namespace

class PreflightTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAddUp() {
        const auto got = check(tests::exampleExperiment());
        QCOMPARE(sentences(got.errors), QStringList());
        QCOMPARE(got.counts.read, std::size_t{19});
        QCOMPARE(got.counts.train, std::size_t{11});
        QCOMPARE(got.counts.test, std::size_t{4});
        QCOMPARE(got.counts.duplicates, std::size_t{1});
        QCOMPARE(got.counts.unreadable, std::size_t{1});
        QCOMPARE(got.counts.empty, std::size_t{1});
        QCOMPARE(got.counts.leaked, std::size_t{1});
        QCOMPARE(got.counts.withPair, std::size_t{11});
    }

    void theExperimentsThatShipHaveNoErrors_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("the demo") << "demo.json";
        QTest::newRow("every objective") << "all-methods.json";
    }
    void theExperimentsThatShipHaveNoErrors() {
        QFETCH(QString, file);
        const auto path =
            std::filesystem::path(LIRE_RESOURCES) / "experiments" / file.toStdString();
        std::ifstream text(path);
        auto shipped = json::parse(text);
        // The built-in model is there only where the set-up has put it.
        shipped["policy"]["model"] = tests::exampleExperiment()["policy"]["model"];
        const auto folder = tests::experimentFolder();
        for (const auto* part : {"train", "test"}) {
            shipped["data"][part] = {std::string(LIRE_RESOURCES) + "/demo/" + part + ".jsonl"};
        }
        const auto got = experiment::preflight(shipped, folder / "demo.json");
        QCOMPARE(sentences(got.errors), QStringList());
        QCOMPARE(got.counts.train, std::size_t{352});
        QCOMPARE(got.counts.test, std::size_t{96});
    }

    void stagesComeInTheirOrderInWords() {
        const auto got = check(tests::exampleExperiment());
        QStringList stages;
        double minutes = 0.0;
        for (const auto& stage : got.stages) {
            stages << QString::fromStdString(stage.stage);
            minutes += stage.minutes;
            QVERIFY2(std::isfinite(stage.minutes) && stage.minutes >= 0.0, stage.stage.c_str());
        }
        QCOMPARE(stages, (QStringList{"rm", "candidates", "base", "lire", "sft", "dpo", "report"}));
        QCOMPARE(got.minutes, minutes);
        QVERIFY(got.minutes > 0.0);
        QVERIFY(got.memoryBytes > 100'000'000);
        QCOMPARE(
            got.stages[1].sentence,
            std::string(
                "11 lists of 4: the given answers, the rest sampled at temperature 1, at most 64 "
                "tokens, scored by rm"));
        QCOMPARE(got.stages[2].sentence,
                 std::string(
                     "4 test prompts, 1 response each, at temperatures 0.7, 1, 1.3, judged by rm, "
                     "rm_star"));
        QCOMPARE(got.stages[3].title, std::string("Train the policy lire"));
        QCOMPARE(got.stages[3].sentence,
                 std::string("11 lists of 4, LIRE with temperature = 10, 2 steps, 1 x 1 epochs"));
        QCOMPARE(got.stages[5].sentence,
                 std::string("11 lists of given answers, DPO, 2 steps, 1 x 1 epochs"));
    }

    void notesSayWhatToKnow() {
        const auto notes = sentences(check(tests::exampleExperiment()).notes);
        QVERIFY2(notes.contains(
                     "/data/test: 4 test prompts show only differences of two win rates above 99 "
                     "points; add test prompts, or read smaller differences as none"),
                 qPrintable(notes.join('\n')));
        QVERIFY2(
            notes.contains("/data/train: prompts that the test split holds as well: 1, left out of "
                           "training; remove them from the training files if that is no accident"),
            qPrintable(notes.join('\n')));
        QVERIFY2(
            notes.contains("/evaluate/every: the policy lire takes 2 steps: there will be no live "
                           "evaluation of it; give at most 2"),
            qPrintable(notes.join('\n')));
        QVERIFY2(notes.filter("/options/temperature").isEmpty(), qPrintable(notes.join('\n')));
    }

    void aSaturatingTemperatureIsNoted() {
        auto file = tests::exampleExperiment();
        file["train"][0]["options"] = json::object();
        QCOMPARE(
            sentences(check(file).notes).filter("/train/0/options/temperature"),
            QStringList{
                "/train/0/options/temperature: at T of at most 2 on sums of log-probs most lists "
                "saturate: their gradient is practically zero; give 10"});
    }

    void aStartAdaptersShapeIsNoted() {
        auto file = tests::exampleExperiment();
        file["policy"]["model"] = "../models/tied";
        file["policy"]["adapter"] = "../models/adapter_qv";
        QCOMPARE(sentences(check(file).notes).filter("/policy/adapter"),
                 QStringList{
                     "/policy/adapter: every policy goes on with this adapter as it is: rank 4, "
                     "alpha 8, on q_proj, v_proj; leave the adapter out for one of another shape"});
        for (auto& train : file["train"]) {
            train["lora"] = {{"rank", 4}, {"alpha", 8}};
        }
        QCOMPARE(sentences(check(file).notes).filter("/policy/adapter"), QStringList());
    }

    void aLoneJudgeIsNoted() {
        auto file = tests::exampleExperiment();
        file["reward_models"].erase("rm_star");
        file["evaluate"]["rewards"] = json::array();
        QCOMPARE(sentences(check(file).notes).filter("/evaluate/rewards").size(), 1);
    }

    void whatIsTooLongIsCountedAndNoted() {
        // 300 bytes each: at the tiny tokenizer far more than 96 tokens.
        const std::string words(300, 'q');
        const QTemporaryDir folder;
        const auto write = [&](const char* name, const std::vector<json>& entries) {
            std::ofstream stream(folder.filePath(name).toStdString());
            for (const auto& entry : entries) {
                stream << entry.dump() << '\n';
            }
            return folder.filePath(name).toStdString();
        };
        std::vector<json> train;
        for (int i = 0; i < 8; ++i) {
            const auto at = std::to_string(i);
            train.push_back({{"prompt", (i < 3 ? words : "Q") + at},
                             {"chosen", "Good " + at + (i == 7 ? words : "")},
                             {"rejected", "Bad " + at}});
        }
        const auto trainFile = write("train.jsonl", train);
        const auto testFile =
            write("test.jsonl",
                  {{{"prompt", "T"}, {"reference", "a"}}, {{"prompt", words}, {"reference", "b"}}});
        auto file = tests::exampleExperiment();
        file["policy"]["max_length"] = 96;
        file["data"] = {{"train", {trainFile}}, {"test", {testFile}}};
        const auto got = check(file);
        QCOMPARE(sentences(got.errors), QStringList());
        QCOMPARE(got.counts.cutPrompts, std::size_t{4});
        QCOMPARE(got.counts.cutAnswers, std::size_t{1});
        const auto at = [](const std::string& place) { return QString::fromStdString(place); };
        QCOMPARE(
            sentences(got.notes).filter("/policy/max_length"),
            (QStringList{"/policy/max_length: training prompts with their answers too long "
                         "for 96 tokens: 3 of 8, the first in " +
                             at(trainFile) +
                             ":1; the prompt's beginning is cut off; raise it, or shorten "
                             "them",
                         "/policy/max_length: given answers too long for 96 tokens: 1 of 16, "
                         "the first in " +
                             at(trainFile) + ":8; their end is cut off; raise it, or shorten them",
                         "/policy/max_length: test prompts with an answer too long for 96 "
                         "tokens: 1 of 2, the first in " +
                             at(testFile) +
                             ":2; the prompt's beginning is cut off; raise it, or shorten "
                             "them"}));
        file["policy"]["max_length"] = 450;
        QCOMPARE(sentences(check(file).notes).filter("too long for"), QStringList());
    }

    void aLimitBeyondTheContextIsTold_data() {
        QTest::addColumn<bool>("policy");  ///< whether its RoPE is dynamic
        QTest::addColumn<bool>("reward");  ///< the same of rm_star
        QTest::addColumn<int>("limit");    ///< the models' context is 256 tokens
        QTest::addColumn<QStringList>("errors");
        QTest::addColumn<QStringList>("notes");
        const auto noted = [](const char* model) {
            return QString(
                       "/policy/max_length: is 257, the model of %1 has a context of 256 tokens; "
                       "give at most 256")
                .arg(model);
        };
        const auto refused = [](int limit, const char* model, int most) {
            return QString(
                       "/policy/max_length: is %1, the model of %2 has dynamic RoPE, which is "
                       "computed here up to 256 tokens; give at most %3")
                .arg(limit)
                .arg(model)
                .arg(most);
        };
        const QStringList none;
        QTest::newRow("within it") << false << false << 256 << none << none;
        QTest::newRow("beyond it")
            << false << false << 257 << none
            << QStringList{noted("/policy/model"), noted("/reward_models/rm_star/model")};
        QTest::newRow("dynamic, within it") << true << true << 255 << none << none;
        QTest::newRow("dynamic, at it: a reward stands at an EOS beside what is cut")
            << true << true << 256
            << QStringList{refused(256, "/reward_models/rm/train", 255),
                           refused(256, "/reward_models/rm_star/model", 255)}
            << none;
        QTest::newRow("a dynamic policy, beyond it")
            << true << false << 257
            << QStringList{refused(257, "/policy/model", 256),
                           refused(257, "/reward_models/rm/train", 255)}
            << QStringList{noted("/reward_models/rm_star/model")};
    }
    void aLimitBeyondTheContextIsTold() {
        QFETCH(bool, policy);
        QFETCH(bool, reward);
        QFETCH(int, limit);
        const QTemporaryDir folder;
        const auto copied = [&](const std::string& name, bool isDynamic) {
            const std::filesystem::path copy = folder.filePath(name.c_str()).toStdString();
            std::filesystem::copy(std::filesystem::path(LIRE_TEST_DATA) / "models" / name, copy);
            std::ifstream stream(copy / "config.json");
            auto config = json::parse(stream);
            if (isDynamic) {
                config["rope_scaling"] = {{"rope_type", "dynamic"}, {"factor", 4.0}};
            }
            std::filesystem::remove(copy / "config.json");
            std::ofstream(copy / "config.json") << config.dump();
            return copy.string();
        };
        auto file = tests::exampleExperiment();
        file["policy"]["model"] = copied("untied", policy);
        file["reward_models"]["rm_star"]["model"] = copied("classifier", reward);
        file["policy"]["max_length"] = limit;
        const auto got = check(file);
        QTEST(sentences(got.errors), "errors");
        QTEST(sentences(got.notes).filter("/policy/max_length: is"), "notes");
    }

    void whatDataAndTemplateSayHasAPointer_data() {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("an id outside the vocabulary")
            << R"({"prompt_ids":[9999],"responses":["a"]})"
            << "/data/train/1: FILE:1: token id 9999 is outside the vocabulary of MODEL (300 "
               "tokens); give the text instead, or use the model that the ids belong to";
        QTest::newRow("no JSON")
            << R"({"prompt":)"
            << "/data/train/1: FILE:1: the entry is no JSON (at its byte 11); write one JSON "
               "object a line, or one JSON list of them";
        QTest::newRow("an id twice")
            << "{\"id\":\"x\",\"prompt\":\"a\",\"responses\":[\"b\"]}\n"
               "{\"id\":\"x\",\"prompt\":\"c\",\"responses\":[\"d\"]}"
            << "/data/train/1: FILE:2: the id \"x\" is that of line 1 already; give each entry an "
               "id of its own, or none";
    }

    void whatDataAndTemplateSayHasAPointer() {
        QFETCH(QString, entry);
        QFETCH(QString, sentence);
        const QTemporaryDir folder;
        const auto path = folder.filePath("more.jsonl");
        std::ofstream(path.toStdString()) << entry.toStdString() << '\n';
        auto file = tests::exampleExperiment();
        file["data"]["train"].push_back(path.toStdString());
        const auto model = (tests::experimentFolder() / "../models/untied").lexically_normal();
        sentence.replace("FILE", path).replace("MODEL", QString::fromStdString(model.string()));
        QCOMPARE(sentences(check(file).errors), QStringList{sentence});
    }

    void everyTokenizerIsReadBeforeARun() {
        const QTemporaryDir folder;
        const auto star = std::filesystem::path(folder.filePath("star").toStdString());
        std::filesystem::copy(tests::experimentFolder() / "../models/classifier", star);
        std::ofstream(star / "tokenizer.json") << "{";
        auto file = tests::exampleExperiment();
        file["reward_models"]["rm_star"]["model"] = star.string();
        const auto errors = sentences(check(file).errors);
        QCOMPARE(errors.size(), 1);
        QVERIFY2(errors[0].startsWith("/reward_models/rm_star/model: " +
                                      QString::fromStdString(star.string()) + "/tokenizer.json"),
                 qPrintable(errors[0]));
    }

    void aShareIsSetApartAndTheLimitKept() {
        auto file = tests::exampleExperiment();
        file["data"] = {{"train", {"pairs.jsonl"}}, {"test_share", 0.25}, {"limit", 5}};
        const auto got = check(file);
        QCOMPARE(sentences(got.errors), QStringList());
        QCOMPARE(got.counts.train, std::size_t{5});
        QVERIFY(got.counts.test > 0 && got.counts.test < 7);
    }

    void dataThatCannotBeTrainedOnIsAnError_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("sentence");
        const QString noneLeft =
            "/data/train: no training prompt is left; name files with prompts that the test split "
            "does not hold";
        QTest::newRow("no answers")
            << "prompts.jsonl"
            << "/data/train: no training prompt is left: " +
                   QString::fromStdString((tests::experimentFolder() / "prompts.jsonl").string()) +
                   ":1: \"responses\" is empty; name files with entries that can be used";
        QTest::newRow("only test prompts") << "test.jsonl" << noneLeft;
        QTest::newRow("no pairs for an objective")
            << "single.jsonl"
            << "/train/2/data: DPO learns from unequal rewards, and no training prompt has two "
               "different given answers with them; train on candidates, or name preference pairs "
               "in /data/train";
        QTest::newRow("no pairs for a reward model")
            << "single.jsonl"
            << "/reward_models/rm/train/pairs: no training prompt here has two different "
               "responses of unequal rewards; name preference pairs or scored groups in "
               "/data/train";
    }

    void dataThatCannotBeTrainedOnIsAnError() {
        QFETCH(QString, file);
        QFETCH(QString, sentence);
        auto experiment = tests::exampleExperiment();
        experiment["data"]["train"] = {file.toStdString()};
        const auto got = check(experiment);
        QVERIFY2(sentences(got.errors).contains(sentence),
                 qPrintable(sentences(got.errors).join('\n')));
        QVERIFY(got.stages.empty());
    }

    void listsOfOneResponseTeachNothing_data() {
        QTest::addColumn<QByteArray>("change");  ///< a merge patch
        QTest::addColumn<bool>("refused");
        const auto one = [](const char* more) {
            return QByteArray(R"({"candidates": {"responses": 1)") + more + "}}";
        };
        QTest::newRow("one of the policy") << one(R"(, "keep_given": false)") << true;
        QTest::newRow("the given ones alone") << one("") << false;
        QTest::newRow("two") << QByteArray(
                                    R"({"candidates": {"responses": 2, "keep_given": false}})")
                             << false;
    }

    void listsOfOneResponseTeachNothing() {
        QFETCH(QByteArray, change);
        QFETCH(bool, refused);
        auto file = tests::exampleExperiment();
        file.merge_patch(json::parse(change.toStdString()));
        const auto name = file["train"][0]["name"].get<std::string>();
        const auto want =
            refused ? QStringList("/candidates/responses: one response alone gives the policy " +
                                  QString::fromStdString(name) +
                                  " no gradient: lire compares responses; give at least 2")
                    : QStringList();
        QCOMPARE(sentences(check(file).errors), want);
    }

    void somethingMustCome() {
        auto file = tests::exampleExperiment();
        for (const char* part : {"train", "evaluate", "candidates"}) {
            file.erase(part);
        }
        QCOMPARE(sentences(check(file).errors), QStringList());  // reward models come
        file.erase("reward_models");
        QCOMPARE(sentences(check(file).errors),
                 QStringList("/train: the experiment trains nothing and measures nothing; add a "
                             "policy to /train, or \"evaluate\": {}"));
    }

    void promptsAloneWillDoForCandidates() {
        auto file = tests::exampleExperiment();
        file["data"]["train"] = {"prompts.jsonl"};
        file["reward_models"].erase("rm");
        file["candidates"]["reward"] = "rm_star";
        file["evaluate"]["rewards"] = json::array();
        file["train"] = {{{"objective", "lire"}}};
        const auto got = check(file);
        QCOMPARE(sentences(got.errors), QStringList());
        QCOMPARE(got.counts.train, std::size_t{5});
    }

    void aWrongFileIsCheckedNoFurther() {
        auto file = tests::exampleExperiment();
        file["train"][0]["batch"] = 0;
        const auto got = check(file);
        QCOMPARE(sentences(got.errors),
                 QStringList{"/train/0/batch: \"batch\" is 0; give a whole number of at least 1"});
        QVERIFY(got.stages.empty());
    }

    void morePromptsShowSmallerDifferences() {
        // 2.8016 sqrt(0.5 / n)
        QVERIFY(std::abs(experiment::smallestDifference(48) - 0.28593) < 1e-4);
        QVERIFY(std::abs(experiment::smallestDifference(1000) - 0.06265) < 1e-4);
        QCOMPARE(experiment::smallestDifference(0), 1.0);
        QCOMPARE(experiment::smallestDifference(1), 1.0);
    }
};

QTEST_GUILESS_MAIN(PreflightTest)
#include "preflight_test.moc"
