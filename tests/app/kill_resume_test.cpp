// SPDX-License-Identifier: GPL-3.0-or-later
// `lire run` killed again and again and resumed: it must end as if nothing had happened.
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <random>
#include <thread>

#include "app/lire_process.h"
#include "core/experiment/tiny_experiment.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// When a run is killed, counted from its start or resumption: after the nth event of this kind in
/// this stage, or when a checkpoint or another file of the stage is being written. Where the stage
/// ends before, at its end.
struct Moment {
    const char* what;
    std::string stage;
    std::string kind;  ///< of the event; stages: "started", "done"
    int nth = 1;
    bool writing = false;  ///< then as soon as something unfinished lies in the stage's folder
    int most = 0;          ///< random milliseconds more, at most
};

/// In the order of the stages, so that one run meets them one after another.
const std::vector<Moment> moments = {
    {"at the start", "", "running", 1, false, 5},
    {"before the first checkpoint", "rm", "step", 4, false, 2},
    {"while its checkpoint is written", "rm", "step", 10, true},
    {"in reward training", "rm", "step", 5, false, 8},
    {"while its next checkpoint is written", "rm", "step", 10, true},
    {"between its last step and its end", "rm", "accuracy", 2, false, 1},
    {"between two reward models", "rm", "done", 1, false, 2},
    {"in the second one's live accuracy", "rm_star", "accuracy", 1, false, 1},
    {"at its final accuracy", "rm_star", "final", 1, false, 0},
    {"while candidates are drawn", "candidates", "started", 1, false, 6},
    {"while the pool is written", "candidates", "score", 1, true},
    {"after the pool was scored", "candidates", "score", 1, false, 1},
    {"while the base is drawn", "base", "started", 1, false, 10},
    {"between two of its evaluations", "base", "evaluation", 1, false, 2},
    {"at its next evaluation", "base", "evaluation", 1, false, 0},
    {"at a policy's first step", "lire", "step", 1, false, 2},
    {"while its checkpoint is written", "lire", "step", 2, true},
    {"in a live evaluation", "lire", "step", 2, false, 8},
    {"after a live evaluation", "lire", "evaluation", 1, false, 2},
    {"at the round's end", "lire", "step", 2, true},
    {"while the second round draws", "lire", "step", 1, false, 12},
    {"while the second pool is written", "lire", "score", 1, true},
    {"after the second pool was scored", "lire", "score", 1, false, 2},
    {"in the second round", "lire", "step", 2, false, 3},
    {"in the second round's checkpoint", "lire", "step", 2, true},
    {"in the full evaluation", "lire", "evaluation", 1, false, 8},
    {"between two policies", "lire", "done", 1, false, 3},
    {"while reference log-probs are made", "dpo", "started", 1, false, 4},
    {"in a checkpoint at every step", "dpo", "step", 2, true},
    {"in the next checkpoint", "dpo", "step", 1, true},
    {"in the last policy", "sft", "started", 1, false, 20},
    {"while the report is written", "report", "started", 1, false, 5},
};

std::string kindOf(const nlohmann::json& event) {
    const auto kind = event.at("event").get<std::string>();
    if (kind == "stage" || kind == "state") {
        return event.at("state");
    }
    if (kind == "reward_accuracy") {
        return event.at("final").get<bool>() ? "final" : "accuracy";
    }
    return kind;
}

bool isUnfinished(const fs::path& stage) {
    std::error_code failure;  // while the run writes, what was listed may be gone
    for (fs::recursive_directory_iterator entry(stage, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (entry->path().filename().string().find(".tmp") != std::string::npos) {
            return true;
        }
    }
    return false;
}

/// The only run of a workspace; empty before it is there.
fs::path runIn(const fs::path& workspace) {
    std::error_code failure;
    const fs::directory_iterator first(workspace / "runs", failure);
    return failure || first == fs::directory_iterator() ? fs::path() : first->path();
}

}  // namespace

class KillResumeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aKilledRunEndsAsTheUninterruptedOne_data();
    void aKilledRunEndsAsTheUninterruptedOne();
    void aFinishedRunIsNotRunAgain();
    void aFinishedRunTellsWhereItsResultsLie();

private:
    fs::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    std::vector<std::string> arguments(const fs::path& workspace) const {
        return {"run", m_file.string(), "--workspace", workspace.string(), "--resume", "--quiet"};
    }
    bool killAt(const Moment& moment, const fs::path& workspace);

    QTemporaryDir m_folder;
    QTemporaryDir m_memory{quickFolder()};
    fs::path m_file;
    std::mt19937 m_random;
    int m_met = 0;
    int m_whileWriting = 0;
};

void KillResumeTest::initTestCase() {
    qputenv("GOMP_SPINCOUNT", "1000");
    m_file = writeExperiment(path("experiment"));
    LireProcess whole(arguments(path("whole")), path("whole.err"));
    const auto end = whole.wait();
    QVERIFY2(end == 0, whole.errors().c_str());
}

