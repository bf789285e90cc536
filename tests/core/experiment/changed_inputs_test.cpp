// SPDX-License-Identifier: GPL-3.0-or-later
// The files that a run reads: told where they are others than at its start, and part of what makes
// two runs the same.
#include <QTemporaryDir>
#include <QTest>

#include "core/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/job_runner.h"
#include "core/experiment/resolve_run.h"
#include "core/experiment/tiny_experiment.h"
#include "core/runs/run_writer.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// Every kind of model and file that an experiment names.
nlohmann::json experimentOfOwnFiles() {
    return nlohmann::json::parse(R"({
        "format": 1, "name": "inputs", "device": "cpu", "dtype": "fp32", "threads": 1,
        "policy": {"model": "policy", "adapter": "adapter", "max_length": 96},
        "data": {"train": ["train.jsonl"], "test": ["test.jsonl"]},
        "reward_models": {
            "rm": {"model": "judge"},
            "rm_star": {"train": {"model": "backbone", "batch": 4}}},
        "train": [{"name": "dpo", "objective": "dpo", "data": "given", "batch": 4}]})");
}

/// The folder's models, data and experiment; returns the experiment's path.
fs::path writeInputs(const fs::path& folder,
                     const nlohmann::json& experiment = experimentOfOwnFiles()) {
    const auto file = writeExperiment(folder, experiment);
    const fs::path models = LIRE_TEST_DATA "/models";
    for (const auto& [from, to] :
         std::vector<std::pair<std::string, std::string>>{{"tied", "policy"},
                                                          {"adapter_qv", "adapter"},
                                                          {"classifier", "judge"},
                                                          {"sharded", "backbone"}}) {
        fs::copy(models / from, folder / to);
    }
    return file;
}

void writeBytes(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// Weights keep their size: the last byte, of the last number, becomes another. A text gets a
/// line's end.
void change(const fs::path& file) {
    auto bytes = fs::exists(file) ? bytesOf(file) : std::string();
    if (file.extension() == ".safetensors") {
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
    } else {
        bytes += "\n";
    }
    writeBytes(file, bytes);
}

/// A run that was stopped before its first stage.
std::string begun(experiment::JobRunner& runner, const fs::path& file) {
    runner.pause();
    auto run = runner.start(experiment::readExperimentFile(file), file);
    runner.stop();
    runner.wait();
    runner.unpause();
    return run;
}

/// What resume() says; empty where it says nothing.
QString refusal(experiment::JobRunner& runner, const std::string& run) {
    try {
        runner.resume(run);
    } catch (const Errors& errors) {
        return QString::fromUtf8(errors.what());
    }
    return {};
}

std::string stateOf(const fs::path& workspace, const std::string& run) {
    for (const auto& one : runs::RunReader(workspace).runs()) {
        if (one.id == run) {
            return one.state;
        }
    }
    return "absent";
}

QStringList errorsIn(const Recorder& recorder) {
    QStringList told;
    for (const auto& event : recorder.events()) {
        const auto* message = std::get_if<runs::MessageEvent>(&event.body);
        if (message != nullptr && message->level == "error") {
            told << QString::fromUtf8(
                Error(message->place, message->problem, message->mend).what());
        }
    }
    return told;
}

QString changed(const fs::path& file) {
    return QString::fromStdString(
        file.string() +
        ": has changed since the run began; put back what it was, or start a new run");
}

}  // namespace

class ChangedInputsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatHasChangedIsNamed_data();
    void whatHasChangedIsNamed();
    void theSameBytesAreNoChange();
    void everyChangeIsNamed();
    void aChangeWhileARunWaitsIsTold();
    void aMissingFileIsToldWithItsPlace();
    void aRunOfAnEarlierVersionGoesOn();
    void otherModelsAreAnotherRun_data();
    void otherModelsAreAnotherRun();
    void aRunGoesOnFromACopyWithItsOwnFiles();
    void aBuiltInIsKnownByItsName();
    void noThreadsAreTheMachines();

private:
    fs::path fresh() { return m_folder.filePath(QString::number(++m_number)).toStdString(); }

    QTemporaryDir m_folder{quickFolder()};
    int m_number = 0;
};

