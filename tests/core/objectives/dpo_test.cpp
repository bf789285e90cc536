// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/error.h"
#include "core/objectives/one_query.h"

using namespace lire::objectives;

class DpoTest : public QObject {
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

        const Numbers first{1, 0};
        // Expected values of a public implementation's own test (torchtune, DPO loss).
        QTest::newRow("policy and reference alike: log 2")
            << Numbers{-0.5, -0.1} << first << Numbers{} << Numbers{-0.5, -0.1} << "{}"
            << 0.693147181 << Numbers{-0.05, 0.05};
        QTest::newRow("ten nats better than the reference")
            << Numbers{-10, -30} << first << Numbers{} << Numbers{-10.1, -20.1} << "{}"
            << 0.313261688 << Numbers{-0.026894142, 0.026894142};
        QTest::newRow("twenty nats better than the reference")
            << Numbers{-1, -21} << first << Numbers{} << Numbers{-0.1, -0.1} << "{}" << 0.126928011
            << Numbers{-0.011920292, 0.011920292};
        QTest::newRow("the better one stands second")
            << Numbers{-30, -10} << Numbers{0, 1} << Numbers{} << Numbers{-20.1, -10.1} << "{}"
            << 0.313261688 << Numbers{0.026894142, -0.026894142};
        QTest::newRow("equal rewards make no pair")
            << Numbers{-3, -4} << Numbers{2, 2} << Numbers{} << Numbers{-1, -9} << "{}" << 0.0
            << Numbers{0, 0};
        QTest::newRow("one response makes no pair")
            << Numbers{-3} << Numbers{2} << Numbers{} << Numbers{-1} << "{}" << 0.0 << Numbers{0};
        QTest::newRow("two pairs, their mean")
            << Numbers{-4, -4, -4} << Numbers{1, 0, 0} << Numbers{} << Numbers{-4, -4, -4} << "{}"
            << 0.693147181 << Numbers{-0.05, 0.025, 0.025};
        QTest::newRow("smoothed: the wrong way round pulls back")
            << Numbers{-10, -30} << first << Numbers{} << Numbers{-10, -20}
            << R"({"label_smoothing":0.25})" << 0.563261688 << Numbers{-0.001894142, 0.001894142};
        QTest::newRow("ipo") << Numbers{-10, -12} << first << Numbers{} << Numbers{-10, -10}
                             << R"({"loss":"ipo","beta":0.5})" << 1.0 << Numbers{2, -2};
        QTest::newRow("the wrong way round by 200,000 nats")
            << Numbers{-1e5, 1e5} << first << Numbers{} << Numbers{0, 0} << "{}" << 2e4
            << Numbers{-0.1, 0.1};
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
            "dpo",
            {.logprobs = logprobs, .rewards = rewards, .lengths = lengths, .reference = reference},
            nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-8);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void smoothingIsOfTheSigmoidAlone() {
        try {
            makeObjective("dpo", {{"loss", "ipo"}, {"label_smoothing", 0.1}}, "/objective");
            QFAIL("it was taken");
        } catch (const lire::Error& error) {
            QCOMPARE(
                QString(error.what()),
                QString("/objective/options/label_smoothing: \"label_smoothing\" is not defined "
                        "for the loss \"ipo\"; set it to 0, or \"loss\" to \"sigmoid\""));
        }
    }
};

QTEST_GUILESS_MAIN(DpoTest)
#include "dpo_test.moc"
