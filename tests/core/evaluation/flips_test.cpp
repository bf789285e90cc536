// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/flips.h"

#include <QTest>

#include "core/error.h"

using namespace lire::evaluation;
using Prompts = std::vector<ScoredPrompt>;

class FlipsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAFlipInThreeWays() {
        // Reference 0 throughout; baseline wins three times of four.
        const Prompts baseline{{.rewards = {1.0}, .referenceRewards = {0.0}},
                               {.rewards = {2.0}, .referenceRewards = {0.0}},
                               {.rewards = {0.5}, .referenceRewards = {0.0}},
                               {.rewards = {-1.0}, .referenceRewards = {0.0}}};
        const Prompts policy{
            {.rewards = {0.75}, .referenceRewards = {0.0}},   // lower, still a win
            {.rewards = {-1.25}, .referenceRewards = {0.0}},  // a win turned to a loss
            {.rewards = {3.0}, .referenceRewards = {0.0}},    // higher
            {.rewards = {-1.0}, .referenceRewards = {0.0}}};  // as before
        const auto flips = countFlips(policy, baseline, {});
        QCOMPARE(*flips.dropRate, 0.5);
        QCOMPARE(*flips.gainRate, 0.25);
        QCOMPARE(*flips.meanDrop, (-0.25 - 3.25) / 2);
        QCOMPARE(*flips.referenceFlipRate, 0.25);
        QCOMPARE(*flips.relativeFlipRate, 1.0 / 3);
    }

    void withinTheFlipEpsilonNothingFlips() {
        const Prompts baseline{{.rewards = {1.0}}, {.rewards = {1.0}}, {.rewards = {1.0}}};
        const Prompts policy{{.rewards = {0.75}}, {.rewards = {1.25}}, {.rewards = {0.5}}};
        const auto flips = countFlips(policy, baseline, {.flipEpsilon = 0.25});
        QCOMPARE(*flips.dropRate, 1.0 / 3);
        QCOMPARE(*flips.gainRate, 0.0);
        QCOMPARE(*flips.meanDrop, -0.5);
    }

    void aTieWithTheReferenceIsNoFlip() {
        const Prompts baseline{{.rewards = {1.0}, .referenceRewards = {0.0}}};
        const Prompts policy{{.rewards = {0.0}, .referenceRewards = {0.0}}};
        QCOMPARE(*countFlips(policy, baseline, {}).referenceFlipRate, 0.0);
        const Prompts lower{{.rewards = {-0.25}, .referenceRewards = {0.0}}};
        QCOMPARE(*countFlips(lower, baseline, {.epsilon = 0.25}).referenceFlipRate, 0.0);
        QCOMPARE(*countFlips(lower, baseline, {.epsilon = 0.125}).referenceFlipRate, 1.0);
    }

    void promptsCountAlikeWhateverTheirResponses() {
        const Prompts baseline{{.rewards = {1, 1, 1, 1}}, {.rewards = {1}}};
        const Prompts policy{{.rewards = {0, 0, 0, 0}}, {.rewards = {2}}};
        const auto flips = countFlips(policy, baseline, {});
        QCOMPARE(*flips.dropRate, 0.5);
        QCOMPARE(*flips.gainRate, 0.5);
        QCOMPARE(*flips.meanDrop, -1.0);
    }

    void eachResponseHasAReferenceOfItsOwn() {
        // Of three responses one lost its win, one was no win, one is compared with nothing.
        const std::vector<std::optional<double>> references{0.0, 4.0, std::nullopt};
        const Prompts baseline{{.rewards = {1.0, 1.0, 1.0}, .referenceRewards = references}};
        const Prompts policy{{.rewards = {-1.0, -1.0, -1.0}, .referenceRewards = references}};
        const auto flips = countFlips(policy, baseline, {});
        QCOMPARE(*flips.dropRate, 1.0);
        QCOMPARE(*flips.referenceFlipRate, 0.5);
        QCOMPARE(*flips.relativeFlipRate, 1.0);
    }

    void aRateWithoutADenominatorIsEmpty() {
        const Prompts alike{{.rewards = {1.0}}};
        const auto flips = countFlips(alike, alike, {});
        QCOMPARE(*flips.dropRate, 0.0);
        QVERIFY(!flips.meanDrop);
        QVERIFY(!flips.referenceFlipRate);
        QVERIFY(!flips.relativeFlipRate);
        const Prompts lost{{.rewards = {-1.0}, .referenceRewards = {0.0}}};
        const auto withReference = countFlips(lost, lost, {});
        QCOMPARE(*withReference.referenceFlipRate, 0.0);
        QVERIFY(!withReference.relativeFlipRate);
        QVERIFY(!countFlips({}, {}, {}).dropRate);
    }

    void refusesListsThatDoNotPair() {
        const Prompts one{{.rewards = {1.0}}};
        const Prompts two{{.rewards = {1.0}}, {.rewards = {1.0}}};
        const Prompts wide{{.rewards = {1.0, 2.0}}};
        const auto sentence = [](const Prompts& policy, const Prompts& baseline) {
            try {
                countFlips(policy, baseline, {});
            } catch (const lire::Error& error) {
                return QString(error.what());
            }
            return QString();
        };
        QCOMPARE(
            sentence(one, two),
            QString("the policy has 1 prompts, the baseline 2; evaluate both on the same prompts"));
        QCOMPARE(
            sentence(wide, one),
            QString("prompt 0 has 2 responses of the policy and 1 of the baseline; sample as many "
                    "responses a prompt from both"));
    }
};

QTEST_GUILESS_MAIN(FlipsTest)
#include "flips_test.moc"
