// SPDX-License-Identifier: GPL-3.0-or-later
// A whole experiment on a random model, from the file to the report.
#include <QTemporaryDir>
#include <QTest>
#include <cstdint>
#include <map>

#include "core/experiment/experiment_json.h"
#include "core/experiment/job_runner.h"
#include "core/experiment/tiny_experiment.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// Runs an experiment to its end; returns the run's id.
std::string runOf(const fs::path& file, const fs::path& workspace, runs::EventSink& sink) {
    experiment::JobRunner runner(workspace, sink);
    std::ifstream stream(file);
    const auto run = runner.start(nlohmann::json::parse(stream), file);
    runner.wait();
    return run;
}

/// The header of a safetensors file.
nlohmann::json tensorsOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::uint64_t length = 0;
    stream.read(reinterpret_cast<char*>(&length), sizeof length);
    std::string header(length, '\0');
    stream.read(header.data(), static_cast<std::streamsize>(length));
    return nlohmann::json::parse(header);
}

QString words(const std::vector<std::string>& list) {
    QStringList all;
    for (const auto& one : list) {
        all << QString::fromStdString(one);
    }
    return all.join(", ");
}

}  // namespace

class RunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theRunEndsDoneWithItsReport();
    void stagesComeInOrderEachStartedAndDone();
    void stepsAreCountedWithoutGaps();
    void rewardModelsTellTheirAccuracy();
    void evaluationsAreLiveAndFullWithOneBaselineATemperature();
    void everyEvaluationKeepsItsResponses();
    void theBasesLiveResponsesAreTheirFullOnes();
    void testPromptsNeverReachTheTraining();
    void candidatesAreTheGivenAnswersAndSamplesUpToM();
    void anEvolveStepReplacesTheSamplesAndKeepsTheGivenAnswers();
    void adaptersHaveThePeftLayout();
    void theStoreHoldsWhatTheSinkHeard();
    void theResolvedSettingsAreStored();
    void theFolderHoldsTheExperimentAsItRan();
    void aSecondRunIsTheSame();
    void rewardModelsReadDisjointHalves();

private:
    fs::path workspace() const { return m_folder.filePath("work").toStdString(); }
    fs::path runFolder() const { return workspace() / "runs" / m_run; }
    template <class Body>
    std::vector<Body> all() const {
        std::vector<Body> found;
        for (const auto& event : m_events) {
            if (const auto* body = std::get_if<Body>(&event.body)) {
                found.push_back(*body);
            }
        }
        return found;
    }

    QTemporaryDir m_folder{quickFolder()};
    fs::path m_file;
    std::string m_run;
    std::vector<runs::Event> m_events;
};

void RunTest::initTestCase() {
    m_file = writeExperiment(m_folder.path().toStdString());
    Recorder recorder;
    m_run = runOf(m_file, workspace(), recorder);
    m_events = recorder.events();
    for (const auto& message : all<runs::MessageEvent>()) {
        QVERIFY2(message.level != "error", message.problem.c_str());
    }
}

void RunTest::theRunEndsDoneWithItsReport() {
    const auto* last = std::get_if<runs::StateEvent>(&m_events.back().body);
    QVERIFY(last != nullptr);
    QCOMPARE(last->state, std::string("done"));
    QCOMPARE(last->fraction, 1.0);
    QVERIFY2(fs::exists(last->report), last->report.c_str());
    const auto summary = runs::RunReader(workspace()).runs().at(0);
    QCOMPARE(summary.id, m_run);
    QCOMPARE(summary.state, std::string("done"));
    QCOMPARE(summary.report, last->report);
}

void RunTest::stagesComeInOrderEachStartedAndDone() {
    std::vector<std::string> course;
    double fraction = 0.0;
    for (const auto& event : m_events) {
        if (const auto* stage = std::get_if<runs::StageEvent>(&event.body)) {
            if (stage->state != "progress") {
                course.push_back(event.stage + " " + stage->state);
            }
        } else if (const auto* state = std::get_if<runs::StateEvent>(&event.body)) {
            QVERIFY2(state->fraction >= fraction, "the run's fraction went back");
            fraction = state->fraction;
        }
    }
    std::vector<std::string> wanted;
    for (const auto* stage :
         {"rm", "rm_star", "candidates", "base", "lire", "dpo", "sft", "report"}) {
        wanted.push_back(std::string(stage) + " started");
        wanted.push_back(std::string(stage) + " done");
    }
    QCOMPARE(words(course), words(wanted));
}

