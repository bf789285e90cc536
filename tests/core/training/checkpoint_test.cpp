// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/checkpoint.h"

#include <set>

#include <ATen/ops/full.h>
#include <ATen/ops/zeros_like.h>

#include "core/models/tiny.h"

using namespace lire;
using namespace lire::training;
namespace fs = std::filesystem;

namespace {

/// Two parameters and an optimizer, all of one value.
struct State {
    explicit State(double value, const std::vector<std::int64_t>& shape = {2, 3}, int count = 2)
        : parameters(), optimizer({}, {}) {
        for (int i = 0; i < count; ++i) {
            const auto tensor = at::full(shape, value + i, at::TensorOptions(at::kFloat));
            parameters.push_back({.name = "weight" + std::to_string(i),
                                  .value = tensor,
                                  .gradient = at::zeros_like(tensor)});
        }
        optimizer = AdamW(parameters, {});
        for (int i = 0; i < count; ++i) {
            optimizer.firstMoments()[static_cast<std::size_t>(i)].fill_(10.0 * value);
            optimizer.secondMoments()[static_cast<std::size_t>(i)].fill_(100.0 * value);
        }
    }
    std::vector<models::Parameter> parameters;
    AdamW optimizer;
};

void save(const fs::path& folder, double value, const Progress& progress) {
    State state(value);
    state.optimizer.setSteps(progress.step);
    Checkpoints(folder).save(state.parameters, state.optimizer, progress);
}

std::set<std::string> namesIn(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

}  // namespace

class CheckpointTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsSavedIsLoaded() {
        const QTemporaryDir directory;
        const fs::path folder = directory.filePath("new/checkpoints").toStdString();
        save(folder, 3.0, {.step = 12, .round = 1, .stepOfRound = 4});
        State state(0.0);
        const auto progress = Checkpoints(folder).load(state.parameters, state.optimizer);
        QVERIFY(progress.has_value());
        QCOMPARE(progress->step, std::int64_t{12});
        QCOMPARE(progress->round, std::int64_t{1});
        QCOMPARE(progress->stepOfRound, std::int64_t{4});
        QCOMPARE(state.optimizer.steps(), std::int64_t{12});
        const State want(3.0);
        for (std::size_t i = 0; i < 2; ++i) {
            QVERIFY(state.parameters[i].value.equal(want.parameters[i].value));
            QCOMPARE(state.optimizer.firstMoments()[i].max().item<double>(), 30.0);
            QCOMPARE(state.optimizer.secondMoments()[i].min().item<double>(), 300.0);
        }
    }

    void nothingIsThereAtFirst() {
        const QTemporaryDir directory;
        State state(1.0);
        QVERIFY(
            !Checkpoints(directory.path().toStdString()).load(state.parameters, state.optimizer));
        QVERIFY(!Checkpoints("/nowhere").load(state.parameters, state.optimizer));
    }

    void theTwoNewestAreKept() {
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        for (const std::int64_t step : {5, 10, 15, 20}) {
            save(folder, static_cast<double>(step), {.step = step});
        }
        QCOMPARE(namesIn(folder), (std::set<std::string>{"step-00000015", "step-00000020"}));
        State state(0.0);
        QCOMPARE(Checkpoints(folder).load(state.parameters, state.optimizer)->step,
                 std::int64_t{20});
    }

    void theSameStepIsReplaced() {
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        save(folder, 1.0, {.step = 5, .stepOfRound = 5});
        save(folder, 2.0, {.step = 5, .round = 1});
        State state(0.0);
        QCOMPARE(Checkpoints(folder).load(state.parameters, state.optimizer)->round,
                 std::int64_t{1});
        QCOMPARE(state.parameters[0].value.max().item<double>(), 2.0);
        QCOMPARE(namesIn(folder), (std::set<std::string>{"step-00000005-0002"}));
        save(folder, 3.0, {.step = 6, .round = 1});  // and counts as one of the two
        QCOMPARE(namesIn(folder), (std::set<std::string>{"step-00000005-0002", "step-00000006"}));
    }

