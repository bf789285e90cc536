// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

class SlicTest : public QObject {
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

        QTest::newRow("beyond the margin") << Numbers{-12, -13.4} << Numbers{1, 0} << Numbers{}
                                           << Numbers{} << "{}" << 0.0 << Numbers{0, 0};
        QTest::newRow("within the margin") << Numbers{-12, -12.3} << Numbers{1, 0} << Numbers{}
                                           << Numbers{} << "{}" << 0.7 << Numbers{-1, 1};
        QTest::newRow("a margin of 2") << Numbers{-12, -13.4} << Numbers{1, 0} << Numbers{}
                                       << Numbers{} << R"({"margin":2})" << 0.6 << Numbers{-1, 1};
        // (0, 1) falls short by 1 + 3 - 1 = 3; (0, 2) lies beyond the margin.
        QTest::newRow("two pairs, their mean")
            << Numbers{-3, -1, -9} << Numbers{1, 0, 0} << Numbers{} << Numbers{} << "{}" << 1.5
            << Numbers{-0.5, 0.5, 0};
        QTest::newRow("equal rewards make no pair") << Numbers{-3, -1} << Numbers{1, 1} << Numbers{}
                                                    << Numbers{} << "{}" << 0.0 << Numbers{0, 0};
        QTest::newRow("an SFT term beside it")
            << Numbers{-12, -12.3} << Numbers{1, 0} << Numbers{4, 3} << Numbers{}
            << R"({"sft_weight":0.5})" << 2.2 << Numbers{-1.125, 1};
        QTest::newRow("no pair, the SFT term alone")
            << Numbers{-12} << Numbers{1} << Numbers{4} << Numbers{} << R"({"sft_weight":0.5})"
            << 1.5 << Numbers{-0.125};
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
            "slic",
            {.logprobs = logprobs, .rewards = rewards, .lengths = lengths, .reference = reference},
            nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-8);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
};

QTEST_GUILESS_MAIN(SlicTest)
#include "slic_test.moc"
