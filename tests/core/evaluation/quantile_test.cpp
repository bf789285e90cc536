// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/quantile.h"

#include <QTest>
#include <cmath>

using namespace lire::evaluation;

class QuantileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void interpolatesBetweenOrderStatistics_data() {
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("value");
        QTest::newRow("least") << 0.0 << 1.0;
        QTest::newRow("greatest") << 1.0 << 10.0;
        QTest::newRow("median") << 0.5 << 3.0;
        QTest::newRow("between") << 0.9 << 3.0 + 0.7 * 7.0;  // position 2.7 of 0 to 3
    }

    void interpolatesBetweenOrderStatistics() {
        QFETCH(double, share);
        QFETCH(double, value);
        const std::vector<double> values =
            share == 0.5 ? std::vector<double>{3, 10, 1} : std::vector<double>{10, 1, 3, 2};
        QVERIFY(std::abs(quantile(values, share) - value) < 1e-12);
    }

    void oneValueIsEveryQuantile() {
        QCOMPARE(quantile({4.5}, 0.025), 4.5);
        QCOMPARE(quantile({4.5}, 0.975), 4.5);
    }

    void normalQuantilesAreTheTables_data() {
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("value");
        QTest::newRow("median") << 0.5 << 0.0;
        QTest::newRow("97.5 %") << 0.975 << 1.959963984540054;
        QTest::newRow("2.5 %") << 0.025 << -1.959963984540054;
        QTest::newRow("80 %") << 0.8 << 0.8416212335729143;
        QTest::newRow("one in a million") << 1e-6 << -4.753424308822899;
    }

    void normalQuantilesAreTheTables() {
        QFETCH(double, share);
        QFETCH(double, value);
        QVERIFY(std::abs(normalQuantile(share) - value) < 1e-12);
    }
};

QTEST_GUILESS_MAIN(QuantileTest)
#include "quantile_test.moc"