    /// A kill after the new one of a step came to its place, before the former was removed.
    void theNewerOfTheSameStepIsLoaded() {
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        save(folder, 1.0, {.step = 5, .stepOfRound = 5});
        fs::copy(folder / "step-00000005", folder / "kept", fs::copy_options::recursive);
        save(folder, 2.0, {.step = 5, .round = 1});
        fs::rename(folder / "kept", folder / "step-00000005");
        State state(0.0);
        QCOMPARE(Checkpoints(folder).load(state.parameters, state.optimizer)->round,
                 std::int64_t{1});
        save(folder, 3.0, {.step = 5, .round = 2});
        QCOMPARE(namesIn(folder), (std::set<std::string>{"step-00000005-0003"}));
    }

    void whatAKillLeftIsIgnored() {
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        save(folder, 1.0, {.step = 5});
        fs::create_directories(folder / "step-00000009.tmp");
        std::ofstream(folder / "step-00000009.tmp" / "state.safetensors") << "half";
        State state(0.0);
        QCOMPARE(Checkpoints(folder).load(state.parameters, state.optimizer)->step,
                 std::int64_t{5});
        save(folder, 2.0, {.step = 9});  // and is in no one's way
        QCOMPARE(Checkpoints(folder).load(state.parameters, state.optimizer)->step,
                 std::int64_t{9});
        QCOMPARE(namesIn(folder), (std::set<std::string>{"step-00000005", "step-00000009"}));
    }

    void aDamagedOneIsAnError_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("problem");
        QTest::newRow("no counts")
            << "state.json" << QByteArray("{}") << "is damaged: no count under \"step\"";
        QTest::newRow("no JSON") << "state.json" << QByteArray("{\"step\"") << "is damaged";
        QTest::newRow("a count that is a text")
            << "state.json" << QByteArray(R"({"step":"5","round":0,"step_of_round":0})")
            << "is damaged: no count under \"step\"";
        QTest::newRow("a negative count")
            << "state.json" << QByteArray(R"({"step":5,"round":-1,"step_of_round":0})")
            << "is damaged: no count under \"round\"";
        QTest::newRow("cut tensors")
            << "state.safetensors" << QByteArray("cut") << "the file ends inside its header";
    }
    void aDamagedOneIsAnError() {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QString, problem);
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        save(folder, 1.0, {.step = 5});
        const auto path = folder / "step-00000005" / file.toStdString();
        std::ofstream(path, std::ios::trunc) << content.toStdString();
        State state(0.0);
        const auto sentence =
            tiny::sentenceOf([&] { Checkpoints(folder).load(state.parameters, state.optimizer); });
        QVERIFY2(sentence.startsWith(QString::fromStdString(path.string())), qPrintable(sentence));
        QVERIFY2(sentence.contains(problem), qPrintable(sentence));
    }

    void aForeignOneIsAnError_data() {
        QTest::addColumn<std::vector<qlonglong>>("shape");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("problem");
        QTest::newRow("another shape")
            << std::vector<qlonglong>{3, 2} << 2
            << ", weight0: has another shape than the model that is "
               "trained; resume with the settings that the checkpoint was "
               "made with";
        QTest::newRow("fewer parameters") << std::vector<qlonglong>{2, 3} << 1
                                          << ": holds 6 tensors, the training 3; resume with the "
                                             "settings that the checkpoint was "
                                             "made with";
        QTest::newRow("more parameters") << std::vector<qlonglong>{2, 3} << 3
                                         << ": holds 6 tensors, the training 9; resume with the "
                                            "settings that the checkpoint was "
                                            "made with";
    }
    void aForeignOneIsAnError() {
        QFETCH(std::vector<qlonglong>, shape);
        QFETCH(int, count);
        QFETCH(QString, problem);
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        save(folder, 1.0, {.step = 5});
        State state(0.0, {shape.begin(), shape.end()}, count);
        const auto path = folder / "step-00000005" / "state.safetensors";
        QCOMPARE(
            tiny::sentenceOf([&] { Checkpoints(folder).load(state.parameters, state.optimizer); }),
            QString::fromStdString(path.string()) + problem);
    }

    void aFolderThatCannotBeMadeIsAnErrorOfRunning() {
        const QTemporaryDir directory;
        const fs::path file = directory.filePath("file").toStdString();
        std::ofstream(file) << "in the way";
        try {
            save(file / "checkpoints", 1.0, {.step = 5});
            QFAIL("it was saved");
        } catch (const Error& error) {
            QVERIFY(error.blame() == Blame::Running);
            QVERIFY2(QString(error.what()).contains("cannot be written"), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