void RunTest::stepsAreCountedWithoutGaps() {
    std::map<std::string, std::vector<runs::StepEvent>> steps;
    for (const auto& event : m_events) {
        if (const auto* step = std::get_if<runs::StepEvent>(&event.body)) {
            steps[event.stage].push_back(*step);
        }
    }
    QCOMPARE(steps["lire"].size(), std::size_t(lireSteps));
    QCOMPARE(steps["dpo"].size(), std::size_t(dpoSteps));
    QCOMPARE(steps["sft"].size(), std::size_t(sftSteps));
    for (const auto& [stage, list] : steps) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            QCOMPARE(list[i].step, static_cast<std::int64_t>(i + 1));
            QCOMPARE(list[i].steps, static_cast<std::int64_t>(list.size()));
            QVERIFY(std::isfinite(list[i].loss) && list[i].gradientNorm > 0.0);
            QCOMPARE(list[i].maxProbability.has_value(), !stage.starts_with("rm"));
        }
        // One schedule over all rounds and epochs: after the warm-up the rate only falls.
        for (std::size_t i = 2; i < list.size(); ++i) {
            QVERIFY(list[i].learningRate < list[i - 1].learningRate);
        }
    }
    QCOMPARE(steps["lire"].back().epoch, 4.0);  // E x I
}

void RunTest::rewardModelsTellTheirAccuracy() {
    std::map<std::string, int> last;
    std::map<std::string, int> live;
    for (const auto& accuracy : all<runs::RewardAccuracyEvent>()) {
        ++(accuracy.final ? last : live)[accuracy.rewardModel];
        QVERIFY(accuracy.accuracy.low <= accuracy.accuracy.value &&
                accuracy.accuracy.value <= accuracy.accuracy.high);
        QCOMPARE(accuracy.pairs, std::int64_t{testPairs});
    }
    QCOMPARE(last, (std::map<std::string, int>{{"rm", 1}, {"rm_star", 1}}));
    QVERIFY(live["rm"] >= 4 && live["rm_star"] >= 4);
}

void RunTest::evaluationsAreLiveAndFullWithOneBaselineATemperature() {
    std::vector<std::string> told;
    for (const auto& one : all<runs::EvaluationEvent>()) {
        told.push_back(one.policy + (one.full ? " full " : " live ") +
                       nlohmann::json(one.temperature).dump() + " at " + std::to_string(one.step));
        QCOMPARE(one.prompts, std::int64_t{one.full ? testPairs : 2});
        QCOMPARE(one.guide, std::string("rm"));
        QCOMPARE(one.rewards.size(), std::size_t(2));
        QVERIFY(std::abs(one.win + one.tie + one.lose - 1.0) < 1e-9);
        QCOMPARE(one.dropRate.has_value(), one.policy != "base");
        QCOMPARE(one.changes.size(), std::size_t(one.policy == "base" ? 0 : one.prompts));
        QCOMPARE(one.rewardChanges.has_value(), one.policy != "base");
        if (one.rewardChanges) {
            QCOMPARE(one.rewardChanges->size(), std::size_t(2));
            QCOMPARE(one.rewardChanges->front().second.value, one.rewardChange->value);
        }
    }
    QCOMPARE(words(told),
             words({"base full 0.7 at 0",
                    "base full 1.0 at 0",
                    "base live 1.0 at 0",
                    "lire live 1.0 at 4",
                    "lire live 1.0 at 8",
                    "lire live 1.0 at 12",
                    "lire full 0.7 at 12",
                    "lire full 1.0 at 12",
                    "dpo live 1.0 at 4",
                    "dpo full 0.7 at 6",
                    "dpo full 1.0 at 6",
                    "sft full 0.7 at 3",
                    "sft full 1.0 at 3"}));
}

void RunTest::everyEvaluationKeepsItsResponses() {
    runs::RunReader reader(workspace());
    for (const auto& one : all<runs::EvaluationEvent>()) {
        const auto responses = reader.responses(m_run,
                                                {.policy = one.policy,
                                                 .temperature = one.temperature,
                                                 .step = one.step,
                                                 .full = one.full});
        QCOMPARE(responses.size(), static_cast<std::size_t>(one.prompts));
        for (const auto& response : responses) {
            QCOMPARE(response.rewards.size(), std::size_t(2));
            QVERIFY(response.tokens >= 1 && response.tokens <= 8 && response.logprob < 0.0);
        }
    }
    QCOMPARE(reader.prompts(m_run, "test").size(), std::size_t(testPairs));
}

