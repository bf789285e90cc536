// SPDX-License-Identifier: GPL-3.0-or-later
// The commands as they are called: the keys of what they print, and what they refuse.
#include <QRegularExpression>
#include <QTest>
#include <cmath>

#include <nlohmann/json.hpp>

#include "app/outcome.h"
#include "core/experiment/tiny_experiment.h"
#include "core/runs/run_writer.h"

using namespace lire;
using namespace lire::tests;

namespace {

const QString models = LIRE_TEST_DATA "/models/";

const QByteArray groups =
    R"({"id":"a","prompt_ids":[1,5,6],"response_ids":[[7,8,2],[9,2]],"mark":1})"
    "\n"
    R"({"id":"b","prompt":"ab","responses":["c","de","f"]})"
    "\n";
const QByteArray scored =
    R"({"id":"a","prompt":"x","responses":["y","z"],"rewards":[1,2],"reference_reward":1.5})"
    "\n"
    R"({"id":"b","prompt":"w","responses":["y","z"],"rewards":[0,3],"reference_reward":0.5})"
    "\n";

QStringList keysOf(const std::string& line) {
    const auto json = nlohmann::json::parse(line);
    QStringList keys;
    if (json.is_object()) {
        for (const auto& [key, value] : json.items()) {
            keys << QString::fromStdString(key);
        }
    } else {
        keys << QString::fromUtf8(json.type_name());
    }
    return keys;
}

}  // namespace

class CommandsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aCommandPrintsItsKeys_data();
    void aCommandPrintsItsKeys();
    void wrongInputIsOneSentence_data();
    void wrongInputIsOneSentence();
    void anImpossibleWorkspaceIsWrongInput();
    void tokensComeBackAsTheyWere();
    void aSampleIsWhatLogprobsSaysOfIt();
    void sampledResponsesStandBesideTheGiven_data();
    void sampledResponsesStandBesideTheGiven();
    void lengthsMayLackWhereNoneIsRead();
    void aRunSaysWhatItLeavesOut();
    void aReportIsMadeOfARun();

private:
    /// A word of a row: FILE:name stands for the test's own file of that name.
    QStringList withPaths(QStringList words) const {
        for (auto& word : words) {
            word.replace("FILES", m_folder.path()).replace("MODELS/", models);
        }
        return words;
    }

    QTemporaryDir m_folder;
    std::string m_run;
};

void CommandsTest::initTestCase() {
    written(m_folder, "groups.jsonl", groups);
    written(m_folder, "scored.jsonl", scored);
    written(m_folder,
            "prompts.jsonl",
            R"({"id":"p","prompt_ids":[1,5,6]})"
            "\n");
    written(m_folder,
            "mixed.jsonl",
            R"({"id":"a","prompt":"w","responses":["y","z"],"rewards":[0,3]})"
            "\n"
            R"({"id":"b","prompt":"x","responses":["y","z"],"rewards":[1,2]})"
            "\n");
    written(m_folder,
            "rescored.jsonl",
            R"({"id":"a","prompt":"x","responses":["y","z"],"rewards":[1,2]})"
            "\n"
            R"({"id":"b","prompt":"w","responses":["y","z"],"rewards":[0,3],"reference_reward":9})"
            "\n");
    written(m_folder,
            "twice.jsonl",
            R"({"prompt":"x","responses":["y"],"prompt":"w"})"
            "\n");
    written(m_folder, "huge.json", "{\"name\":\n  1e999}");
    written(m_folder, "cut.json", "{\"name\":\n  ");
    const std::filesystem::path workspace = m_folder.filePath("work").toStdString();
    runs::RunWriter writer(workspace);
    m_run = writer.createRun("made", "digest", {});
    writer.receive({.run = m_run, .body = runs::StateEvent{.state = "done", .fraction = 1.0}});
}

