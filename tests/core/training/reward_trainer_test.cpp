// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/reward_trainer.h"

#include <numeric>

#include "core/models/tiny.h"

using namespace lire;
using namespace lire::training;

namespace {

/// Pairs that one token tells apart: the preferred response holds 40, the other 50.
std::vector<RewardPair> separablePairs() {
    std::vector<RewardPair> pairs;
    for (text::TokenId i = 0; i < 12; ++i) {
        const text::TokenId a = 100 + 3 * i;
        const text::TokenId b = 200 + 5 * i;
        pairs.push_back(
            {.list = {.prompt = {a, 7, b}, .responses = {{b, 40, a, 2}, {a, b, 50, 40 + i, 2}}}});
    }
    return pairs;
}

const models::LoraConfig lora{.rank = 4, .alpha = 16.0, .targets = {"q_proj", "v_proj", "up_proj"}};

models::RewardModel newModel() {
    return {tiny::open("tied"), tiny::compute(), &lora, 2};
}

RewardTrainSettings shortTraining() {
    return {.epochs = 3, .batch = 5, .learningRate = 0.02, .weightDecay = 0.01, .seed = 3};
}

std::vector<at::Tensor> valuesOf(models::RewardModel& model) {
    std::vector<at::Tensor> copies;
    for (const auto& parameter : model.parameters()) {
        copies.push_back(parameter.value.clone());
    }
    return copies;
}

double mean(const std::vector<double>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0) /
           static_cast<double>(numbers.size());
}

}  // namespace

class RewardTrainerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void learnsWhatTellsPairsApart() {
        const QTemporaryDir directory;
        const auto pairs = separablePairs();
        auto model = newModel();
        auto settings = shortTraining();
        settings.epochs = 8;
        std::vector<RewardStepReport> told;
        QVERIFY(trainReward(model,
                            pairs,
                            settings,
                            directory.path().toStdString(),
                            false,
                            {},
                            [&](const auto& report) { told.push_back(report); }) == TrainEnd::Done);
        QCOMPARE(told.size(), std::size_t{24});
        QCOMPARE(told.back().step, std::int64_t{24});
        QCOMPARE(told.back().epoch, 8.0);
        QVERIFY(told.back().loss < 0.1);
        QVERIFY(told.back().margin > 1.0);
        QCOMPARE(mean(rewardAccuracies(model, pairs)), 1.0);
    }

    void theLossIsBradleyTerrys() {
        const QTemporaryDir directory;
        const auto pairs = separablePairs();
        auto model = newModel();
        std::vector<models::TokenList> lists;
        for (const auto& pair : pairs) {
            lists.push_back(pair.list);
        }
        double loss = 0.0;
        double margin = 0.0;
        for (const auto& scores : model.scores(lists)) {
            loss += std::log1p(std::exp(scores[1] - scores[0])) / 12.0;
            margin += (scores[0] - scores[1]) / 12.0;
        }
        auto settings = shortTraining();
        settings.batch = 12;
        settings.epochs = 1;
        RewardStepReport told;
        trainReward(model,
                    pairs,
                    settings,
                    directory.path().toStdString(),
                    false,
                    {},
                    [&](const auto& report) { told = report; });
        QVERIFY(std::abs(told.loss - loss) < 1e-5);
        QVERIFY(std::abs(told.margin - margin) < 1e-5);
    }

    void theTokenBudgetChangesNothing() {
        const QTemporaryDir directory;
        const auto losses = [&](std::int64_t tokens) {
            auto model = newModel();
            auto settings = shortTraining();
            settings.tokensPerPass = tokens;
            std::vector<double> result;
            trainReward(model,
                        separablePairs(),
                        settings,
                        directory.filePath(QString::number(tokens)).toStdString(),
                        false,
                        {},
                        [&](const auto& report) { result.push_back(report.loss); });
            return result;
        };
        const auto wrong = tiny::difference({losses(1)}, {losses(8192)}, 1e-4);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void resumedItIsTheUninterruptedOne_data() {
        QTest::addColumn<int>("stopAfter");
        QTest::newRow("in the middle of an epoch") << 4;
        QTest::newRow("between epochs") << 6;
    }
    void resumedItIsTheUninterruptedOne() {
        QFETCH(int, stopAfter);
        const QTemporaryDir directory;
        const auto pairs = separablePairs();
        auto whole = newModel();
        trainReward(whole,
                    pairs,
                    shortTraining(),
                    directory.filePath("whole").toStdString(),
                    false,
                    {},
                    {});

        const auto folder = directory.filePath("parts").toStdString();
        auto first = newModel();
        std::stop_source stop;
        QVERIFY(trainReward(first,
                            pairs,
                            shortTraining(),
                            folder,
                            true,
                            stop.get_token(),
                            [&](const auto& report) {
                                if (report.step == stopAfter) {
                                    stop.request_stop();
                                }
                            }) == TrainEnd::Stopped);
        auto second = newModel();
        std::vector<std::int64_t> steps;
        QVERIFY(
            trainReward(second, pairs, shortTraining(), folder, true, {}, [&](const auto& report) {
                steps.push_back(report.step);
            }) == TrainEnd::Done);
        QCOMPARE(steps.size(), static_cast<std::size_t>(9 - stopAfter));
        QCOMPARE(steps.front(), static_cast<std::int64_t>(stopAfter + 1));
        const auto want = valuesOf(whole);
        const auto got = valuesOf(second);
        for (std::size_t i = 0; i < want.size(); ++i) {
            QVERIFY(got[i].equal(want[i]));  // bit for bit
        }
    }

    void twoTrainingsDoNotShareAFolder() {
        const QTemporaryDir directory;
        const auto folder = directory.path().toStdString();
        const auto begin = [&] {
            auto model = newModel();
            trainReward(model, separablePairs(), shortTraining(), folder, false, {}, {});
        };
        begin();
        QCOMPARE(tiny::sentenceOf(begin),
                 QString::fromStdString(folder) +
                     ": holds the checkpoints of an earlier training; resume that one, or begin in "
                     "another folder");
    }

    void theSameSeedGivesTheSameModel() {
        const QTemporaryDir directory;
        std::vector<std::vector<at::Tensor>> ends;
        for (const char* name : {"first", "second"}) {
            auto model = newModel();
            trainReward(model,
                        separablePairs(),
                        shortTraining(),
                        directory.filePath(name).toStdString(),
                        false,
                        {},
                        {});
            ends.push_back(valuesOf(model));
        }
        for (std::size_t i = 0; i < ends[0].size(); ++i) {
            QVERIFY(ends[0][i].equal(ends[1][i]));
        }
    }

    void accuraciesComeARowAPrompt() {
        auto model = newModel();
        model.parameters().back().value.zero_();  // the head: every score is 0
        auto pairs = separablePairs();
        pairs.resize(4);
        pairs[0].prompt = pairs[3].prompt = "a";
        pairs[1].prompt = "b";
        pairs[2].prompt = "c";
        QCOMPARE(rewardAccuraciesByPrompt(model, pairs),
                 (std::vector<std::vector<double>>{{0.5, 0.5}, {0.5}, {0.5}}));
    }

    void accuraciesCountTiesHalf() {
        auto model = newModel();
        model.parameters().back().value.zero_();  // the head: every score is 0
        const std::vector<RewardPair> pairs = {
            {.list = {.prompt = {5, 6}, .responses = {{7, 2}, {8, 2}}}}};
        QCOMPARE(rewardAccuracies(model, pairs), (std::vector<double>{0.5}));
    }
};

QTEST_GUILESS_MAIN(RewardTrainerTest)
#include "reward_trainer_test.moc"