void RunTest::theBasesLiveResponsesAreTheirFullOnes() {
    runs::RunReader reader(workspace());
    std::map<std::string, std::string> full;
    for (const auto& one :
         reader.responses(m_run, {.policy = "base", .temperature = 1.0, .full = true})) {
        full[one.promptId] = one.text;
    }
    const auto live =
        reader.responses(m_run, {.policy = "base", .temperature = 1.0, .full = false});
    QCOMPARE(live.size(), std::size_t(2));
    for (const auto& one : live) {
        QCOMPARE(one.text, full.at(one.promptId));
    }
}

void RunTest::testPromptsNeverReachTheTraining() {
    std::set<std::string> tests;
    for (const auto& line : linesOf(m_file.parent_path() / "test.jsonl")) {
        tests.insert(line["prompt"]);
    }
    for (const auto* folder : {"candidates", "lire/evolve-1"}) {
        const auto lists = poolIn(runFolder() / "stages" / folder);
        QCOMPARE(lists.size(), std::size_t(trainPairs));  // the test prompt in train.jsonl is out
        for (const auto& list : lists) {
            QVERIFY(!tests.contains(list["prompt"]));
        }
    }
}

void RunTest::candidatesAreTheGivenAnswersAndSamplesUpToM() {
    for (const auto& list : poolIn(runFolder() / "stages" / "candidates")) {
        QCOMPARE(list["responses"].size(), std::size_t(4));
        QCOMPARE(list["rewards"].size(), std::size_t(4));
        QCOMPARE(list["response_ids"].size(), std::size_t(4));
        for (std::size_t j = 0; j < 4; ++j) {
            const auto& source = list["sources"][j];
            QCOMPARE(source["kind"].get<std::string>(), std::string(j < 2 ? "human" : "policy"));
            if (j >= 2) {
                QCOMPARE(source["policy"].get<std::string>(), std::string("base"));
                QCOMPARE(source["step"].get<int>(), 0);
                QCOMPARE(source["temperature"].get<double>(), 1.0);
                QVERIFY(source["seed"].is_number_unsigned());
            }
        }
    }
}

void RunTest::anEvolveStepReplacesTheSamplesAndKeepsTheGivenAnswers() {
    const auto before = poolIn(runFolder() / "stages" / "candidates");
    const auto after = poolIn(runFolder() / "stages" / "lire" / "evolve-1");
    QCOMPARE(after.size(), before.size());
    bool replaced = false;
    for (std::size_t q = 0; q < after.size(); ++q) {
        QVERIFY(after[q]["id"] == before[q]["id"]);
        QCOMPARE(after[q]["responses"].size(), std::size_t(4));
        for (std::size_t j = 0; j < 2; ++j) {
            QVERIFY(after[q]["response_ids"][j] == before[q]["response_ids"][j]);
            QCOMPARE(after[q]["sources"][j]["kind"].get<std::string>(), std::string("human"));
        }
        for (std::size_t j = 2; j < 4; ++j) {
            const auto& source = after[q]["sources"][j];
            QCOMPARE(source["kind"].get<std::string>(), std::string("policy"));
            QCOMPARE(source["policy"].get<std::string>(), std::string("lire"));
            QCOMPARE(source["step"].get<int>(), lireSteps / 2);
            QVERIFY(source["seed"] != before[q]["sources"][j]["seed"]);
            replaced = replaced || after[q]["response_ids"][j] != before[q]["response_ids"][j];
        }
    }
    QVERIFY(replaced);
}

void RunTest::adaptersHaveThePeftLayout() {
    for (const auto* name : {"lire", "dpo", "sft"}) {
        const auto folder = runFolder() / "adapters" / name;
        QCOMPARE(filesIn(folder),
                 (std::set<std::string>{"adapter_config.json", "adapter_model.safetensors"}));
        const auto config = nlohmann::json::parse(bytesOf(folder / "adapter_config.json"));
        QCOMPARE(config["peft_type"].get<std::string>(), std::string("LORA"));
        QCOMPARE(config["task_type"].get<std::string>(), std::string("CAUSAL_LM"));
        QCOMPARE(config["r"].get<int>(), 8);
        const auto tensors = tensorsOf(folder / "adapter_model.safetensors");
        for (const auto* layer : {"0", "1"}) {
            for (const auto* target : {"q_proj", "v_proj"}) {
                for (const auto* factor : {"lora_A", "lora_B"}) {
                    const auto key = std::string("base_model.model.model.layers.") + layer +
                                     ".self_attn." + target + "." + factor + ".weight";
                    QVERIFY2(tensors.contains(key), key.c_str());
                }
            }
        }
    }
    QVERIFY(
        !differingFile(runFolder() / "adapters" / "dpo", runFolder() / "adapters" / "sft").empty());
}

