// SPDX-License-Identifier: GPL-3.0-or-later
// Experiments of other shapes: each runs to its end, and the same when it was stopped in between.
#include <QTemporaryDir>
#include <QTest>
#include <functional>

#include "core/experiment/job_runner.h"
#include "core/experiment/preflight.h"
#include "core/experiment/tiny_experiment.h"
#include "core/objectives/registry.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// Stops the runner at the nth step or score of a run, wherever that is.
class StoppingSink final : public runs::EventSink {
public:
    explicit StoppingSink(int left) : m_left(left) {}
    void stopBy(std::function<void()> stop) { m_stop = std::move(stop); }
    void receive(const runs::Event& event) override {
        const bool counts = std::holds_alternative<runs::StepEvent>(event.body) ||
                            std::holds_alternative<runs::ScoreEvent>(event.body);
        if (counts && --m_left == 0) {
            m_stop();
        }
        if (const auto* message = std::get_if<runs::MessageEvent>(&event.body)) {
            m_messages += message->level + " " + message->place + ": " + message->problem + "\n";
        }
    }
    const std::string& messages() const { return m_messages; }

private:
    int m_left;
    std::function<void()> m_stop = [] {};
    std::string m_messages;
};

nlohmann::json patched(const std::string& patch) {
    auto experiment = tinyExperiment();
    // One policy and little else is enough here.
    experiment["train"] = nlohmann::json::array({experiment["train"][0]});
    experiment["train"][0]["iterate"] = 1;
    for (auto& model : experiment["reward_models"]) {
        model["train"]["epochs"] = 1;
    }
    experiment.merge_patch(nlohmann::json::parse(patch));
    return experiment;
}

/// Lists of four from a file of given answers, a list a step, nothing measured.
const std::string onLists = R"({
    "data": {"train": ["lists.jsonl"]},
    "reward_models": {"rm": {"train": null, "model": ")" LIRE_TEST_DATA R"(/models/classifier"},
                      "rm_star": null},
    "train": [{"name": "one", "batch": 1}],
    "evaluate": null})";
constexpr int givenLists = 4;

/// lists.jsonl: the two kinds of entry by turns, each with a prompt of its own.
void writeLists(const fs::path& folder, const QString& first, const QString& second) {
    std::vector<nlohmann::json> lines;
    for (int i = 0; i < givenLists; ++i) {
        lines.push_back(nlohmann::json::parse((i % 2 == 0 ? first : second).toStdString()));
        lines.back()["prompt"] = pair(i)["prompt"];
    }
    writeLines(folder / "lists.jsonl", lines);
}

}  // namespace

class RunVariantsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShapeEndsDoneAndResumesTheSame_data();
    void everyShapeEndsDoneAndResumesTheSame();
    void everyListIsTrainedOn_data();
    void everyListIsTrainedOn();
    void aDamagedPartIsAnError_data();
    void aDamagedPartIsAnError();
    void entriesOfOneTestPromptCountOnce();
    void pairsOfOneResponseTeachNoRewardModel();
    void answersThatVanishAreTold();
    void whatIsWrongWithTheDataIsToldOnce();

private:
    QTemporaryDir m_folder{quickFolder()};
    int m_number = 0;
};