void ChangedInputsTest::whatHasChangedIsNamed_data() {
    QTest::addColumn<QString>("file");
    for (const char* file : {"train.jsonl",
                             "test.jsonl",
                             "policy/config.json",
                             "policy/model.safetensors",
                             "policy/tokenizer.json",
                             "policy/chat_template.jinja",
                             "policy/generation_config.json",
                             "adapter/adapter_config.json",
                             "adapter/adapter_model.safetensors",
                             "judge/model.safetensors",
                             "judge/generation_config.json",
                             "backbone/model-00002-of-00002.safetensors"}) {
        QTest::newRow(file) << file;
    }
}

void ChangedInputsTest::whatHasChangedIsNamed() {
    QFETCH(QString, file);
    const auto folder = fresh();
    const auto experiment = writeInputs(folder);
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    const auto run = begun(runner, experiment);
    const auto path = folder / file.toStdString();
    const bool wasThere = fs::exists(path);
    const auto before = bytesOf(path);
    change(path);
    QCOMPARE(refusal(runner, run), changed(path));
    if (wasThere) {
        writeBytes(path, before);
    } else {
        fs::remove(path);
    }
    QCOMPARE(refusal(runner, run), QString());
    runner.wait();
    QCOMPARE(stateOf(folder / "work", run), std::string("done"));
}

void ChangedInputsTest::theSameBytesAreNoChange() {
    const auto folder = fresh();
    const auto experiment = writeInputs(folder);
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    const auto run = begun(runner, experiment);
    for (const auto* file : {"train.jsonl", "policy/model.safetensors"}) {
        fs::last_write_time(folder / file,
                            fs::file_time_type::clock::now() + std::chrono::hours(1));
    }
    writeBytes(folder / "policy" / "README.md", "No run reads this.");
    QCOMPARE(refusal(runner, run), QString());
    runner.wait();
    QCOMPARE(stateOf(folder / "work", run), std::string("done"));
}

void ChangedInputsTest::everyChangeIsNamed() {
    const auto folder = fresh();
    const auto experiment = writeInputs(folder);
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    const auto run = begun(runner, experiment);
    QStringList sentences;
    for (const auto* file : {"train.jsonl", "test.jsonl", "judge/model.safetensors"}) {
        change(folder / file);
        sentences << changed(folder / file);
    }
    QCOMPARE(refusal(runner, run), sentences.join('\n'));
}

void ChangedInputsTest::aChangeWhileARunWaitsIsTold() {
    const auto folder = fresh();
    const auto experiment = writeInputs(folder);
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    runner.pause();
    const auto content = experiment::readExperimentFile(experiment);
    const auto first = runner.start(content, experiment);
    const auto second = runner.start(content, experiment);
    QTRY_COMPARE_WITH_TIMEOUT(
        stateOf(folder / "work", first), std::string("paused"), 20000);  // it has read its data
    change(folder / "train.jsonl");
    runner.unpause();
    runner.wait();
    QCOMPARE(stateOf(folder / "work", first), std::string("done"));
    QCOMPARE(stateOf(folder / "work", second), std::string("failed"));
    QCOMPARE(errorsIn(recorder), QStringList{changed(folder / "train.jsonl")});
}

void ChangedInputsTest::aMissingFileIsToldWithItsPlace() {
    const auto folder = fresh();
    const auto experiment = writeInputs(folder);
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    const auto run = begun(runner, experiment);
    fs::remove(folder / "train.jsonl");
    fs::remove_all(folder / "judge");
    QCOMPARE(refusal(runner, run), QString());
    runner.wait();
    QCOMPARE(stateOf(folder / "work", run), std::string("failed"));
    QStringList places;
    for (const auto& sentence : errorsIn(recorder)) {
        places << sentence.section(": ", 0, 0);
    }
    QCOMPARE(places, (QStringList{"/data/train/0", "/reward_models/rm/model"}));
}

/// Its resolved settings name no models: what is stored is compared.
void ChangedInputsTest::aRunOfAnEarlierVersionGoesOn() {
    const auto folder = fresh();
    const auto file = writeInputs(folder);
    const auto content = experiment::readExperimentFile(file);
    const auto checked = experiment::experimentFromJson(content, folder);
    auto resolved = experiment::resolveRun(checked, folder);
    resolved.erase("models");
    std::string run;
    {
        runs::RunWriter writer(folder / "work");
        run = writer.createRun(
            checked.name,
            experiment::digestOf(checked, resolved),
            {.experiment = toJson(checked), .experimentFile = file.string(), .resolved = resolved});
    }
    const auto elsewhere = writeInputs(fresh());
    change(folder / "judge" / "model.safetensors");
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    change(folder / "train.jsonl");
    QCOMPARE(refusal(runner, run), changed(folder / "train.jsonl"));
    writePairs(folder);
    QCOMPARE(runner.resumeOrStart(content, file), run);
    runner.wait();
    QCOMPARE(stateOf(folder / "work", run), std::string("done"));
    QVERIFY(runner.resumeOrStart(content, elsewhere) != run);  // its models may be others
    runner.wait();
}