void CommandsTest::aCommandPrintsItsKeys_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("lines");
    QTest::addColumn<QString>("keys");  ///< of the first line, sorted
    const QString tied = "--model MODELS/tied ";
    const QByteArray none;
    QTest::newRow("tokenize") << "tokenize " + tied << QByteArray("\"ab\"\n\n\"c\"\n") << 2
                              << "array";
    QTest::newRow("tokenize with special tokens")
        << "tokenize --special " + tied << QByteArray("\"<|im_start|>\"\n") << 1 << "array";
    QTest::newRow("detokenize") << "detokenize " + tied << QByteArray("[5, 6]\n[]\n") << 2
                                << "string";
    QTest::newRow("loss") << "loss --objective lire"
                          << QByteArray(R"({"logprobs":[-1,-2],"rewards":[1,0]})") << 1
                          << "gradient loss";
    QTest::newRow("logprobs") << "logprobs " + tied + "FILES/groups.jsonl" << none << 2
                              << "logprobs tokens";
    QTest::newRow("logprobs a token") << "logprobs --per-token " + tied + "FILES/groups.jsonl"
                                      << none << 2 << "logprobs per_token tokens";
    QTest::newRow("kl") << "kl " + tied + "--adapter MODELS/adapter_qv FILES/groups.jsonl" << none
                        << 2 << "k1 rao_blackwell";
    QTest::newRow("score") << "score --reward-model MODELS/classifier FILES/groups.jsonl" << none
                           << 2 << "id mark prompt_ids response_ids rewards";
    QTest::newRow("sample") << "sample --responses 2 --max-new-tokens 3 " + tied +
                                   "FILES/prompts.jsonl"
                            << none << 1
                            << "finished id logprobs prompt_ids response_ids responses sources";
    QTest::newRow("evaluate") << "evaluate --policy a=FILES/scored.jsonl" << none << 1
                              << "lose mean_reward mean_reward_interval policy prompts tie win "
                                 "win_rate win_rate_interval";
    QTest::newRow("evaluate against a baseline")
        << "evaluate --policy a=FILES/scored.jsonl --policy b=FILES/scored.jsonl --baseline a"
        << none << 2
        << "flips lose mean_reward mean_reward_interval policy prompts tie win win_rate "
           "win_rate_interval";
}

void CommandsTest::aCommandPrintsItsKeys() {
    QFETCH(QString, words);
    QFETCH(QByteArray, input);
    QFETCH(int, lines);
    QFETCH(QString, keys);
    const auto outcome =
        outcomeOf(withPaths(words.split(' ', Qt::SkipEmptyParts)) << "--quiet", input);
    QVERIFY2(outcome.code == 0, outcome.errors.c_str());
    QCOMPARE(outcome.errors, std::string());
    QCOMPARE(outcome.lines.size(), static_cast<std::size_t>(lines));
    QCOMPARE(keysOf(outcome.lines.front()).join(' '), keys);
}

