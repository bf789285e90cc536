// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

class SftTest : public QObject {
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

        QTest::newRow("the mean over tokens") << Numbers{-12} << Numbers{1} << Numbers{4}
                                              << Numbers{} << "{}" << 3.0 << Numbers{-0.25};
        QTest::newRow("the highest reward")
            << Numbers{-1, -6, -3} << Numbers{0, 2, 1} << Numbers{1, 2, 3} << Numbers{} << "{}"
            << 3.0 << Numbers{0, -0.5, 0};
        QTest::newRow("the first of the highest")
            << Numbers{-1, -6, -3} << Numbers{0, 2, 2} << Numbers{1, 2, 3} << Numbers{} << "{}"
            << 3.0 << Numbers{0, -0.5, 0};
        QTest::newRow("no rewards at all") << Numbers{-1, -6} << Numbers{} << Numbers{2, 2}
                                           << Numbers{} << "{}" << 0.5 << Numbers{-0.5, 0};
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
            "sft",
            {.logprobs = logprobs, .rewards = rewards, .lengths = lengths, .reference = reference},
            nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-8);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void aGivenResponseWins() {
        const auto got = evaluated("sft",
                                   {.logprobs = {-1, -6},
                                    .rewards = {5, 0},
                                    .lengths = {1, 2},
                                    .sftIndex = std::size_t{1}});
        QCOMPARE(got.loss, 3.0);
        QCOMPARE(got.gradient, (Numbers{0, -0.5}));
    }
};

QTEST_GUILESS_MAIN(SftTest)
#include "sft_test.moc"
