// SPDX-License-Identifier: GPL-3.0-or-later
// Commands that are interrupted, lose their terminal or can print no more: what is done is kept.
#include <chrono>
#include <thread>

#include <sys/stat.h>

#include "app/train_runs.h"
#include "core/experiment/tiny_experiment.h"
#include "core/runs/run_writer.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// Lists enough that no command is through with them before a signal reaches it.
constexpr int manyLists = 4000;

std::string lists(int count, std::size_t longest) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        const int a = 10 + i % 200;
        const nlohmann::json group = {
            {"prompt_ids", {1, a, 7}},
            {"response_ids", {std::vector<int>(longest, a), {50, a, a + 1, 2}, {60, 2}}},
            {"rewards", {1.0, 0.25, -1.0}}};
        text += group.dump() + "\n";
    }
    return text;
}

std::string quoted(const std::vector<std::string>& arguments) {
    std::string text = LIRE_PROGRAM;
    for (const auto& argument : arguments) {
        text += " '" + argument + "'";
    }
    return text;
}

}  // namespace

class InterruptTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aSignalSavesWhatIsDone_data();
    void aSignalSavesWhatIsDone();
    void aRunThatLosesItsTerminalGoesOnLater();
    void whatIgnoresTheTerminalsEndGoesOn();
    void everyCommandEndsBetweenTwoLines_data();
    void everyCommandEndsBetweenTwoLines();
    void aSampleThatIsStoppedSaysHowToGoOn();
    void theAccuracyIsNotWaitedFor();
    void aStoppedReportReplacesNothing_data();
    void aStoppedReportReplacesNothing();
    void aMergeEndsWhileItReads();
    void referenceLogprobsAreNotWaitedFor_data();
    void referenceLogprobsAreNotWaitedFor();
    void whatCannotBePrintedIsSaved_data();
    void whatCannotBePrintedIsSaved();
    void aRunThatCannotPrintIsSaved();

private:
    std::string path(const std::string& name) const { return m_folder.path(name); }
    std::vector<std::string> training(const QString& command,
                                      const std::string& out,
                                      const Given& more = {}) const {
        auto options = with(quietly(),
                            {{"--model", tinyModel},
                             {"--data", path("few.jsonl")},
                             {"--out", out},
                             {"--epochs", "400"},
                             {"--batch", "2"}});
        if (command == "train") {
            options.emplace_back("--objective", "lire");
        }
        return commandLine(command.toStdString(), with(options, more));
    }

    TrainingFolder m_folder;
};

void InterruptTest::initTestCase() {
    writeText(path("few.jsonl"), lists(5, 3));
    writeText(path("many.jsonl"), lists(manyLists, 120));
}

void InterruptTest::aSignalSavesWhatIsDone_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("signal");
    for (const char* command : {"train", "train-reward"}) {
        QTest::addRow("%s, interrupted", command) << command << SIGINT;
        QTest::addRow("%s, ended", command) << command << SIGTERM;
        QTest::addRow("%s, its terminal gone", command) << command << SIGHUP;
    }
}

void InterruptTest::aSignalSavesWhatIsDone() {
    QFETCH(QString, command);
    QFETCH(int, signal);
    const auto out = m_folder.fresh();
    std::size_t steps = 0;
    {
        LireProcess process(training(command, out), path("errors"));
        QVERIFY(process.line().has_value());
        process.signal(signal);
        steps = 1 + process.lines().size();
        QCOMPARE(process.wait(), 130);
        const auto told = QString::fromStdString(process.errors());
        QVERIFY2(told.startsWith("stopped after step " + QString::number(steps) + " of ") &&
                     told.contains("--resume"),
                 qPrintable(told));
    }
    LireProcess process(training(command, out, {{"--resume", ""}}), path("errors"));
    const auto line = process.line();
    QVERIFY(line.has_value());
    QCOMPARE(nlohmann::json::parse(*line)["step"].get<std::size_t>(), steps + 1);
}

void InterruptTest::aRunThatLosesItsTerminalGoesOnLater() {
    const auto file = writeExperiment(path("experiment"));
    const std::vector<std::string> arguments = {
        "run", file.string(), "--workspace", path("workspace"), "--quiet", "--resume"};
    {
        LireProcess process(arguments, path("errors"));
        QVERIFY(process.line().has_value());
        process.signal(SIGHUP);
        const auto lines = process.lines();
        QCOMPARE(process.wait(), 130);
        QCOMPARE(nlohmann::json::parse(lines.back())["state"].get<std::string>(),
                 std::string("stopped"));
    }
    LireProcess process(arguments, path("errors"));
    QCOMPARE(process.wait(), 0);
}