void ChangedInputsTest::otherModelsAreAnotherRun_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("the same models") << "";
    QTest::newRow("the policy's weights") << "policy/model.safetensors";
    QTest::newRow("the policy's tokenizer") << "policy/tokenizer.json";
    QTest::newRow("the adapter") << "adapter/adapter_model.safetensors";
    QTest::newRow("a reward model") << "judge/model.safetensors";
    QTest::newRow("a backbone") << "backbone/model-00002-of-00002.safetensors";
}

/// The same text and data in two folders, each beside models of the same names.
void ChangedInputsTest::otherModelsAreAnotherRun() {
    QFETCH(QString, file);
    const auto folder = fresh();
    auto experiment = experimentOfOwnFiles();
    experiment["train"] = nlohmann::json::array();
    const auto a = writeInputs(folder / "a", experiment);
    const auto b = writeInputs(folder / "b", experiment);
    if (!file.isEmpty()) {
        change(folder / "b" / file.toStdString());
    }
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    const auto first = runner.resumeOrStart(experiment, a);
    runner.wait();
    const auto second = runner.resumeOrStart(experiment, b);
    runner.wait();
    QCOMPARE(second == first, file.isEmpty());
    QCOMPARE(stateOf(folder / "work", second), std::string("done"));
}

/// Its experiment in another folder is the same run, which reads the files of the first one.
void ChangedInputsTest::aRunGoesOnFromACopyWithItsOwnFiles() {
    const auto folder = fresh();
    const auto file = writeInputs(folder / "a");
    const auto copy = writeInputs(folder / "b");
    const auto content = experiment::readExperimentFile(file);
    Recorder recorder;
    experiment::JobRunner runner(folder / "work", recorder);
    const auto run = begun(runner, file);
    change(folder / "a/train.jsonl");
    try {
        runner.resumeOrStart(content, copy);
        QFAIL("no error");
    } catch (const Errors& errors) {
        QCOMPARE(QString::fromUtf8(errors.what()), changed(folder / "a/train.jsonl"));
    }
    writePairs(folder / "a");
    QCOMPARE(runner.resumeOrStart(content, copy), run);
    runner.wait();
    QCOMPARE(stateOf(folder / "work", run), std::string("done"));
}

void ChangedInputsTest::aBuiltInIsKnownByItsName() {
    const auto models = fresh();
    fs::create_directories(models);
    fs::copy_file(LIRE_TEST_DATA "/models/f32.gguf", models / "smollm2-135m-instruct.gguf");
    qputenv("LIRE_MODELS", QByteArray::fromStdString(models.string()));
    const auto folder = fresh();
    auto experiment = tinyExperiment();
    experiment["policy"]["model"] = "smollm2-135m-instruct";
    writeExperiment(folder, experiment);
    const auto resolved =
        experiment::resolveRun(experiment::experimentFromJson(experiment, folder), folder);
    qunsetenv("LIRE_MODELS");
    QVERIFY(resolved.at("models") == nlohmann::json::array());
}

void ChangedInputsTest::noThreadsAreTheMachines() {
    const auto folder = fresh();
    auto json = tinyExperiment();
    writeExperiment(folder, json);
    const auto threadsOf = [&](int threads) {
        json["threads"] = threads;
        return experiment::resolveRun(experiment::experimentFromJson(json, folder), folder)
            .at("threads")
            .get<int>();
    };
    const int machine = threadsOf(0);
    QCOMPARE(threadsOf(machine + 1), machine + 1);
    QCOMPARE(threadsOf(0), machine);
    QCOMPARE(threadsOf(1), 1);
    QCOMPARE(threadsOf(0), machine);
}

QTEST_GUILESS_MAIN(ChangedInputsTest)
#include "changed_inputs_test.moc"
