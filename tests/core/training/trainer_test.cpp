// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/checkpoint.h"
#include "core/training/tiny_training.h"

using namespace lire;
using namespace lire::training;

namespace {

TrainSettings shortTraining() {
    return {
        .epochs = 2, .batch = 2, .learningRate = 0.01, .weightDecay = 0.01, .clip = 0.5, .seed = 4};
}

/// Losses of the steps of a run of `train`.
struct Told {
    std::vector<StepReport> steps = {};
    std::function<void(const StepReport&)> sink() {
        return [this](const StepReport& report) { steps.push_back(report); };
    }
};

}  // namespace

class TrainerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void threeStepsAreTorchs_data() {
        QTest::addColumn<int>("row");
        const auto& rows = tiny::golden()["training"];
        for (std::size_t row = 0; row < rows.size(); ++row) {
            QTest::newRow(rows[row]["title"].get<std::string>().c_str()) << static_cast<int>(row);
        }
    }
    void threeStepsAreTorchs() {
        QFETCH(int, row);
        const auto& want = tiny::golden()["training"][static_cast<std::size_t>(row)];
        const QTemporaryDir directory;
        tiny::Training training(directory.path().toStdString());
        const auto queries = tiny::queries();
        const TrainSettings settings{
            .epochs = 3,
            // A schedule so long that three steps do not leave its top: a fixed rate.
            .totalSteps = want["scheduled"] ? 0 : 1'000'000'000,
            .batch = static_cast<std::int64_t>(queries.size()),
            .learningRate = want["peak"],
            .warmupShare = want["scheduled"] ? want["warmup_share"].get<double>() : 0.0,
            .weightDecay = want["weight_decay"],
            .clip = want["clip"]};
        Told told;
        QVERIFY(training.trainer->train(queries, settings, {}, told.sink()) == TrainEnd::Done);
        QCOMPARE(told.steps.size(), want["steps"].size());
        for (std::size_t step = 0; step < told.steps.size(); ++step) {
            const auto& got = told.steps[step];
            const auto& golden = want["steps"][step];
            const auto wrong =
                tiny::difference({{got.loss,
                                   got.gradientNorm / golden["gradient_norm"].get<double>(),
                                   got.learningRate}},
                                 {{golden["loss"], 1.0, golden["learning_rate"]}},
                                 tiny::logprobTolerance);
            QVERIFY2(wrong.isEmpty(), qPrintable(QString("step %1: ").arg(step) + wrong));
        }
        const auto wrong = tiny::difference(training.policy.logprobs(tiny::lists()).sums,
                                            want["sums_after"].get<tiny::Rows>(),
                                            1e-3);  // three steps of AdamW widen fp32's rounding
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void theTokenBudgetChangesNothing_data() {
        QTest::addColumn<qlonglong>("tokens");
        for (const qlonglong tokens : {1, 20, 50}) {
            QTest::addRow("%lld tokens a pass", tokens) << tokens;
        }
    }
    void theTokenBudgetChangesNothing() {
        QFETCH(qlonglong, tokens);
        const QTemporaryDir directory;
        const auto run = [&](std::int64_t budget) {
            tiny::Training training(directory.filePath(QString::number(budget)).toStdString());
            auto settings = shortTraining();
            settings.tokensPerPass = budget;
            Told told;
            training.trainer->train(tiny::queries(), settings, {}, told.sink());
            std::vector<double> losses;
            for (const auto& step : told.steps) {
                losses.push_back(step.loss);
            }
            return std::pair(losses, training.policy.logprobs(tiny::lists()).sums);
        };
        const auto [losses, sums] = run(tokens);
        const auto [wantLosses, wantSums] = run(8192);
        const auto wrong =
            tiny::difference({losses}, {wantLosses}, 1e-4) + tiny::difference(sums, wantSums, 1e-3);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void theLossFalls() {
        const QTemporaryDir directory;
        tiny::Training training(directory.path().toStdString());
        Told told;
        auto settings = shortTraining();
        settings.epochs = 10;
        settings.batch = 5;
        training.trainer->train(tiny::queries(), settings, {}, told.sink());
        QVERIFY(told.steps.back().loss < told.steps.front().loss - 0.005);
    }

    void reportsSayWhatTheyMean() {
        const QTemporaryDir directory;
        tiny::Training training(directory.path().toStdString());
        Told told;
        auto settings = shortTraining();
        settings.batch = 5;
        const auto queries = tiny::queries();
        training.trainer->train(queries, settings, {}, told.sink());
        QCOMPARE(told.steps.size(), std::size_t{2});
        const auto& step = told.steps[0];
        QCOMPARE(step.step, std::int64_t{1});
        QCOMPARE(step.steps, std::int64_t{2});
        QCOMPARE(step.epoch, 1.0);
        double responses = 0.0;
        double tokens = 0.0;
        double rewards = 0.0;
        std::int64_t computed = 0;
        for (const auto& query : queries) {
            computed += static_cast<std::int64_t>(models::tokenCount(query.list));
            for (std::size_t j = 0; j < query.rewards.size(); ++j) {
                responses += 1.0;
                tokens += static_cast<double>(query.list.responses[j].size());
                rewards += query.rewards[j];
            }
        }
        QVERIFY(std::abs(step.responseTokens - tokens / responses) < 1e-12);
        QVERIFY(std::abs(step.rewardMean - rewards / responses) < 1e-12);
        QCOMPARE(step.tokens, computed);
        double sum = 0.0;
        for (const auto& row : tiny::golden()["adapters"]["adapter_qv"]["sums"].get<tiny::Rows>()) {
            for (const double value : row) {
                sum += value;
            }
        }
        QVERIFY(std::abs(step.logprobMean - sum / tokens) < 1e-3);
        QVERIFY(step.maxProbability > 0.2 && step.maxProbability <= 1.0);
        QVERIFY(step.effectiveCandidates >= 1.0 && step.effectiveCandidates <= 4.0);
        QVERIFY(step.gradientNorm > 0.0 && step.peakBytes > 0);
    }

    void resumedItIsTheUninterruptedOne_data() {
        QTest::addColumn<int>("stopAfter");
        QTest::addColumn<int>("checkpointEvery");
        // Three steps an epoch, two epochs a round, two rounds.
        QTest::newRow("in the middle of an epoch") << 2 << 0;
        QTest::newRow("between epochs") << 3 << 0;
        QTest::newRow("between rounds") << 6 << 0;
        QTest::newRow("in the second round") << 8 << 0;
        QTest::newRow("at a checkpoint") << 4 << 2;
    }
    void resumedItIsTheUninterruptedOne() {
        QFETCH(int, stopAfter);
        QFETCH(int, checkpointEvery);
        auto settings = shortTraining();
        settings.totalSteps = 12;
        settings.checkpointEvery = checkpointEvery;
        const QTemporaryDir directory;
        const auto queries = tiny::queries();

        tiny::Training whole(directory.filePath("whole").toStdString());
        Told want;
        for (int round = 0; round < 2; ++round) {
            whole.trainer->train(queries, settings, {}, want.sink());
        }

        const auto folder = directory.filePath("parts").toStdString();
        Told got;
        {
            tiny::Training first(folder);
            QVERIFY(!first.trainer->resume());
            std::stop_source stop;
            const auto sink = [&](const StepReport& report) {
                got.steps.push_back(report);
                if (report.step == stopAfter) {
                    stop.request_stop();
                }
            };
            while (first.trainer->train(queries, settings, stop.get_token(), sink) ==
                       TrainEnd::Done &&
                   first.trainer->roundsDone() < 2) {
            }
            QCOMPARE(first.trainer->step(), std::int64_t{stopAfter});
        }
        tiny::Training second(folder);
        QVERIFY(second.trainer->resume());
        QCOMPARE(second.trainer->step(), std::int64_t{stopAfter});
        while (second.trainer->roundsDone() < 2) {
            second.trainer->train(queries, settings, {}, got.sink());
        }
        QCOMPARE(got.steps.size(), want.steps.size());
        for (std::size_t i = 0; i < want.steps.size(); ++i) {
            QCOMPARE(got.steps[i].step, want.steps[i].step);
            QVERIFY(got.steps[i].loss == want.steps[i].loss);  // bit for bit
            QVERIFY(got.steps[i].gradientNorm == want.steps[i].gradientNorm);
            QVERIFY(got.steps[i].learningRate == want.steps[i].learningRate);
        }
        QVERIFY(tiny::same(second.values(), whole.values()));
    }

    /// What a kill leaves between a checkpoint's write and its rename.
    void aCheckpointThatWasNotRenamedCountsForNothing() {
        auto settings = shortTraining();
        settings.checkpointEvery = 2;
        const QTemporaryDir directory;
        tiny::Training whole(directory.filePath("whole").toStdString());
        whole.trainer->train(tiny::queries(), settings, {}, {});

        const std::filesystem::path folder = directory.filePath("parts").toStdString();
        {
            tiny::Training first(folder);
            std::stop_source stop;
            first.trainer->train(
                tiny::queries(), settings, stop.get_token(), [&](const StepReport& report) {
                    if (report.step == 3) {
                        stop.request_stop();
                    }
                });
        }
        std::filesystem::rename(folder / "step-00000003", folder / "step-00000003.tmp");
        tiny::Training second(folder);
        QVERIFY(second.trainer->resume());
        QCOMPARE(second.trainer->step(), std::int64_t{2});
        second.trainer->train(tiny::queries(), settings, {}, {});
        QVERIFY(tiny::same(second.values(), whole.values()));
    }

    void twoTrainingsDoNotShareAFolder() {
        const QTemporaryDir directory;
        const auto folder = directory.path().toStdString();
        tiny::Training first(folder);
        first.trainer->train(tiny::queries(), shortTraining(), {}, {});
        tiny::Training second(folder);
        QCOMPARE(tiny::sentenceOf(
                     [&] { second.trainer->train(tiny::queries(), shortTraining(), {}, {}); }),
                 QString::fromStdString(folder) +
                     ": holds the checkpoints of an earlier training; "
                     "resume that one, or begin in another folder");
    }

    void checkpointsSayWhatTheTrainingIs() {
        const QTemporaryDir directory;
        const auto folder = directory.path().toStdString();
        tiny::Training training(folder);
        auto settings = shortTraining();
        settings.description = {{.name = "--batch", .value = "2"}};
        training.trainer->train(tiny::queries(), settings, {}, {});
        requireSameTraining(folder, settings.description);
        QVERIFY(tiny::sentenceOf([&] {
                    requireSameTraining(folder, {{.name = "--batch", .value = "3"}});
                }).startsWith("--batch: is 3, but the training in "));
    }

    void evaluationComesAfterItsSteps() {
        const QTemporaryDir directory;
        tiny::Training training(directory.path().toStdString());
        auto settings = shortTraining();
        settings.evaluateEvery = 2;
        std::vector<std::int64_t> steps;
        training.trainer->train(
            tiny::queries(), settings, {}, {}, [&](std::int64_t step) { steps.push_back(step); });
        QCOMPARE(steps, (std::vector<std::int64_t>{2, 4, 6}));
    }

    void aRunawayLossStopsWithASentence() {
        const QTemporaryDir directory;
        tiny::Training training(directory.path().toStdString());
        auto settings = shortTraining();
        settings.learningRate = 1e30;
        settings.clip = 0.0;
        const auto sentence =
            tiny::sentenceOf([&] { training.trainer->train(tiny::queries(), settings, {}, {}); });
        QVERIFY2(sentence.contains("the loss or its gradient is not a finite number"),
                 qPrintable(sentence));
    }

    void theReferenceIsTheModelWithoutItsAdapter() {
        const QTemporaryDir directory;
        tiny::Training training(directory.path().toStdString());
        std::size_t done = 0;
        const auto lists = tiny::lists();
        const auto got =
            referenceLogprobs(training.policy, lists, {}, [&](std::size_t count) { done = count; });
        QCOMPARE(done, lists.size());
        auto wrong = tiny::difference(got,
                                      tiny::golden()["models"]["tied"]["sums"].get<tiny::Rows>(),
                                      tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        wrong = tiny::difference(training.policy.logprobs(lists).sums,
                                 tiny::golden()["adapters"]["adapter_qv"]["sums"].get<tiny::Rows>(),
                                 tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));  // the adapter is on again
    }

    void everyWeightCanBeTrained() {
        const QTemporaryDir directory;
        auto policy = tiny::load("untied", true);
        const auto objective = tiny::lireObjective();
        Trainer trainer(policy, *objective, 2.0, directory.path().toStdString());
        Told told;
        auto settings = shortTraining();
        settings.epochs = 6;
        settings.batch = 5;
        trainer.train(tiny::queries(), settings, {}, told.sink());
        QVERIFY(told.steps.back().loss < told.steps.front().loss - 0.01);
    }
};

QTEST_GUILESS_MAIN(TrainerTest)
#include "trainer_test.moc"
