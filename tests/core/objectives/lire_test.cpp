// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

namespace {

// r and s of a list of four whose values were computed apart from this program.
const Numbers fourLogprobs{-12.0, -10.5, -14.0, -11.0};
const Numbers fourRewards{0.2, 1.0, -0.5, 0.7};

}  // namespace

class LireTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsThePaper_data() {
        QTest::addColumn<Numbers>("logprobs");
        QTest::addColumn<Numbers>("rewards");
        QTest::addColumn<QString>("options");
        QTest::addColumn<double>("loss");
        QTest::addColumn<Numbers>("gradient");
        QTest::newRow("one response") << Numbers{-7} << Numbers{3} << "{}" << -1.0 << Numbers{0};
        QTest::newRow("equal rewards")
            << Numbers{-1, -3} << Numbers{1, 1} << "{}" << -0.5 << Numbers{0, 0};
        QTest::newRow("T = 2, P = w") << Numbers{-1, -3} << Numbers{1, 0} << "{}" << -0.606776134
                                      << Numbers{-0.045428874, 0.045428874};
        QTest::newRow("far apart")
            << Numbers{0, -1e5} << Numbers{1, 0} << "{}" << -0.731058579 << Numbers{0, 0};
        QTest::newRow("a pair") << Numbers{-3, -4} << Numbers{1, 0} << "{}" << -0.556590558
                                << Numbers{-0.054299624, 0.054299624};
        QTest::newRow("T = 1") << Numbers{-2, -2} << Numbers{1, 0} << R"({"temperature":1})" << -0.5
                               << Numbers{-0.115529289, 0.115529289};
        QTest::newRow("raw rewards, P uniform")
            << Numbers{-4, -4} << Numbers{3, 1} << R"({"reward_softmax":false})" << -2.0
            << Numbers{-0.25, 0.25};
        QTest::newRow("four responses, T = 2")
            << fourLogprobs << fourRewards << "{}" << -0.312364071
            << Numbers{0.012289008, -0.021033537, 0.007879305, 0.000865224};
        QTest::newRow("four responses, T = 5")
            << fourLogprobs << fourRewards << R"({"temperature":5})" << -0.278777097
            << Numbers{0.004365671, -0.008630602, 0.005888959, -0.001624027};
        QTest::newRow("four responses, raw rewards as in appendix A.4")
            << fourLogprobs << fourRewards << R"({"reward_softmax":false})" << -0.640323500
            << Numbers{0.042886419, -0.074161899, 0.040858414, -0.009582934};
    }

    void followsThePaper() {
        QFETCH(Numbers, logprobs);
        QFETCH(Numbers, rewards);
        QFETCH(QString, options);
        QFETCH(double, loss);
        QFETCH(Numbers, gradient);
        const auto got = evaluated("lire",
                                   {.logprobs = logprobs, .rewards = rewards},
                                   nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-9);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void lossFallsWithTemperature_data() {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<double>("loss");
        QTest::newRow("1") << 1.0 << -0.346747576;
        QTest::newRow("10") << 10.0 << -0.264966916;
        QTest::newRow("20") << 20.0 << -0.257614129;
        QTest::newRow("without end: the mean of w") << 1e12 << -0.25;
    }

    void lossFallsWithTemperature() {
        QFETCH(double, temperature);
        QFETCH(double, loss);
        const auto got = evaluated("lire",
                                   {.logprobs = fourLogprobs, .rewards = fourRewards},
                                   {{"temperature", temperature}});
        QVERIFY(std::abs(got.loss - loss) < 1e-9);
    }

    void pairIsEquationNine_data() {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<bool>("softmax");
        QTest::newRow("T = 2, softmax") << 2.0 << true;
        QTest::newRow("T = 5, softmax") << 5.0 << true;
        QTest::newRow("T = 1, raw") << 1.0 << false;
    }

    void pairIsEquationNine() {
        QFETCH(double, temperature);
        QFETCH(bool, softmax);
        const Numbers rewards{1.3, -0.4};
        // eq. 9: P~ = p1 p2 / (p1 + p2)^2 (R1 - R2), p = pi^(1/T)
        const double p1 = std::exp(-3.0 / temperature);
        const double p2 = std::exp(-5.5 / temperature);
        const double better = 1.0 / (1.0 + std::exp(rewards[1] - rewards[0]));
        const double gap = softmax ? 2.0 * better - 1.0 : rewards[0] - rewards[1];
        const double weight = p1 * p2 / ((p1 + p2) * (p1 + p2)) * gap;
        const auto got = evaluated("lire",
                                   {.logprobs = {-3.0, -5.5}, .rewards = rewards},
                                   {{"temperature", temperature}, {"reward_softmax", softmax}});
        QVERIFY(std::abs(got.gradient[0] + weight / temperature) < 1e-15);
        QVERIFY(std::abs(got.gradient[1] - weight / temperature) < 1e-15);
    }

    void gradientIsExactlyZero_data() {
        QTest::addColumn<Numbers>("logprobs");
        QTest::addColumn<Numbers>("rewards");
        QTest::addColumn<bool>("softmax");
        QTest::newRow("one response") << Numbers{-33.3} << Numbers{0.7} << true;
        QTest::newRow("one response, raw") << Numbers{-33.3} << Numbers{0.7} << false;
        QTest::newRow("equal rewards")
            << Numbers{-3.1, -2.7, -9.9} << Numbers{0.3, 0.3, 0.3} << true;
        QTest::newRow("equal rewards, raw")
            << Numbers{-3.1, -2.7, -9.9} << Numbers{0.3, 0.3, 0.3} << false;
        QTest::newRow("identical responses")
            << Numbers{-3.1, -3.1, -3.1} << Numbers{1.7, 1.7, 1.7} << true;
    }

    void gradientIsExactlyZero() {
        QFETCH(Numbers, logprobs);
        QFETCH(Numbers, rewards);
        QFETCH(bool, softmax);
        const auto got = evaluated("lire",
                                   {.logprobs = logprobs, .rewards = rewards},
                                   {{"reward_softmax", softmax}, {"temperature", 1.7}});
        QCOMPARE(got.gradient, Numbers(logprobs.size(), 0.0));
    }

    void addedConstantsChangeNothing_data() {
        QTest::addColumn<double>("toRewards");
        QTest::addColumn<double>("toLogprobs");
        QTest::newRow("rewards up") << 100.0 << 0.0;
        QTest::newRow("rewards down") << -3.25 << 0.0;
        QTest::newRow("log-probs down") << 0.0 << -1000.0;
    }

    void addedConstantsChangeNothing() {
        QFETCH(double, toRewards);
        QFETCH(double, toLogprobs);
        auto rewards = fourRewards;
        auto logprobs = fourLogprobs;
        for (std::size_t j = 0; j < 4; ++j) {
            rewards[j] += toRewards;
            logprobs[j] += toLogprobs;
        }
        const auto before = evaluated("lire", {.logprobs = fourLogprobs, .rewards = fourRewards});
        const auto after = evaluated("lire", {.logprobs = logprobs, .rewards = rewards});
        const auto wrong = difference(after, before.loss, before.gradient, 1e-13);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void gradientSumsToZero() {
        const auto got = evaluated("lire", {.logprobs = fourLogprobs, .rewards = fourRewards});
        QVERIFY(std::abs(got.gradient[0] + got.gradient[1] + got.gradient[2] + got.gradient[3]) <
                1e-16);
    }

    void saturatedListsKeepTheirSmallGradients() {
        // P of the first is 1 - 2.2e-20: the others' pull must not be lost beside it.
        const auto got = evaluated("lire", {.logprobs = {0, -90}, .rewards = {0, 1}});
        const double p = std::exp(-45.0);
        QVERIFY(std::abs(got.gradient[0] / (p * 0.46211715726 / 2) - 1.0) < 1e-9);
        QVERIFY(std::abs(got.gradient[1] / (-p * 0.46211715726 / 2) - 1.0) < 1e-9);
    }

    void termsStandApart_data() {
        QTest::addColumn<QString>("options");
        QTest::addColumn<double>("loss");
        QTest::addColumn<Numbers>("gradient");
        // Both responses have mean -2, so P is uniform under a length penalty of 1.
        QTest::newRow("length penalty 1: P of means")
            << R"({"length_penalty":1,"reward_softmax":false})" << -2.0
            << Numbers{-0.25 / 2, 0.25 / 4};
        // dJ/dl_k falls by 0.5 / n_k, the loss grows by 0.5 * 2.
        QTest::newRow("SFT weight 0.5 on the best")
            << R"({"length_penalty":1,"reward_softmax":false,"sft_weight":0.5})" << -1.0
            << Numbers{-0.25 / 2 - 0.5 / 2, 0.25 / 4};
    }

    void termsStandApart() {
        QFETCH(QString, options);
        QFETCH(double, loss);
        QFETCH(Numbers, gradient);
        const auto got = evaluated("lire",
                                   {.logprobs = {-4, -8}, .rewards = {3, 1}, .lengths = {2, 4}},
                                   nlohmann::json::parse(options.toStdString()));
        const auto wrong = difference(got, loss, gradient, 1e-14);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
};

QTEST_GUILESS_MAIN(LireTest)
#include "lire_test.moc"
