// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/win_rate.h"

#include <QTest>

using namespace lire::evaluation;

class WinRateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void winsByMoreThanEpsilon_data() {
        QTest::addColumn<double>("reference");
        QTest::addColumn<double>("reward");
        QTest::addColumn<double>("epsilon");
        QTest::addColumn<int>("outcome");
        const auto win = static_cast<int>(Outcome::Win);
        const auto tie = static_cast<int>(Outcome::Tie);
        const auto lose = static_cast<int>(Outcome::Lose);
        QTest::newRow("greater") << 0.5 << 0.75 << 0.0 << win;
        QTest::newRow("lower") << 0.5 << 0.25 << 0.0 << lose;
        QTest::newRow("equal") << 0.5 << 0.5 << 0.0 << tie;
        QTest::newRow("greater by just epsilon") << 0.5 << 0.75 << 0.25 << tie;
        QTest::newRow("lower by just epsilon") << 0.5 << 0.25 << 0.25 << tie;
        QTest::newRow("greater by more than epsilon") << 0.5 << 0.875 << 0.25 << win;
        QTest::newRow("both negative") << -2.0 << -1.0 << 0.5 << win;
    }

    void winsByMoreThanEpsilon() {
        QFETCH(double, reference);
        QFETCH(double, reward);
        QFETCH(double, epsilon);
        QFETCH(int, outcome);
        QCOMPARE(static_cast<int>(outcomeAgainst(reference, reward, epsilon)), outcome);
    }

    void aTieIsHalfAWin() {
        const auto shares =
            outcomeShares({.rewards = {2, 1, 1, 0}, .referenceRewards = {1.0, 1.0, 1.0, 1.0}}, 0.0)
                .value();
        QCOMPARE(shares.win, 0.25);
        QCOMPARE(shares.tie, 0.5);
        QCOMPARE(shares.lose, 0.25);
        QCOMPARE(shares.winRate(), 0.5);
    }

    void eachResponseHasAReferenceOfItsOwn() {
        const auto shares =
            outcomeShares({.rewards = {2, 2, 2}, .referenceRewards = {1.0, 3.0, std::nullopt}}, 0.0)
                .value();
        QCOMPARE(shares.win, 0.5);
        QCOMPARE(shares.lose, 0.5);
    }

    void promptsCountAlikeWhateverTheirResponses() {
        const std::vector<ScoredPrompt> prompts{
            {.rewards = {2}, .referenceRewards = {1.0}},
            {.rewards = {0, 0, 0}, .referenceRewards = {1.0, 1.0, 1.0}},
        };
        QCOMPARE(meanOutcomeShares(prompts, 0.0)->winRate(), 0.5);
    }

    void promptsWithoutAReferenceAreLeftOut() {
        const std::vector<ScoredPrompt> prompts{{.rewards = {2}, .referenceRewards = {1.0}},
                                                {.rewards = {0}}};
        QCOMPARE(meanOutcomeShares(prompts, 0.0)->winRate(), 1.0);
        QVERIFY(!meanOutcomeShares(std::span(prompts).last(1), 0.0));
        QVERIFY(!meanOutcomeShares({}, 0.0));
    }
};

QTEST_GUILESS_MAIN(WinRateTest)
#include "win_rate_test.moc"