void CommandsTest::wrongInputIsOneSentence_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("sentence");
    const auto row =
        [](const char* name, const char* words, const char* input, const QString& sentence) {
            QTest::newRow(name) << QString(words) << QByteArray(input) << sentence;
        };
    const char* numbers = " is beyond the range of numbers; write numbers between -1e308 and 1e308";
    row("a number beyond numbers in a line",
        "loss --objective pg",
        R"({"logprobs":[1e999],"rewards":[1]})",
        QString("stdin:1: the number 1e999") + numbers);
    row("a number beyond numbers in an option",
        "loss --objective pg --options {\"x\":-1e999}",
        "",
        QString("--options: the number -1e999") + numbers);
    row("a number beyond numbers in an experiment",
        "run FILES/huge.json --workspace FILES/w",
        "",
        QString("FILES/huge.json:2: the number 1e999") + numbers);
    row("an experiment that is cut",
        "run FILES/cut.json --workspace FILES/w",
        "",
        "FILES/cut.json:2: the experiment file is no JSON; look for a missing comma, quote or "
        "bracket on this line or the one before");
    row("a folder as the experiment",
        "run FILES --workspace FILES/w",
        "",
        "FILES: the experiment file is a folder; name a readable JSON file");
    row("a line that is no JSON",
        "tokenize --model MODELS/tied",
        "\"ab",
        "stdin:1: not JSON (at byte 4); write one JSON value a line");
    row("a line of another kind",
        "tokenize --model MODELS/tied",
        "5",
        "stdin:1: the line is not a JSON string; write \"…\"");
    row("an id beyond the vocabulary",
        "detokenize --model MODELS/tied",
        "[300]",
        "stdin:1: id 300 is outside the vocabulary; give ids from 0 to 299");
    row("lengths that an objective needs",
        "loss --objective sft",
        R"({"logprobs":[-3,-4]})",
        "stdin:1: \"lengths\" is missing, which sft needs; count each response's tokens with its "
        "EOS");
    row("lengths that an option needs",
        R"(loss --objective lire --options {"length_penalty":1})",
        R"({"logprobs":[-3,-4],"rewards":[1,2]})",
        "stdin:1: \"lengths\" is missing, which lire needs; count each response's tokens with its "
        "EOS");
    row("a key far from all",
        "loss --objective pg",
        R"({"prompt":1})",
        "stdin:1: unknown key \"prompt\"; known ones are logprobs, lengths, rewards, "
        "reference_logprobs, sft_index, id");
    row("messages that are no list",
        "chat --model MODELS/tied",
        R"({"messages":5})",
        "stdin:1: \"messages\" is 5, not a list; write "
        "{\"messages\":[{\"role\":\"user\",\"content\":\"…\"}]}");
    row("a message that is no object",
        "chat --model MODELS/tied",
        R"({"messages":["hi"]})",
        "stdin:1/messages/0: the message is \"hi\", not an object; write "
        "{\"role\":\"user\",\"content\":\"…\"}");
    row("variables that are no object",
        "chat --model MODELS/tied",
        R"({"messages":[],"variables":3})",
        "stdin:1: \"variables\" is 3; write \"variables\":{\"name\":value}");
    for (const char* command : {"logprobs", "kl", "sample --responses 1"}) {
        row(qPrintable(QString("a classifier as the policy of ") + command),
            qPrintable(QString(command) + " --model MODELS/classifier FILES/groups.jsonl"),
            "",
            "MODELS/classifier/config.json: \"architectures\" is LlamaForSequenceClassification, "
            "not a language model; name a model of LlamaForCausalLM; a classifier gives rewards, "
            "no text");
    }
    row("a classifier as the reference",
        "kl --model MODELS/tied --reference MODELS/classifier FILES/groups.jsonl",
        "",
        "MODELS/classifier/config.json: \"architectures\" is LlamaForSequenceClassification, not a "
        "language model; name a model of LlamaForCausalLM; a classifier gives rewards, no text");
    row("a response longer than the context",
        "sample --model MODELS/tied --responses 1 --max-new-tokens 1000000000 FILES/prompts.jsonl",
        "",
        "--max-new-tokens: is 1000000000, the model's context is 256 tokens; give at most 256");
    row("a policy without rewards",
        "evaluate --policy a=FILES/groups.jsonl",
        "",
        "FILES/groups.jsonl:1: the group has no \"rewards\"; run lire score on it first");
    row("one id, two prompts",
        "evaluate --policy a=FILES/scored.jsonl --policy b=FILES/mixed.jsonl",
        "",
        "FILES/mixed.jsonl:1: group \"a\" has another prompt than in FILES/scored.jsonl:1; give "
        "the same prompt the same \"id\" in both files");
    row("one id, two rewards of its reference",
        "evaluate --policy a=FILES/scored.jsonl --policy b=FILES/rescored.jsonl",
        "",
        "FILES/rescored.jsonl:2: group \"b\" has another \"reference_reward\" than in "
        "FILES/scored.jsonl:2; score both files with the same reward model");
    row("a key twice in a line",
        "loss --objective pg",
        R"({"logprobs":[1],"rewards":[1],"rewards":[2]})",
        "stdin:1: the key \"rewards\" stands twice in one object; remove one of the two");
    row("a key twice in a group",
        "logprobs --model MODELS/tied FILES/twice.jsonl",
        "",
        "FILES/twice.jsonl:1: the key \"prompt\" stands twice in one object; remove one of the "
        "two");
    row("lists that no machine holds",
        "bench logprobs --model MODELS/tied --prompt-length 16777216 --response-length 16777216 "
        "--responses 1 --batch 16777216",
        "",
        "--batch: the lists' ids need ROOM; give fewer or shorter lists");
    row("a baseline far from all",
        "evaluate --policy a=FILES/scored.jsonl --baseline zebra",
        "",
        "--baseline: there is no policy \"zebra\"; the known one is a");
    row("a report of a workspace that is not there",
        "report x --workspace FILES/gone",
        "",
        "FILES/gone: there is no such folder; name the folder that lire run --workspace was given");
    row("a report of a folder without runs",
        "report x --workspace FILES",
        "",
        "FILES: no workspace.db is in it, so it holds no runs; name the folder that lire run "
        "--workspace was given");
    row("a report of an unknown run",
        "report x --workspace FILES/work",
        "",
        "FILES/work: there is no run \"x\"; use an id as the workspace lists it");
    row("a report where nothing can be written",
        "report RUN --workspace FILES/work --format csv --out /proc/nope/out",
        "",
        "--out: /proc/nope/out cannot be made (No such file or directory); name a folder that can "
        "be written");
    row("a report below a file",
        "report RUN --workspace FILES/work --format csv --out FILES/cut.json/out",
        "",
        "--out: FILES/cut.json/out cannot be made (Not a directory); name a folder that can be "
        "written");
}