/// As `nohup` starts it.
void InterruptTest::whatIgnoresTheTerminalsEndGoesOn() {
    const auto command = quoted(training("train", m_folder.fresh(), {{"--epochs", "40"}}));
    LireProcess process({"-c", "trap '' HUP; exec " + command}, path("errors"), "sh");
    QVERIFY(process.line().has_value());
    process.signal(SIGHUP);
    QCOMPARE(process.wait(), 0);
}

void InterruptTest::everyCommandEndsBetweenTwoLines_data() {
    QTest::addColumn<QStringList>("words");
    const auto many = QString::fromStdString(path("many.jsonl"));
    const auto model = QString::fromStdString(tinyModel);
    QTest::newRow("logprobs") << QStringList{"logprobs", "--per-token", "--model", model, many};
    QTest::newRow("kl") << QStringList{
        "kl", "--model", model, "--adapter", LIRE_TEST_DATA "/models/adapter_qv", many};
    QTest::newRow("score") << QStringList{
        "score", "--reward-model", LIRE_TEST_DATA "/models/classifier", many};
    QTest::newRow("sample") << QStringList{"sample",
                                           "--responses",
                                           "4",
                                           "--sequences",
                                           "4",
                                           "--max-new-tokens",
                                           "64",
                                           "--model",
                                           model,
                                           many};
}

void InterruptTest::everyCommandEndsBetweenTwoLines() {
    QFETCH(QStringList, words);
    std::vector<std::string> arguments;
    for (const auto& word : words) {
        arguments.push_back(word.toStdString());
    }
    for (const char* more :
         {"--threads", "1", "--device", "cpu", "--quiet", "--tokens-per-pass", "256"}) {
        arguments.emplace_back(more);
    }
    LireProcess process(arguments, path("errors"));
    QVERIFY(process.line().has_value());
    process.signal(SIGINT);
    const auto lines = process.lines();
    QCOMPARE(process.wait(), 130);
    QVERIFY(lines.size() < std::size_t(manyLists) - 1);
    for (const auto& line : lines) {
        QVERIFY2(nlohmann::json::accept(line), line.c_str());
    }
}

/// A prompt without an id is drawn for by its line's number, which the rest of a file has not.
void InterruptTest::aSampleThatIsStoppedSaysHowToGoOn() {
    LireProcess process(
        commandLine("sample",
                    with(quietly(),
                         {{"--model", tinyModel}, {"--responses", "4"}, {path("many.jsonl"), ""}})),
        path("errors"));
    QVERIFY(process.line().has_value());
    process.signal(SIGINT);
    QCOMPARE(process.wait(), 130);
    QVERIFY2(process.errors().find("give the prompts after them, each with its \"id\" (its line's "
                                   "number here, where it has none)") != std::string::npos,
             process.errors().c_str());
}

/// All is saved by then; --resume measures it.
void InterruptTest::theAccuracyIsNotWaitedFor() {
    const auto out = m_folder.fresh();
    auto held = QString::fromStdString(lists(manyLists, 120));
    writeText(path("held.jsonl"), held.replace("[1,", "[3,").toStdString());  // other prompts
    const Given more = {
        {"--held-out", path("held.jsonl")}, {"--epochs", "1"}, {"--tokens-per-pass", "256"}};
    LireProcess process(training("train-reward", out, more), path("errors"));
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(out + "/config.json"), 30000);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // the rest of it is written
    process.signal(SIGINT);
    const auto begun = std::chrono::steady_clock::now();
    for (const auto& line : process.lines()) {
        QVERIFY2(line.find("held_out_accuracy") == std::string::npos, line.c_str());
    }
    QCOMPARE(process.wait(), 130);
    QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(1));
}

void InterruptTest::aStoppedReportReplacesNothing_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("reports");  ///< of two runs, of which one is drawn
    QTest::newRow("pages") << "html" << 1;
    QTest::newRow("documents") << "pdf" << 0;  // the page is drawn first
}

