// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/flip_epsilon.h"

#include <QTest>
#include <cmath>
#include <random>

#include "core/error.h"
#include "core/evaluation/flips.h"

using namespace lire::evaluation;

namespace {

/// A base model's rewards: how good a prompt goes, and noise of the sampling on top.
std::vector<double> sampling(std::size_t prompts, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    std::vector<double> rewards;
    for (std::size_t p = 0; p < prompts; ++p) {
        double noise = -6.0;
        for (int i = 0; i < 12; ++i) {
            noise += static_cast<double>(engine() >> 11U) * 0x1p-53;
        }
        rewards.push_back(std::sin(static_cast<double>(p)) + 0.5 * noise);
    }
    return rewards;
}

std::vector<ScoredPrompt> scored(const std::vector<double>& rewards) {
    std::vector<ScoredPrompt> prompts;
    for (const double reward : rewards) {
        prompts.push_back({.rewards = {reward}});
    }
    return prompts;
}

}  // namespace

class FlipEpsilonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anUnchangedModelHardlyFlips() {
        const double epsilon = flipEpsilon(sampling(4000, 1), sampling(4000, 2));
        const auto policy = scored(sampling(4000, 3));
        const auto baseline = scored(sampling(4000, 4));
        const auto naive = countFlips(policy, baseline, {});
        QVERIFY(std::abs(*naive.dropRate - 0.5) < 0.03);  // noise alone
        const auto flips = countFlips(policy, baseline, {.flipEpsilon = epsilon});
        QVERIFY(std::abs(*flips.dropRate - 0.05) < 0.015);
        QVERIFY(std::abs(*flips.gainRate - 0.05) < 0.015);
    }

    void isAQuantileOfTheDistance() {
        const std::vector<double> first{0, 0, 0, 0, 0};
        const std::vector<double> second{-1, 2, 3, -4, 5};
        QCOMPARE(flipEpsilon(first, second, 0.5), 3.0);
        QCOMPARE(flipEpsilon(second, first, 0.5), 3.0);
    }

    void aFewBrokenResponsesDoNotWidenIt() {
        auto second = sampling(1000, 2);
        const double before = flipEpsilon(sampling(1000, 1), second);
        for (std::size_t p = 0; p < 10; ++p) {
            second[p] = -1e6;
        }
        QVERIFY(flipEpsilon(sampling(1000, 1), second) < 1.1 * before);
    }

    void refusesListsThatDoNotPair() {
        QString sentence;
        try {
            flipEpsilon(std::vector<double>{1}, {});
        } catch (const lire::Error& error) {
            sentence = error.what();
        }
        QCOMPARE(sentence,
                 QString("the two samplings have 1 and 0 rewards; score two samplings of the same "
                         "prompts, at least one"));
    }
};

QTEST_GUILESS_MAIN(FlipEpsilonTest)
#include "flip_epsilon_test.moc"