void RunVariantsTest::everyShapeEndsDoneAndResumesTheSame_data() {
    QTest::addColumn<QString>("patch");
    const std::string models = LIRE_TEST_DATA "/models/";
    const auto row = [](const char* name, const std::string& patch) {
        QTest::newRow(name) << QString::fromStdString(patch);
    };
    for (const auto& kind : objectives::objectiveKinds()) {
        row((kind.name + " on candidates").c_str(),
            R"({"train": [{"name": "one", "objective": ")" + kind.name +
                R"(", "evolve": 2, "batch": 4, "checkpoint_every": 2}]})");
    }
    row("lists of given answers", R"({"train": [{"name": "one", "data": "given", "iterate": 2}]})");
    row("nothing measured", R"({"evaluate": null})");
    row("nothing measured while training", R"({"evaluate": {"every": 0}})");
    row("two responses a test prompt", R"({"evaluate": {"responses": 2}})");
    row("a live temperature of its own",
        R"({"evaluate": {"temperatures": [1.0], "during": {"temperatures": [0.5, 1.0]}}})");
    row("one judge", R"({"evaluate": {"rewards": ["rm"]}})");
    row("test prompts set apart", R"({"data": {"test": [], "test_share": 0.3}})");
    row("few prompts", R"({"data": {"limit": 6}})");
    row("two files with the same ids", R"({"data": {"train": ["train.jsonl", "more.jsonl"]}})");
    row("three files of one name with the same ids",
        R"({"data": {"train": ["train.jsonl", "a/train.jsonl", "b/train.jsonl"]}})");
    row("prompts without answers",
        R"({"data": {"train": ["prompts.jsonl"]}, "reward_models": {"rm": {"train": null, "model": ")" +
            models + R"(classifier"}, "rm_star": null}})");
    row("conversations and letters of other scripts", R"({"data": {"train": ["turns.jsonl"]}})");
    row("given answers replaced", R"({"candidates": {"keep_given": false}})");
    row("nothing to draw", R"({"candidates": {"responses": 2}})");
    row("fewer responses than are given", R"({"candidates": {"responses": 1}})");
    row("greedy", R"({"candidates": {"decoding": {"strategy": "greedy"}}})");
    row("truncated decoding", R"({"candidates": {"decoding": {"top_p": 0.8, "top_k": 20}}})");
    row("no room for prompts", R"({"policy": {"max_length": 12}})");
    row("a finished reward model",
        R"({"reward_models": {"rm_star": {"train": null, "model": ")" + models +
            R"(classifier"}}})");
    row("an adapter to start from", R"({"policy": {"adapter": ")" + models + R"(adapter_qv"}})");
    row("a GGUF file", R"({"policy": {"model": ")" + models + R"(f32.gguf"}})");
    row("another backbone",
        R"({"reward_models": {"rm_star": {"train": {"model": ")" + models + R"(untied"}}}})");
    row("passes of few tokens", R"({"tokens_per_pass": 40})");
    row("few activations kept", R"({"activation_memory": 1})");
    row("two threads", R"({"threads": 2})");
    row("checkpoints only at the end",
        R"({"train": [{"name": "one", "evolve": 3, "batch": 4, "checkpoint_every": 0}]})");
}

void RunVariantsTest::everyShapeEndsDoneAndResumesTheSame() {
    QFETCH(QString, patch);
    const fs::path folder = m_folder.filePath(QString::number(++m_number)).toStdString();
    const auto experiment = patched(patch.toStdString());
    const auto file = writeExperiment(folder, experiment);
    writeLines(folder / "more.jsonl", {pair(50), pair(51), pair(52)});
    for (const auto* part : {"a", "b"}) {
        fs::create_directories(folder / part);
        writeLines(folder / part / "train.jsonl", {pair(part[0]), pair(part[0] + 2)});
    }
    writeLines(folder / "prompts.jsonl",
               {{{"prompt", "Question 1?"}}, {{"prompt", "Question 2?"}}, {{"prompt", "And 3?"}}});
    std::vector<nlohmann::json> turns;
    for (const auto* text : {"Wie geht's, schöne Welt?", "日本語の質問", "سؤال", "🙂 ok?"}) {
        turns.push_back({{"prompt", nlohmann::json::parse(R"([{"role": "user"}])")},
                         {"chosen", std::string("Ja: ") + text},
                         {"rejected", "?"}});
        turns.back()["prompt"][0]["content"] = text;
    }
    writeLines(folder / "turns.jsonl", turns);

    const auto problems = experiment::preflight(experiment, file).errors;
    QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().what());
    StoppingSink whole(0);
    std::string wholeRun;
    {
        experiment::JobRunner runner(folder / "whole", whole);
        wholeRun = runner.start(experiment, file);
        runner.wait();
    }
    QVERIFY2(runs::RunReader(folder / "whole").runs().at(0).state == "done",
             whole.messages().c_str());
    for (const auto& train : experiment["train"]) {
        QVERIFY(fs::exists(folder / "whole" / "runs" / wholeRun / "adapters" /
                           train["name"].get<std::string>() / "adapter_model.safetensors"));
    }
    const auto wanted = measurements(folder / "whole", wholeRun);
    std::string run;
    for (int stops = 0;; ++stops) {
        StoppingSink stopping(stops == 0 ? 3 : 20);  // steps and scores from stop to stop
        experiment::JobRunner runner(folder / "stopped", stopping);
        stopping.stopBy([&runner] { runner.stop(); });
        run = runner.resumeOrStart(experiment, file);
        runner.wait();
        if (runs::RunReader(folder / "stopped").runs().at(0).state != "stopped") {
            QVERIFY(stops > 0);
            break;
        }
    }
    QCOMPARE(runs::RunReader(folder / "stopped").runs().at(0).state, std::string("done"));
    const auto adapter = differingFile(folder / "stopped" / "runs" / run / "adapters",
                                       folder / "whole" / "runs" / wholeRun / "adapters");
    QVERIFY2(adapter.empty(), adapter.c_str());
    const auto measured = firstDifference(measurements(folder / "stopped", run), wanted);
    QVERIFY2(measured.empty(), measured.c_str());
}

