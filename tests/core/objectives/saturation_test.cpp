// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/saturation.h"

#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

class SaturationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void measuresTheSoftmax_data() {
        QTest::addColumn<Numbers>("logprobs");
        QTest::addColumn<double>("temperature");
        QTest::addColumn<double>("largest");
        QTest::addColumn<double>("candidates");
        QTest::newRow("one response") << Numbers{-40} << 2.0 << 1.0 << 1.0;
        QTest::newRow("alike: all M count") << Numbers{-3, -3, -3, -3} << 2.0 << 0.25 << 4.0;
        QTest::newRow("two of four") << Numbers{-3, -3, -1e5, -1e5} << 2.0 << 0.5 << 2.0;
        QTest::newRow("three to one")
            << Numbers{0, -2.0 * std::log(3.0)} << 2.0 << 0.75 << 1.0 / (0.5625 + 0.0625);
        QTest::newRow("sums at T = 2: one counts")
            << Numbers{-60, -95, -80, -120} << 2.0 << 0.999954577 << 1.000090851;
    }

    void measuresTheSoftmax() {
        QFETCH(Numbers, logprobs);
        QFETCH(double, temperature);
        QFETCH(double, largest);
        QFETCH(double, candidates);
        const auto got = saturation(logprobs, temperature);
        QVERIFY(std::abs(got.maxProbability - largest) < 1e-9);
        QVERIFY(std::abs(got.effectiveCandidates - candidates) < 1e-8);
    }

    void gradientWeightSumsSizes() {
        QCOMPARE(gradientWeight(Numbers{0.5, -0.25, 0.0, -1.0}), 1.75);
        QCOMPARE(gradientWeight({}), 0.0);
    }
};

QTEST_GUILESS_MAIN(SaturationTest)
#include "saturation_test.moc"
