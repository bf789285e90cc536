// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/summary.h"

#include <QTest>

using namespace lire::evaluation;
using Prompts = std::vector<ScoredPrompt>;

class SummaryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void averagesWithinThePromptFirst() {
        const Prompts prompts{{.rewards = {1, 2, 3}, .referenceRewards = {2.0, 2.0, 2.0}},
                              {.rewards = {5}, .referenceRewards = {9.0}}};
        const auto summary = summarize(prompts, {}, {});
        QCOMPARE(summary.prompts, std::size_t{2});
        QCOMPARE(*summary.meanReward, 3.5);
        QCOMPARE(summary.outcomes->win, 1.0 / 6);
        QCOMPARE(summary.outcomes->tie, 1.0 / 6);
        QCOMPARE(summary.outcomes->lose, 2.0 / 3);
        QCOMPARE(summary.outcomes->winRate(), 0.25);
        // Two prompts: a resample's mean is 2, 3.5 or 5, its win rate 0.5, 0.25 or 0.
        QCOMPARE(summary.meanRewardInterval->lower, 2.0);
        QCOMPARE(summary.meanRewardInterval->upper, 5.0);
        QCOMPARE(summary.winRateInterval->lower, 0.0);
        QCOMPARE(summary.winRateInterval->upper, 0.5);
        QVERIFY(!summary.flips);
    }

    void printsTheContractsFields_data() {
        QTest::addColumn<bool>("withBaseline");
        QTest::addColumn<bool>("withReference");
        QTest::addColumn<QString>("line");
        QTest::newRow("alone, without references")
            << false << false
            << R"({"lose":null,"mean_reward":2.0,"mean_reward_interval":[2.0,2.0],"policy":"lire",)"
               R"("prompts":1,"tie":null,"win":null,"win_rate":null,"win_rate_interval":null})";
        QTest::newRow("against a baseline and references")
            << true << true
            << R"({"flips":{"drop_rate":1.0,"gain_rate":0.0,"mean_drop":-1.0,)"
               R"("reference_flip_rate":1.0,"relative_flip_rate":1.0},"lose":1.0,)"
               R"("mean_reward":2.0,"mean_reward_interval":[2.0,2.0],"policy":"lire","prompts":1,)"
               R"("tie":0.0,"win":0.0,"win_rate":0.0,"win_rate_interval":[0.0,0.0]})";
        QTest::newRow("against a baseline, without references")
            << true << false
            << R"({"flips":{"drop_rate":1.0,"gain_rate":0.0,"mean_drop":-1.0,)"
               R"("reference_flip_rate":null,"relative_flip_rate":null},"lose":null,)"
               R"("mean_reward":2.0,"mean_reward_interval":[2.0,2.0],"policy":"lire","prompts":1,)"
               R"("tie":null,"win":null,"win_rate":null,"win_rate_interval":null})";
    }

    void printsTheContractsFields() {
        QFETCH(bool, withBaseline);
        QFETCH(bool, withReference);
        QFETCH(QString, line);
        Prompts policy{{.rewards = {2}}};
        Prompts baseline{{.rewards = {3}}};
        if (withReference) {
            policy[0].referenceRewards = {2.5};
            baseline[0].referenceRewards = {2.5};
        }
        std::optional<std::span<const ScoredPrompt>> against;
        if (withBaseline) {
            against = baseline;
        }
        const auto summary = summarize(policy, against, {});
        QCOMPARE(QString::fromStdString(toJson("lire", summary).dump()), line);
    }

    void noPromptsGiveNoNumbers() {
        const auto line = toJson("lire", summarize({}, {}, {}));
        QCOMPARE(line.at("prompts").get<int>(), 0);
        QVERIFY(line.at("mean_reward").is_null());
        QVERIFY(line.at("mean_reward_interval").is_null());
    }

    void policiesWithTheSamePromptsAreResampledAlike() {
        Prompts one;
        Prompts other;
        for (int p = 0; p < 20; ++p) {
            one.push_back({.rewards = {static_cast<double>(p % 7)}});
            other.push_back({.rewards = {static_cast<double>(p % 7) + 4.0}});
        }
        const auto a = summarize(one, {}, {}).meanRewardInterval;
        const auto b = summarize(other, {}, {}).meanRewardInterval;
        QVERIFY(std::abs(b->lower - a->lower - 4.0) < 1e-12);
        QVERIFY(std::abs(b->upper - a->upper - 4.0) < 1e-12);
    }
};

QTEST_GUILESS_MAIN(SummaryTest)
#include "summary_test.moc"
