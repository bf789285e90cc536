// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/log_sigmoid.h"
#include "core/objectives/log_sum_exp.h"
#include "core/objectives/one_query.h"

using namespace lire::objectives;

class LogFormsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void logSumExpIsExactFarOut_data() {
        QTest::addColumn<Numbers>("x");
        QTest::addColumn<double>("sum");
        QTest::newRow("one") << Numbers{-1e5} << -1e5;
        QTest::newRow("two alike") << Numbers{1e5, 1e5} << 1e5 + std::log(2.0);
        QTest::newRow("all tiny") << Numbers{-1e5, -1e5, -1e5} << -1e5 + std::log(3.0);
        QTest::newRow("far apart") << Numbers{1e5, -1e5} << 1e5;
        QTest::newRow("near 0") << Numbers{0, std::log(2.0)} << std::log(3.0);
    }

    void logSumExpIsExactFarOut() {
        QFETCH(Numbers, x);
        QFETCH(double, sum);
        QVERIFY(std::abs(logSumExp(x) - sum) <= 1e-15 * std::max(1.0, std::abs(sum)));
    }

    void softmaxSharesSumToOne() {
        const auto shares = softmax(Numbers{0, std::log(3.0), -1e5});
        QVERIFY(std::abs(shares[0] - 0.25) < 1e-15);
        QVERIFY(std::abs(shares[1] - 0.75) < 1e-15);
        QCOMPARE(shares[2], 0.0);
        QCOMPARE(softmax(Numbers{1e5, 1e5}), (Numbers{0.5, 0.5}));
    }

    void logSigmoidHoldsInBothTails_data() {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("value");
        QTest::newRow("0") << 0.0 << -std::log(2.0);
        QTest::newRow("far below") << -1e5 << -1e5;
        QTest::newRow("far above") << 1e5 << 0.0;
        QTest::newRow("above: the tail is kept") << 40.0 << -4.248354255291589e-18;
        QTest::newRow("1") << 1.0 << -0.3132616875182228;
    }

    void logSigmoidHoldsInBothTails() {
        QFETCH(double, x);
        QFETCH(double, value);
        QVERIFY(std::abs(logSigmoid(x) - value) <= 1e-15 * std::abs(value));
    }

    void sigmoidHoldsInBothTails() {
        QCOMPARE(sigmoid(0.0), 0.5);
        QCOMPARE(sigmoid(-1e5), 0.0);
        QCOMPARE(sigmoid(1e5), 1.0);
        QVERIFY(std::abs(sigmoid(-40.0) / 4.248354255291589e-18 - 1.0) < 1e-15);
    }
};

QTEST_GUILESS_MAIN(LogFormsTest)
#include "log_forms_test.moc"