void RunVariantsTest::everyListIsTrainedOn_data() {
    QTest::addColumn<QString>("first");  ///< every other entry without its prompt
    QTest::addColumn<QString>("second");
    const QString texts = R"({"responses": ["abc", "b"]})";
    const QString sampled =
        R"({"responses": ["abc", "b"], "response_ids": [[67, 68, 69, 2], [68, 2]],
            "rewards": [1, 2], "finished": [true, true], "sources": [{}, {}],
            "logprobs": [-2, -1], "sft_index": 1})";
    const QString ids = R"({"response_ids": [[67, 68, 69, 2], [68, 2]]})";
    QTest::newRow("answers as text") << texts << texts;
    QTest::newRow("answers with log-probs") << sampled << sampled;
    QTest::newRow("log-probs in every other entry") << sampled << texts;
    QTest::newRow("answers as ids alone") << ids << ids;
    QTest::newRow("ids and texts by turns") << ids << texts;
}

void RunVariantsTest::everyListIsTrainedOn() {
    QFETCH(QString, first);
    QFETCH(QString, second);
    const fs::path folder = m_folder.filePath(QString::number(++m_number)).toStdString();
    const auto experiment = patched(onLists);
    const auto file = writeExperiment(folder, experiment);
    writeLists(folder, first, second);
    StoppingSink sink(0);
    experiment::JobRunner runner(folder / "work", sink);
    const auto run = runner.start(experiment, file);
    runner.wait();
    runs::RunReader reader(folder / "work");
    QVERIFY2(reader.runs().at(0).state == "done", sink.messages().c_str());
    const auto lists = poolIn(folder / "work" / "runs" / run / "stages" / "candidates");
    QCOMPARE(lists.size(), std::size_t(givenLists));
    for (const auto& list : lists) {
        for (const auto* column : {"responses", "response_ids", "rewards", "finished", "sources"}) {
            QVERIFY2(list[column].size() == 4, column);
        }
        QVERIFY(!list.contains("logprobs"));  // of the given answers alone
        QCOMPARE(list["responses"][0].get<std::string>(), std::string("abc"));
    }
    const auto events = reader.events(run);
    const auto steps = std::count_if(events.begin(), events.end(), [](const auto& stored) {
        return std::holds_alternative<runs::StepEvent>(stored.event.body);
    });
    QCOMPARE(int(steps), givenLists);  // a list a step
}

void RunVariantsTest::aDamagedPartIsAnError_data() {
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("message");
    QTest::newRow("a list is gone") << 1 << ""
                                    << "error PART: holds 3 lists, not 4\n";
    QTest::newRow("a column is short")
        << 1 << R"({"prompt": "x", "responses": ["a", "b"], "rewards": [1]})"
        << "error PART:2: \"rewards\" has length 1 for 2 responses\n";
}