void CommandsTest::wrongInputIsOneSentence() {
    QFETCH(QString, words);
    QFETCH(QByteArray, input);
    QFETCH(QString, sentence);
    auto arguments = withPaths(words.split(' ', Qt::SkipEmptyParts));
    arguments.replaceInStrings("RUN", QString::fromStdString(m_run));
    const auto outcome = outcomeOf(arguments, input + "\n");
    auto told = QString::fromStdString(outcome.errors);
    static const QRegularExpression room("\\d+ GiB, the machine has \\d+ GiB");
    told.replace(room, "ROOM");
    QCOMPARE(told, withPaths({sentence}).front() + "\n");
    QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.lines.empty());
}

void CommandsTest::anImpossibleWorkspaceIsWrongInput() {
    const auto file = writeExperiment(m_folder.filePath("experiment").toStdString());
    const auto outcome =
        outcomeOf({"run", QString::fromStdString(file.string()), "--workspace", "/proc/nope"});
    QCOMPARE(outcome.errors,
             std::string("--workspace: /proc/nope cannot be made (No such file or directory); name "
                         "a folder that can be written\n"));
    QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.lines.empty());
}

void CommandsTest::tokensComeBackAsTheyWere() {
    const auto ids = outcomeOf({"tokenize", "--model", models + "tied"}, "\"Hello, wörld\"\n");
    QCOMPARE(ids.code, 0);
    const auto text = outcomeOf({"detokenize", "--model", models + "tied"},
                                QByteArray::fromStdString(ids.lines.at(0)));
    QCOMPARE(text.lines.at(0), std::string("\"Hello, wörld\""));
}

void CommandsTest::aSampleIsWhatLogprobsSaysOfIt() {
    const QStringList how = {"--model", models + "tied", "--dtype", "fp32", "--quiet"};
    const auto prompts = m_folder.filePath("prompts.jsonl");
    const auto drawn = outcomeOf(
        QStringList{"sample", "--responses", "3", "--max-new-tokens", "4", prompts} + how);
    QVERIFY2(drawn.code == 0, drawn.errors.c_str());
    const auto file =
        written(m_folder, "drawn.jsonl", QByteArray::fromStdString(drawn.lines.at(0)));
    const auto told = outcomeOf(QStringList{"logprobs", file} + how);
    QVERIFY2(told.code == 0, told.errors.c_str());
    const auto sample = nlohmann::json::parse(drawn.lines.at(0));
    const auto logprobs = nlohmann::json::parse(told.lines.at(0));
    for (std::size_t j = 0; j < 3; ++j) {
        QVERIFY(std::abs(sample["logprobs"][j].get<double>() -
                         logprobs["logprobs"][j].get<double>()) < 1e-4);
        QCOMPARE(logprobs["tokens"][j].get<std::size_t>(), sample["response_ids"][j].size());
    }
}