/// Runs until the moment and kills; false where the run ended first.
bool KillResumeTest::killAt(const Moment& moment, const fs::path& workspace) {
    LireProcess process(arguments(workspace), path("killed.err"));
    int seen = 0;
    while (const auto line = process.line()) {
        const auto event = nlohmann::json::parse(*line);
        const bool here = event["stage"] == moment.stage;
        const auto kind = kindOf(event);
        seen += here && kind == moment.kind ? 1 : 0;
        const bool met = seen == moment.nth;
        if (!met && !(here && (kind == "done" || kind == "skipped"))) {
            continue;
        }
        m_met += met ? 1 : 0;
        if (met && moment.writing) {
            const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(40);
            const auto folder = runIn(workspace) / "stages" / moment.stage;
            bool caught = false;
            while (!caught && std::chrono::steady_clock::now() < until) {
                caught = isUnfinished(folder);
            }
            m_whileWriting += caught ? 1 : 0;
        } else if (met && moment.most > 0) {
            std::uniform_int_distribution<int> microseconds(0, 1000 * moment.most);
            std::this_thread::sleep_for(std::chrono::microseconds(microseconds(m_random)));
        }
        return process.end(SIGKILL) == 128 + SIGKILL;
    }
    const auto end = process.wait();
    if (end != 0) {
        qWarning("%s", process.errors().c_str());
    }
    return false;
}

void KillResumeTest::aKilledRunEndsAsTheUninterruptedOne_data() {
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<QString>("folder");
    // A disk takes its time over each file, so that kills meet files half written; memory does not.
    QTest::newRow("on a disk") << 1U << m_folder.filePath("killed");
    QTest::newRow("in memory") << 2U << m_memory.filePath("killed");
}

void KillResumeTest::aKilledRunEndsAsTheUninterruptedOne() {
    QFETCH(unsigned, seed);
    QFETCH(QString, folder);
    m_random.seed(seed);
    m_met = m_whileWriting = 0;
    const fs::path workspace = folder.toStdString();
    int kills = 0;
    for (const auto& moment : moments) {
        const int met = m_met;
        kills += killAt(moment, workspace) ? 1 : 0;
        if (m_met == met) {
            qInfo("not met: %s (%s)", moment.what, moment.stage.c_str());
        }
    }
    LireProcess last(arguments(workspace), path("last.err"));
    const auto lines = last.lines();
    QCOMPARE(last.wait(), 0);
    QCOMPARE(nlohmann::json::parse(lines.back())["state"].get<std::string>(), std::string("done"));
    // A kill cannot be aimed at a file half written: pause_resume_test makes what such a one
    // leaves.
    qInfo("%d kills, %d at their moment, %d of them while a file was being written",
          kills,
          m_met,
          m_whileWriting);
    QVERIFY2(kills >= 25 && m_met >= 10, std::to_string(kills).c_str());

    const auto got = runIn(workspace);
    const auto want = runIn(path("whole"));
    for (const auto* part : {"adapters", "reward-models"}) {
        const auto file = differingFile(got / part, want / part);
        QVERIFY2(file.empty(), file.c_str());
    }
    const auto measured = firstDifference(measurements(workspace, got.filename().string()),
                                          measurements(path("whole"), want.filename().string()));
    QVERIFY2(measured.empty(), measured.c_str());
    const auto responses = firstDifference(responsesOf(workspace, got.filename().string()),
                                           responsesOf(path("whole"), want.filename().string()));
    QVERIFY2(responses.empty(), responses.c_str());
    QCOMPARE(runs::RunReader(workspace).runs().size(), std::size_t(1));
    QVERIFY(!isUnfinished(got / "stages"));
}

void KillResumeTest::aFinishedRunIsNotRunAgain() {
    LireProcess again(arguments(path("whole")), path("again.err"));
    const auto lines = again.lines();
    QCOMPARE(again.wait(), 0);
    QCOMPARE(lines.size(), std::size_t(1));
    const auto event = nlohmann::json::parse(lines.front());
    QCOMPARE(event["state"].get<std::string>(), std::string("done"));
    QVERIFY(fs::exists(event["report"].get<std::string>()));
}

void KillResumeTest::aFinishedRunTellsWhereItsResultsLie() {
    auto loud = arguments(path("whole"));
    std::erase(loud, "--quiet");
    LireProcess again(loud, path("again.err"));
    again.lines();
    QCOMPARE(again.wait(), 0);
    const auto told = again.errors();
    const auto run = runIn(path("whole"));
    QVERIFY2(told.find("report: " + (run / "report").string()) != std::string::npos, told.c_str());
    for (const char* result : {"adapter: ", "reward model: "}) {  // each path that is told is there
        auto at = told.find(result);
        QVERIFY2(at != std::string::npos, told.c_str());
        for (; at != std::string::npos; at = told.find(result, at + 1)) {
            const auto begin = at + std::string(result).size();
            const fs::path folder = told.substr(begin, told.find('\n', begin) - begin);
            QVERIFY2(
                fs::exists(folder / "config.json") || fs::exists(folder / "adapter_config.json"),
                folder.c_str());
        }
    }
}

QTEST_GUILESS_MAIN(KillResumeTest)
#include "kill_resume_test.moc"
