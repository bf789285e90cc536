// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/paired_difference.h"

#include <QTest>
#include <cmath>
#include <vector>

#include "core/error.h"

using namespace lire::evaluation;

class PairedDifferenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seesThroughHardAndEasyPrompts() {
        // Prompts differ by tens, the policies by 0.1 to 0.3: only pairing shows it.
        std::vector<double> a;
        std::vector<double> b;
        for (int p = 0; p < 30; ++p) {
            b.push_back(10.0 * (p % 5));
            a.push_back(b.back() + 0.1 + 0.1 * (p % 3));
        }
        const auto difference = pairedDifference(a, b, {});
        QVERIFY(std::abs(difference.mean - 0.2) < 1e-12);
        QVERIFY(difference.interval.lower > 0.15);
        QVERIFY(difference.interval.upper < 0.25);
        const auto alone = bootstrapMeanInterval(a, {});
        QVERIFY(alone->upper - alone->lower > 5.0);
    }

    void turnsRoundWithItsSides() {
        const std::vector<double> a{1, 2, 4};
        const std::vector<double> b{0, 2, 5};
        const auto forth = pairedDifference(a, b, {});
        const auto back = pairedDifference(b, a, {});
        QVERIFY(std::abs(forth.mean + back.mean) < 1e-15);
        QVERIFY(std::abs(forth.interval.lower + back.interval.upper) < 1e-12);
    }

    void refusesListsThatDoNotPair() {
        QString sentence;
        try {
            pairedDifference(std::vector<double>{1, 2}, std::vector<double>{1}, {});
        } catch (const lire::Error& error) {
            sentence = error.what();
        }
        QCOMPARE(
            sentence,
            QString("the two policies have 2 and 1 prompts; evaluate both on the same prompts, at "
                    "least one"));
    }
};

QTEST_GUILESS_MAIN(PairedDifferenceTest)
#include "paired_difference_test.moc"
