// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

class RrhfTest : public QObject {
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
        const Numbers four{-12, -10.5, -14, -11};
        // p = -1.2, -1.5, -0.7, -1: 0.5 + 0.3 + 0.5 + 0.8 + 0.3, all but (3, 0).
        QTest::newRow("four responses, the ranking term")
            << four << ranked << Numbers{10, 7, 20, 11} << Numbers{} << R"({"sft_weight":0})" << 2.4
            << Numbers{0.0, -3.0 / 7, 3.0 / 20, 0.0};
        QTest::newRow("lengths of one number: sums")
            << Numbers{-3, -1} << Numbers{1, 0} << Numbers{} << Numbers{} << R"({"sft_weight":0})"
            << 2.0 << Numbers{-1, 1};
        QTest::newRow("length penalty 0: sums, whatever the lengths")
            << Numbers{-3, -1} << Numbers{1, 0} << Numbers{9, 2} << Numbers{}
            << R"({"sft_weight":0,"length_penalty":0})" << 2.0 << Numbers{-1, 1};
        QTest::newRow("length penalty 0.5")
            << Numbers{-6, -1} << Numbers{1, 0} << Numbers{4, 1} << Numbers{}
            << R"({"sft_weight":0,"length_penalty":0.5})" << 2.0 << Numbers{-0.5, 1};
        QTest::newRow("in order already: the SFT term alone")
            << Numbers{-2, -9} << Numbers{1, 0} << Numbers{2, 3} << Numbers{} << "{}" << 1.0
            << Numbers{-0.5, 0};
        QTest::newRow("equal rewards: the SFT term alone")
            << Numbers{-4, -1} << Numbers{1, 1} << Numbers{2, 1} << Numbers{} << "{}" << 2.0
            << Numbers{-0.5, 0};
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
            "rrhf",
            {.logprobs = logprobs, .rewards = rewards, .lengths = lengths, .reference = reference},
            nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-8);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
};

QTEST_GUILESS_MAIN(RrhfTest)
#include "rrhf_test.moc"
