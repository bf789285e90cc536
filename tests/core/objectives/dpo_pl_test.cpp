// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

class DpoPlTest : public QObject {
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
        QTest::newRow("four responses, beta 0.1")
            << Numbers{1, -2, 0.5, 0} << ranked << Numbers{} << Numbers{} << "{}" << 3.397973307
            << Numbers{0.014064759, -0.079403895, 0.108501755, -0.043162620};
        QTest::newRow("policy and reference alike: log M!")
            << Numbers{-5, -6, -7, -8} << ranked << Numbers{} << Numbers{-5, -6, -7, -8} << "{}"
            << 3.178053830
            << Numbers{0.1 / 4 + 0.1 / 3 - 0.1 / 2,
                       -0.075,
                       0.1 / 4 + 0.1 / 3 + 0.1 / 2,
                       0.1 / 4 - 0.2 / 3};
        QTest::newRow("a pair: DPO") << Numbers{1, -1} << Numbers{1, 0} << Numbers{} << Numbers{}
                                     << "{}" << 0.598138869 << Numbers{-0.0450166, 0.0450166};
        QTest::newRow("all rewards equal: no ranking")
            << Numbers{1, -1} << Numbers{3, 3} << Numbers{} << Numbers{} << "{}" << 0.0
            << Numbers{0, 0};
        QTest::newRow("one response")
            << Numbers{1} << Numbers{3} << Numbers{} << Numbers{} << "{}" << 0.0 << Numbers{0};
        // By reward 2, 0, 1: log 3 for the first, then 0 against 1 in file order: log 2.
        QTest::newRow("ties keep the file's order")
            << Numbers{0, 0, 0} << Numbers{1, 1, 2} << Numbers{} << Numbers{} << "{}" << 1.791759469
            << Numbers{0.1 / 3 - 0.1 / 2, 0.1 / 3 + 0.1 / 2, -0.2 / 3};
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
            "dpo-pl",
            {.logprobs = logprobs, .rewards = rewards, .lengths = lengths, .reference = reference},
            nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-8);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void strongerPullAtAGreaterBeta() {
        const auto got = evaluated("dpo-pl",
                                   {.logprobs = {1, -2, 0.5, 0}, .rewards = {0.2, 1.0, -0.5, 0.7}},
                                   {{"beta", 0.5}});
        QVERIFY(std::abs(got.loss - 4.404038128) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(DpoPlTest)
#include "dpo_pl_test.moc"
