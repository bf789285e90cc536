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

void save(const fs::path& folder,
          double value,
          const Progress& progress,
          const Description& description = {}) {
    State state(value);
    state.optimizer.setSteps(progress.step);
    Checkpoints checkpoints(folder);
    checkpoints.describe(description);
    checkpoints.save(state.parameters, state.optimizer, progress);
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

    void aForeignNameIsLeftAlone_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"step-",
                                 "step-last",
                                 "step-00000099-old",
                                 "step-00000099-",
                                 "step-00000099-0002-",
                                 "step--0000099",
                                 "step-99999999999999999999",
                                 "step-00000099 (copy)",
                                 "Step-00000099"}) {
            QTest::newRow(name) << name;
        }
    }
    void aForeignNameIsLeftAlone() {
        QFETCH(QString, name);
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        fs::create_directories(folder / name.toStdString());
        QVERIFY(!hasCheckpoints(folder));
        Checkpoints(folder).requireNone();
        for (const std::int64_t step : {97, 98, 99}) {
            save(folder, 1.0, {.step = step});
        }
        QCOMPARE(namesIn(folder),
                 (std::set<std::string>{name.toStdString(), "step-00000098", "step-00000099"}));
        State state(0.0);
        QCOMPARE(Checkpoints(folder).load(state.parameters, state.optimizer)->step,
                 std::int64_t{99});
    }

    void stepsAreComparedAsNumbers() {
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        for (const std::int64_t step : {99'999'999, 100'000'000, 100'000'001}) {
            save(folder, 1.0, {.step = step});
        }
        QCOMPARE(namesIn(folder), (std::set<std::string>{"step-100000000", "step-100000001"}));
        for (int more = 0; more < 10'000; more += 9'999) {  // 0002, then 10001
            fs::create_directories(folder / ("step-100000001-" + std::to_string(2 + more)));
        }
        save(folder, 2.0, {.step = 100'000'001});
        QCOMPARE(namesIn(folder),
                 (std::set<std::string>{"step-100000000", "step-100000001-10002"}));
    }

    void anotherTrainingIsNotGoneOnWith_data() {
        QTest::addColumn<QString>("rate");
        QTest::addColumn<QString>("data");
        QTest::addColumn<QString>("sentence");
        const QString mend = "resume it with its own settings, or begin in another folder";
        QTest::newRow("the same") << "0.1"
                                  << "d1"
                                  << "";
        QTest::newRow("a number") << "0.2"
                                  << "d1"
                                  << "--rate: is 0.2, but the training in %1 was begun with 0.1; " +
                                         mend;
        QTest::newRow("a file") << "0.1"
                                << "d2"
                                << "--data: is d2.jsonl, but the training in %1 was begun with "
                                   "d1.jsonl; " +
                                       mend;
        QTest::newRow("both: the first") << "0.2"
                                         << "d2"
                                         << "--rate: is 0.2, but the training in %1 was begun "
                                            "with 0.1; " +
                                                mend;
    }
    void anotherTrainingIsNotGoneOnWith() {
        QFETCH(QString, rate);
        QFETCH(QString, data);
        QFETCH(QString, sentence);
        const auto described = [](const std::string& r, const std::string& d) {
            return Description{{.name = "--rate", .value = r},
                               {.name = "--data", .value = d, .shown = d + ".jsonl"}};
        };
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        requireSameTraining(folder, described("0.1", "d1"));  // nothing is there
        save(folder, 1.0, {.step = 5}, described("0.1", "d1"));
        const auto told = [&] {
            requireSameTraining(folder, described(rate.toStdString(), data.toStdString()));
        };
        if (sentence.isEmpty()) {
            told();
        } else {
            QCOMPARE(tiny::sentenceOf(told), sentence.arg(directory.path()));
        }
    }

    void whatAnOlderVersionDidNotDescribeIsGoneOnWith() {
        const QTemporaryDir directory;
        const fs::path folder = directory.path().toStdString();
        save(folder, 1.0, {.step = 5});
        requireSameTraining(folder, {{.name = "--rate", .value = "0.2"}});
        save(folder, 1.0, {.step = 6}, {{.name = "--rate", .value = "0.2"}});
        requireSameTraining(folder, {{.name = "--new", .value = "1"}});
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