void CommandsTest::sampledResponsesStandBesideTheGiven_data() {
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<bool>("keep");
    QTest::addColumn<int>("responses");
    const QByteArray text = R"({"prompt":"ab","responses":["c","de"]})";
    const QByteArray ids = R"({"prompt":"ab","response_ids":[[67,2],[68,69,2]]})";
    const QByteArray all =
        R"({"prompt":"ab","responses":["c","de"],"response_ids":[[69,2],[70,71,2]],)"
        R"("rewards":[1,2],"finished":[true,true],"sources":[{},{}],"logprobs":[-1,-2],)"
        R"("sft_index":1})";
    QTest::newRow("texts") << text << true << 3;
    QTest::newRow("ids alone") << ids << true << 3;
    QTest::newRow("all of a response") << all << true << 3;
    QTest::newRow("ids in place of which others come") << ids << false << 1;
    QTest::newRow("all of it in place of which others come") << all << false << 1;
}

/// What `lire sample` prints is a group that the other commands read.
void CommandsTest::sampledResponsesStandBesideTheGiven() {
    QFETCH(QByteArray, entry);
    QFETCH(bool, keep);
    QFETCH(int, responses);
    QStringList words = {"sample", "--responses", "1", "--max-new-tokens", "4", "--quiet"};
    if (keep) {
        words << "--keep";
    }
    const auto drawn =
        outcomeOf(words << "--model" << models + "tied" << written(m_folder, "given.jsonl", entry));
    QVERIFY2(drawn.code == 0, drawn.errors.c_str());
    const auto group = nlohmann::json::parse(drawn.lines.at(0));
    for (const char* column : {"responses", "response_ids", "finished", "sources", "logprobs"}) {
        QVERIFY2(group[column].size() == std::size_t(responses), column);
    }
    QVERIFY(!group.contains("rewards"));
    QCOMPARE(group.contains("sft_index"), keep && entry.contains("sft_index"));
    const auto file =
        written(m_folder, "sampled.jsonl", QByteArray::fromStdString(drawn.lines.at(0)));
    const auto told =
        outcomeOf({"score", "--quiet", "--reward-model", models + "classifier", file});
    QVERIFY2(told.code == 0, told.errors.c_str());
    QCOMPARE(nlohmann::json::parse(told.lines.at(0))["rewards"].size(), std::size_t(responses));
}

void CommandsTest::aRunSaysWhatItLeavesOut() {
    const auto experiment = writeExperiment(m_folder.filePath("partly").toStdString());
    std::ofstream(experiment.parent_path() / "train.jsonl", std::ios::app) << "no entry\n";
    const auto outcome = outcomeOf({"run",
                                    QString::fromStdString(experiment.string()),
                                    "--workspace",
                                    m_folder.filePath("partly-runs"),
                                    "--quiet"});
    QVERIFY2(outcome.code == 0, outcome.errors.c_str());
    QVERIFY2(outcome.errors.find("train.jsonl:") != std::string::npos &&
                 outcome.errors.find("the entry is no JSON") != std::string::npos,
             outcome.errors.c_str());
}

void CommandsTest::lengthsMayLackWhereNoneIsRead() {
    for (const char* objective : {"lire", "pg", "slic"}) {
        const auto outcome = outcomeOf({"loss", "--objective", objective},
                                       R"({"logprobs":[-3,-4],"rewards":[1,2]})");
        QVERIFY2(outcome.code == 0, outcome.errors.c_str());
    }
}

void CommandsTest::aReportIsMadeOfARun() {
    const auto out = m_folder.filePath("report");
    const auto outcome = outcomeOf({"report",
                                    QString::fromStdString(m_run),
                                    "--workspace",
                                    m_folder.filePath("work"),
                                    "--format",
                                    "csv",
                                    "--out",
                                    out});
    QVERIFY2(outcome.code == 0, outcome.errors.c_str());
    QCOMPARE(outcome.lines.size(), std::size_t{1});
    const auto path = nlohmann::json::parse(outcome.lines.at(0)).get<std::string>();
    QVERIFY(std::filesystem::exists(path));
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "commands_test.moc"