void RunVariantsTest::aDamagedPartIsAnError() {
    QFETCH(int, line);
    QFETCH(QString, damage);
    QFETCH(QString, message);
    const fs::path folder = m_folder.filePath(QString::number(++m_number)).toStdString();
    const auto experiment = patched(onLists);
    const auto file = writeExperiment(folder, experiment);
    writeLists(folder, R"({"responses": ["abc", "b"]})", R"({"responses": ["c", "d"]})");
    std::string run;
    {
        StoppingSink stopping(2);  // the pool's score, the first step
        experiment::JobRunner runner(folder / "work", stopping);
        stopping.stopBy([&runner] { runner.stop(); });
        run = runner.start(experiment, file);
        runner.wait();
    }
    const auto part = folder / "work" / "runs" / run / "stages" / "candidates" / "part-00000.jsonl";
    auto lists = linesOf(part);
    if (damage.isEmpty()) {
        lists.erase(lists.begin() + line);
    } else {
        lists[std::size_t(line)] = nlohmann::json::parse(damage.toStdString());
    }
    writeLines(part, lists);
    StoppingSink sink(0);
    experiment::JobRunner runner(folder / "work", sink);
    runner.resumeOrStart(experiment, file);
    runner.wait();
    QCOMPARE(runs::RunReader(folder / "work").runs().at(0).state, std::string("failed"));
    QCOMPARE(QString::fromStdString(sink.messages()),
             message.replace("PART", QString::fromStdString(part.string())));
}

void RunVariantsTest::entriesOfOneTestPromptCountOnce() {
    const fs::path folder = m_folder.filePath("repeated").toStdString();
    const auto experiment = patched(R"({
        "data": {"test": ["repeated.jsonl"]},
        "train": [{"name": "one", "data": "given"}],
        "evaluate": {"temperatures": [1.0], "every": 0}})");
    const auto file = writeExperiment(folder, experiment);
    constexpr int entriesPerPrompt = 3;
    std::vector<nlohmann::json> lines;
    for (int i = 0; i < testPairs * entriesPerPrompt; ++i) {
        auto line = pair(i);
        line["prompt"] = pair(100 + i % testPairs)["prompt"];
        lines.push_back(line);
    }
    writeLines(folder / "repeated.jsonl", lines);
    StoppingSink sink(0);
    experiment::JobRunner runner(folder / "work", sink);
    const auto run = runner.start(experiment, file);
    runner.wait();
    runs::RunReader reader(folder / "work");
    QVERIFY2(reader.runs().at(0).state == "done", sink.messages().c_str());
    int evaluations = 0;
    for (const auto& stored : reader.events(run)) {
        if (const auto* one = std::get_if<runs::EvaluationEvent>(&stored.event.body)) {
            ++evaluations;
            QCOMPARE(one->prompts, std::int64_t(testPairs));
            QCOMPARE(one->changes.size(), std::size_t(one->policy == "base" ? 0 : testPairs));
        }
    }
    QCOMPARE(evaluations, 2);
    // What is shown beside each other stays an entry each.
    QCOMPARE(reader.prompts(run, "test").size(), lines.size());
    QCOMPARE(reader.responses(run, {.policy = "one"}).size(), lines.size());
    const auto plan = experiment::preflight(experiment, file);
    QCOMPARE(
        plan.smallestDifference,
        experiment::preflight(patched(R"({"evaluate": {"every": 0}})"), file).smallestDifference);
}

