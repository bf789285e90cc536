// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

class ProTest : public QObject {
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

        const Numbers ranked{0.2, 1.0, -0.5, 0.7};
        QTest::newRow("four responses, the ranking term")
            << Numbers{-12, -10.5, -14, -11} << ranked << Numbers{10, 7, 20, 11} << Numbers{}
            << R"({"sft_weight":0})" << 2.706822185 + 1.448200095 + 0.883382156
            << Numbers{-0.000255315, -0.199982446, 0.057361930, -0.070660188};
        QTest::newRow("a pair of unit gap: cross-entropy of the means")
            << Numbers{-2, -6} << Numbers{1, 0} << Numbers{2, 3} << Numbers{}
            << R"({"sft_weight":0})" << 0.313261688 << Numbers{-0.134470711, 0.089647140};
        // g = t = 2: log(1 + exp(2 (s_2 - s_1))) with equal s.
        QTest::newRow("a gap is a temperature")
            << Numbers{-1, -1} << Numbers{2, 0} << Numbers{} << Numbers{} << R"({"sft_weight":0})"
            << 0.693147181 << Numbers{-1, 1};
        QTest::newRow("the SFT term is a sum, times (M - 1)^2")
            << Numbers{-6, -6, -6} << Numbers{3, 3, 3} << Numbers{2, 3, 4} << Numbers{} << "{}"
            << 1.2 << Numbers{-0.2, 0, 0};
        QTest::newRow("one response")
            << Numbers{-6} << Numbers{3} << Numbers{2} << Numbers{} << "{}" << 0.0 << Numbers{0};
        // The first against two: log 3; the tied two: t = 0, so log(1 + 1), without a slope.
        QTest::newRow("a tied tail")
            << Numbers{-1, -1, -1} << Numbers{1, 0, 0} << Numbers{} << Numbers{}
            << R"({"sft_weight":0})" << 1.791759469 << Numbers{-2.0 / 3, 1.0 / 3, 1.0 / 3};
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
            "pro",
            {.logprobs = logprobs, .rewards = rewards, .lengths = lengths, .reference = reference},
            nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-8);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
};

QTEST_GUILESS_MAIN(ProTest)
#include "pro_test.moc"
