// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

class PgTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsTheFormula_data() {
        QTest::addColumn<Numbers>("logprobs");
        QTest::addColumn<Numbers>("rewards");
        QTest::addColumn<Numbers>("lengths");
        QTest::addColumn<Numbers>("reference");
        QTest::addColumn<QString>("options");
        QTest::addColumn<double>("loss");
        QTest::addColumn<Numbers>("gradient");

        QTest::newRow("the paper: no baseline") << Numbers{-2, -4} << Numbers{3, 1} << Numbers{}
                                                << Numbers{} << "{}" << 5.0 << Numbers{-1.5, -0.5};
        QTest::newRow("the mean as baseline")
            << Numbers{-2, -4} << Numbers{3, 1} << Numbers{} << Numbers{}
            << R"({"baseline":"mean"})" << -1.0 << Numbers{-0.5, 0.5};
        QTest::newRow("one response is pushed still")
            << Numbers{-7} << Numbers{2} << Numbers{} << Numbers{} << "{}" << 14.0 << Numbers{-2};
        QTest::newRow("equal rewards, their mean as baseline")
            << Numbers{-2, -4, -9} << Numbers{0.3, 0.3, 0.3} << Numbers{} << Numbers{}
            << R"({"baseline":"mean"})" << 0.0 << Numbers{0, 0, 0};
        QTest::newRow("four responses")
            << Numbers{-12, -10.5, -14, -11} << Numbers{0.2, 1, -0.5, 0.7} << Numbers{} << Numbers{}
            << "{}" << 3.4 << Numbers{-0.05, -0.25, 0.125, -0.175};
    }

    void followsTheFormula() {
        QFETCH(Numbers, logprobs);
        QFETCH(Numbers, rewards);
        QFETCH(Numbers, lengths);
        QFETCH(Numbers, reference);
        QFETCH(QString, options);
        QFETCH(double, loss);
        QFETCH(Numbers, gradient);
        const auto got = evaluated(
            "pg",
            {.logprobs = logprobs, .rewards = rewards, .lengths = lengths, .reference = reference},
            nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-8);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
};

QTEST_GUILESS_MAIN(PgTest)
#include "pg_test.moc"