void RunVariantsTest::pairsOfOneResponseTeachNoRewardModel() {
    const fs::path folder = m_folder.filePath("same").toStdString();
    const auto experiment = patched(R"({
        "reward_models": {"rm": {"train": {"pairs": "all"}}, "rm_star": null},
        "candidates": null, "train": [], "evaluate": null})");
    const auto file = writeExperiment(folder, experiment);
    auto lines = linesOf(folder / "train.jsonl");
    lines.push_back({{"prompt", "The same?"}, {"chosen", "Yes."}, {"rejected", "Yes."}});
    writeLines(folder / "train.jsonl", lines);
    StoppingSink sink(0);
    experiment::JobRunner runner(folder / "work", sink);
    const auto run = runner.start(experiment, file);
    runner.wait();
    runs::RunReader reader(folder / "work");
    QVERIFY2(reader.runs().at(0).state == "done", sink.messages().c_str());
    const auto done =
        nlohmann::json::parse(bytesOf(folder / "work/runs" / run / "stages/rm/done.json"));
    QCOMPARE(done["pairs"].get<int>(), trainPairs);

    writeLines(folder / "train.jsonl", {lines.back()});
    const auto errors = experiment::preflight(experiment, file).errors;
    QCOMPARE(errors.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(errors[0].what()),
             QString("/reward_models/rm/train/pairs: no training prompt here has two different "
                     "responses of unequal rewards; name preference pairs or scored groups in "
                     "/data/train"));
}

/// A policy that learns to say one letter and end.
void RunVariantsTest::answersThatVanishAreTold() {
    const fs::path folder = m_folder.filePath("short").toStdString();
    const auto experiment = patched(R"({
        "data": {"train": ["short.jsonl"]},
        "train": [{"name": "brief", "objective": "sft", "data": "given", "batch": 4, "iterate": 30,
                   "learning_rate": 5e-2}],
        "evaluate": {"every": 0, "max_new_tokens": 24}})");
    const auto file = writeExperiment(folder, experiment);
    std::vector<nlohmann::json> lines;
    for (int i = 0; i < trainPairs; ++i) {
        auto line = pair(i);
        line["chosen"] = "A";
        lines.push_back(line);
    }
    writeLines(folder / "short.jsonl", lines);
    StoppingSink sink(0);
    experiment::JobRunner runner(folder / "work", sink);
    runner.start(experiment, file);
    runner.wait();
    QCOMPARE(runs::RunReader(folder / "work").runs().at(0).state, std::string("done"));
    const QString told = QString::fromStdString(sink.messages());
    QVERIFY2(told.count("warning brief, step 90: its responses have") == 1, qPrintable(told));
}

void RunVariantsTest::whatIsWrongWithTheDataIsToldOnce() {
    const fs::path folder = m_folder.filePath("problems").toStdString();
    const auto experiment = patched(R"({"data": {"train": ["train.jsonl", "wrong.jsonl"]}})");
    const auto file = writeExperiment(folder, experiment);
    auto tooLong = pair(61);
    tooLong["prompt"] = std::string(300, 'q');
    writeLines(folder / "wrong.jsonl",
               {pair(60), {{"prompt", "And?"}, {"chosen", ""}, {"rejected", "No."}}, tooLong});
    for (const int stopAfter : {3, 0}) {
        StoppingSink sink(stopAfter);
        experiment::JobRunner runner(folder / "work", sink);
        sink.stopBy([&runner] { runner.stop(); });
        runner.resumeOrStart(experiment, file);
        runner.wait();
    }
    runs::RunReader reader(folder / "work");
    const auto run = reader.runs().at(0);
    QCOMPARE(run.state, std::string("done"));
    int told = 0;
    std::vector<std::string> lengths;
    for (const auto& stored : reader.events(run.id)) {
        const auto* message = std::get_if<runs::MessageEvent>(&stored.event.body);
        if (message != nullptr) {
            told += message->place.find("wrong.jsonl:2") != std::string::npos;
            if (message->place == "/policy/max_length") {
                lengths.push_back(message->level + ": " + message->problem);
            }
        }
    }
    QCOMPARE(told, 1);
    QCOMPARE(lengths,
             std::vector<std::string>{
                 "warning: training prompts with their answers too long for 96 "
                 "tokens: 1 of 12, the first in " +
                 (folder / "wrong.jsonl").string() + ":3; the prompt's beginning is cut off"});
}

QTEST_GUILESS_MAIN(RunVariantsTest)
#include "run_variants_test.moc"