void RunTest::theStoreHoldsWhatTheSinkHeard() {
    std::vector<std::string> heard;
    for (const auto& event : m_events) {
        if (!isByClock(event)) {
            heard.push_back(timeless(event).dump());
        }
    }
    const auto difference = firstDifference(course(workspace(), m_run), heard);
    QVERIFY2(difference.empty(), difference.c_str());
}

void RunTest::theResolvedSettingsAreStored() {
    const auto definition = runs::RunReader(workspace()).definition(m_run);
    QCOMPARE(definition.resolved["threads"].get<int>(), 1);
    QCOMPARE(definition.resolved["device"].get<std::string>(), std::string("cpu"));
    QCOMPARE(definition.resolved["dtype"].get<std::string>(), std::string("fp32"));
    QVERIFY(definition.resolved["tokens_per_pass"].get<int>() > 0);
    QVERIFY(definition.resolved["activation_memory"].get<int>() > 0);
    QCOMPARE(definition.resolved["data"].size(), std::size_t(2));
    QCOMPARE(definition.experiment["train"][0]["warmup"].get<double>(), 0.03);  // a default
}

/// It runs again from the folder, wherever its own file has gone.
void RunTest::theFolderHoldsTheExperimentAsItRan() {
    const auto file = runFolder() / "experiment.json";
    const auto kept = experiment::experimentFromJson(experiment::readExperimentFile(file), "/");
    const auto first = experiment::experimentFromJson(experiment::readExperimentFile(m_file),
                                                      m_file.parent_path());
    QCOMPARE(kept.train.size(), first.train.size());
    QCOMPARE(kept.seed, first.seed);
    QVERIFY(fs::path(kept.data.train.at(0)).is_absolute());
    QVERIFY(fs::exists(kept.data.train.at(0)));
}

void RunTest::aSecondRunIsTheSame() {
    const fs::path again = m_folder.filePath("again").toStdString();
    Recorder recorder;
    const auto run = runOf(m_file, again, recorder);
    const auto file = differingFile(again / "runs" / run / "adapters", runFolder() / "adapters");
    QVERIFY2(file.empty(), file.c_str());
    const auto model =
        differingFile(again / "runs" / run / "reward-models", runFolder() / "reward-models");
    QVERIFY2(model.empty(), model.c_str());
    const auto event = firstDifference(course(again, run), course(workspace(), m_run));
    QVERIFY2(event.empty(), event.c_str());
    const auto response = firstDifference(responsesOf(again, run), responsesOf(workspace(), m_run));
    QVERIFY2(response.empty(), response.c_str());
}

/// Seen from outside: an answer that changes, changes one of the two models and only one.
void RunTest::rewardModelsReadDisjointHalves() {
    auto alone = tinyExperiment();
    for (const auto* part : {"candidates", "train", "evaluate"}) {
        alone.erase(part);
    }
    const auto modelsAfter = [&](int changed) {
        const fs::path folder = m_folder.filePath(QString("changed-%1").arg(changed)).toStdString();
        const auto file = writeExperiment(folder, alone);
        auto pairs = linesOf(folder / "train.jsonl");
        if (changed >= 0) {
            pairs[static_cast<std::size_t>(changed)]["chosen"] = "Quite another answer.";
        }
        writeLines(folder / "train.jsonl", pairs);
        Recorder recorder;
        const auto run = runOf(file, folder / "work", recorder);
        return folder / "work" / "runs" / run / "reward-models";
    };
    const auto before = modelsAfter(-1);
    const auto same = differingFile(before, runFolder() / "reward-models");
    QVERIFY2(same.empty(), same.c_str());  // what comes after does not touch them
    std::set<std::string> touched;
    for (const int changed : {0, 1, 2, 3, 4}) {
        const auto after = modelsAfter(changed);
        std::set<std::string> differing;
        for (const auto* name : {"rm", "rm_star"}) {
            if (!differingFile(after / name, before / name).empty()) {
                differing.insert(name);
            }
        }
        QCOMPARE(differing.size(), std::size_t(1));
        touched.insert(*differing.begin());
    }
    QCOMPARE(touched.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(RunTest)
#include "run_test.moc"