void InterruptTest::aStoppedReportReplacesNothing() {
    QFETCH(QString, format);
    QFETCH(int, reports);
    const auto folder = m_folder.fresh();
    fs::create_directories(folder);
    fs::copy_file(LIRE_PROGRAM "-compute", folder + "/lire-compute");
    // Beside it a studio that draws once, then for ever.
    writeText(folder + "/lire-studio",
              "#!/bin/sh\ncd '" + folder +
                  "'\nif mkdir once; then exit 0; fi\ntouch drawing\nexec sleep 60\n");
    fs::permissions(folder + "/lire-studio", fs::perms::owner_all);
    std::vector<std::string> arguments = {
        "report", "--workspace", folder, "--format", format.toStdString()};
    {
        runs::RunWriter writer(folder);
        for (const char* name : {"first", "second"}) {
            arguments.push_back(writer.createRun(name, name, {}));
            writer.receive({.run = arguments.back(), .body = runs::StateEvent{.state = "done"}});
        }
    }
    LireProcess process(arguments, path("errors"), folder + "/lire-compute");
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(folder + "/drawing"), 20000);
    process.signal(SIGINT);
    QCOMPARE(process.lines().size(), std::size_t(reports));
    QCOMPARE(process.wait(), 130);
    QCOMPARE(process.errors(), std::string());
    QVERIFY(!fs::exists(folder + "/runs/" + arguments.back() + "/report/report.html"));
}

void InterruptTest::aMergeEndsWhileItReads() {
    const auto adapter = m_folder.fresh();
    fs::create_directory(adapter);
    QCOMPARE(::mkfifo((adapter + "/adapter_config.json").c_str(), 0600), 0);  // nobody writes
    LireProcess process(
        {"merge", "--model", tinyModel, "--adapter", adapter, "--out", m_folder.fresh()},
        path("errors"));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    process.signal(SIGINT);
    QCOMPARE(process.wait(), 130);
}

void InterruptTest::referenceLogprobsAreNotWaitedFor_data() {
    QTest::addColumn<QString>("reference");
    QTest::newRow("the model itself") << QString();
    QTest::newRow("another model") << LIRE_TEST_DATA "/models/bias";
}

void InterruptTest::referenceLogprobsAreNotWaitedFor() {
    QFETCH(QString, reference);
    Given more = {{"--objective", "dpo"}, {"--data", path("many.jsonl")}};
    if (!reference.isEmpty()) {
        more.emplace_back("--reference", reference.toStdString());
    }
    auto arguments = training("train", m_folder.fresh(), more);
    std::erase(arguments, "--quiet");
    LireProcess process(arguments, m_folder.fresh());
    const auto told = [&process] {
        return process.errors().find("reference log-probs") != std::string::npos;
    };
    QTRY_VERIFY_WITH_TIMEOUT(told(), 10000);
    process.signal(SIGINT);
    const auto begun = std::chrono::steady_clock::now();
    QVERIFY(process.lines().empty());
    QCOMPARE(process.wait(), 130);
    QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(1));
}

void InterruptTest::whatCannotBePrintedIsSaved_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("output");
    for (const char* command : {"train", "train-reward"}) {
        QTest::addRow("%s, a full disk", command) << command << "> /dev/full";
        QTest::addRow("%s, a pipe closed", command) << command << "| head -1 > /dev/null";
    }
}

void InterruptTest::whatCannotBePrintedIsSaved() {
    QFETCH(QString, command);
    QFETCH(QString, output);
    const auto out = m_folder.fresh();
    const auto code = path("code");
    LireProcess process({"-c",
                         "{ " + quoted(training(command, out)) + "; echo $? > " + code + "; } " +
                             output.toStdString()},
                        path("errors"),
                        "sh");
    process.wait();
    const auto told = process.errors();
    QCOMPARE(contentOf(code), std::string("1\n"));
    QVERIFY2(std::count(told.begin(), told.end(), '\n') == 1 &&
                 told.starts_with("standard output: ") &&
                 told.find("--resume") != std::string::npos,
             told.c_str());
    LireProcess rest(training(command, out, {{"--resume", ""}}), path("errors"));
    const auto line = rest.line();
    QVERIFY(line.has_value());
    QVERIFY(nlohmann::json::parse(*line)["step"].get<int>() > 1);
}

void InterruptTest::aRunThatCannotPrintIsSaved() {
    const auto file = writeExperiment(path("unprinted"));
    const std::vector<std::string> arguments = {
        "run", file.string(), "--workspace", path("unprinted-runs"), "--quiet", "--resume"};
    LireProcess process({"-c", "exec " + quoted(arguments) + " > /dev/full"}, path("errors"), "sh");
    QCOMPARE(process.wait(), 1);
    const auto told = process.errors();
    QVERIFY2(told.starts_with("standard output: ") && told.find('\n') == told.size() - 1,
             told.c_str());
    LireProcess rest(arguments, path("errors"));
    QCOMPARE(rest.wait(), 0);
    QCOMPARE(namesIn(path("unprinted-runs") + "/runs").size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(InterruptTest)
#include "interrupt_test.moc"
