// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/strategies.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/sampling/random_draw.h"

using namespace lire;
using namespace lire::sampling;

namespace {

using Numbers = std::vector<double>;

/// Logits of six tokens, not in order of size.
const std::vector<float> logits = {0.5F, 2.0F, -1.0F, 1.5F, 0.0F, 1.0F};

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

/// The probabilities from the definition: temperature, top-k, then top-p of what is left.
Numbers exactly(const DecodingSettings& settings) {
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [](auto a, auto b) { return logits[a] > logits[b]; });
    if (settings.topK > 0) {
        order.resize(std::min(order.size(), static_cast<std::size_t>(settings.topK)));
    }
    const auto weight = [&](std::size_t i) {
        return std::exp(static_cast<double>(logits[i]) / settings.temperature);
    };
    const auto sum = [&] {
        return std::accumulate(
            order.begin(), order.end(), 0.0, [&](double s, auto i) { return s + weight(i); });
    };
    const double all = sum();
    double held = 0.0;
    std::size_t kept = 0;
    while (kept < order.size() && held < settings.topP * all) {
        held += weight(order[kept++]);
    }
    order.resize(kept);
    Numbers probabilities(logits.size());
    const double left = sum();
    for (const auto i : order) {
        probabilities[i] = weight(i) / left;
    }
    return probabilities;
}

}  // namespace

class StrategiesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drawsByTheExactProbabilities_data() {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<double>("topP");
        QTest::addColumn<int>("topK");
        QTest::newRow("all tokens") << 1.0 << 1.0 << 0;
        QTest::newRow("colder") << 0.5 << 1.0 << 0;
        QTest::newRow("hotter") << 3.0 << 1.0 << 0;
        QTest::newRow("the best three") << 1.0 << 1.0 << 3;
        QTest::newRow("top-k beyond the vocabulary") << 1.0 << 1.0 << 100;
        QTest::newRow("top-p") << 1.0 << 0.7 << 0;
        QTest::newRow("a small top-p keeps one token") << 1.0 << 0.01 << 0;
        QTest::newRow("all three") << 1.5 << 0.8 << 4;
    }

    void drawsByTheExactProbabilities() {
        QFETCH(double, temperature);
        QFETCH(double, topP);
        QFETCH(int, topK);
        const DecodingSettings settings{.temperature = temperature, .topP = topP, .topK = topK};
        const auto& strategy = strategyKind("sample", "decoding");
        // Draws at even steps in [0, 1): the share of each token is its probability to one step.
        constexpr int steps = 20000;
        Numbers shares(logits.size());
        for (int i = 0; i < steps; ++i) {
            const auto token = strategy.choose(logits, settings, (i + 0.5) / steps);
            shares.at(static_cast<std::size_t>(token)) += 1.0 / steps;
        }
        const auto want = exactly(settings);
        for (std::size_t i = 0; i < want.size(); ++i) {
            QVERIFY2(
                std::abs(shares[i] - want[i]) < 2.0 / steps,
                qPrintable(QString("token %1: %2, not %3").arg(i).arg(shares[i]).arg(want[i])));
        }
    }

    void topPOfAWideVocabularyIsExact() {
        // More tokens than the first guess at how many hold the mass.
        std::vector<float> flat(5000);
        for (std::size_t i = 0; i < flat.size(); ++i) {
            flat[i] = 1e-4F * static_cast<float>((i * 7919) % flat.size());
        }
        const DecodingSettings settings{.topP = 0.9};
        const auto& strategy = strategyKind("sample", "decoding");
        const auto last = strategy.choose(flat, settings, 0.9999999);
        std::vector<float> sorted = flat;
        std::sort(sorted.begin(), sorted.end(), std::greater<>());
        double total = 0.0;
        for (const float logit : flat) {
            total += std::exp(static_cast<double>(logit));
        }
        double held = 0.0;
        std::size_t kept = 0;
        while (held < 0.9 * total) {
            held += std::exp(static_cast<double>(sorted[kept++]));
        }
        QCOMPARE(flat[static_cast<std::size_t>(last)], sorted[kept - 1]);
    }

    void greedyTakesTheMostProbable_data() {
        QTest::addColumn<double>("draw");
        QTest::newRow("no draw") << 0.0;
        QTest::newRow("any draw") << 0.999;
    }
    void greedyTakesTheMostProbable() {
        QFETCH(double, draw);
        const auto& strategy = strategyKind("greedy", "decoding");
        QCOMPARE(strategy.choose(logits, {.temperature = 9.0}, draw), text::TokenId{1});
        const std::vector<float> tied = {1.0F, 3.0F, 3.0F};
        QCOMPARE(strategy.choose(tied, {}, draw), text::TokenId{1});
    }

    void extremeLogitsAreDrawnFrom() {
        const std::vector<float> extreme = {-1e30F, 1e30F, -1e30F, 1e30F};
        const auto& strategy = strategyKind("sample", "decoding");
        QCOMPARE(strategy.choose(extreme, {}, 0.2), text::TokenId{1});
        QCOMPARE(strategy.choose(extreme, {}, 0.9), text::TokenId{3});
        QCOMPARE(strategy.choose(extreme, {.topP = 0.9}, 0.9), text::TokenId{3});
    }

    void theColdestTemperaturesTakeTheMostProbable_data() {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<double>("topP");
        QTest::addColumn<int>("topK");
        for (const double temperature : {1e-30, 2.8e-39, 1e-300, 5e-324}) {
            QTest::addRow("%g", temperature) << temperature << 1.0 << 0;
            QTest::addRow("%g, top-p", temperature) << temperature << 0.9 << 0;
            QTest::addRow("%g, top-k", temperature) << temperature << 1.0 << 3;
        }
    }
    void theColdestTemperaturesTakeTheMostProbable() {
        QFETCH(double, temperature);
        QFETCH(double, topP);
        QFETCH(int, topK);
        const DecodingSettings settings{.temperature = temperature, .topP = topP, .topK = topK};
        const auto& strategy = strategyKind("sample", "decoding");
        const std::vector<float> masked = {-infinity, 0.25F, 0.5F, -infinity};
        for (const double draw : {0.0, 0.5, 0.999999}) {
            QCOMPARE(strategy.choose(logits, settings, draw), text::TokenId{1});
            QCOMPARE(strategy.choose(masked, settings, draw), text::TokenId{2});
        }
    }

    void theHottestTemperaturesDrawAnyTokenThatIsLeft() {
        const std::vector<float> masked = {-infinity, 0.25F, 0.5F, -infinity};
        const auto& strategy = strategyKind("sample", "decoding");
        const DecodingSettings settings{.temperature = 1e300};
        QCOMPARE(strategy.choose(masked, settings, 0.4), text::TokenId{1});
        QCOMPARE(strategy.choose(masked, settings, 0.6), text::TokenId{2});
    }

    void logitsThatAreNoDistributionAreToldApart_data() {
        QTest::addColumn<std::vector<float>>("row");
        QTest::addColumn<bool>("canBe");
        QTest::newRow("finite") << logits << true;
        QTest::newRow("some -inf") << std::vector{-infinity, 1.0F, -infinity} << true;
        QTest::newRow("a NaN") << std::vector{0.0F, notANumber, 1.0F} << false;
        QTest::newRow("a NaN first") << std::vector{notANumber, 0.0F, 1.0F} << false;
        QTest::newRow("all NaN") << std::vector(700, notANumber) << false;
        QTest::newRow("a +inf") << std::vector{0.0F, 1.0F, infinity} << false;
        QTest::newRow("all -inf") << std::vector(700, -infinity) << false;
        QTest::newRow("no tokens") << std::vector<float>{} << false;
    }
    void logitsThatAreNoDistributionAreToldApart() {
        QFETCH(std::vector<float>, row);
        QFETCH(bool, canBe);
        QCOMPARE(canDrawFrom(row), canBe);
        if (row.empty()) {
            return;
        }
        // Of ATen's operations alone, which a CPU has as well.
        const auto first = at::tensor(row).unsqueeze(0);
        const auto two = at::cat({first, at::zeros_like(first)});
        const auto chosen = strategyKind("greedy", "decoding").chooseOnDevice(two, {}, {});
        QCOMPARE(chosen.size(), std::size_t{2});
        QCOMPARE(chosen[0] != noToken, canBe);
        QCOMPARE(chosen[1], text::TokenId{0});
    }

    void drawsAreUniform() {
        constexpr int count = 20000;
        double sum = 0.0;
        double squares = 0.0;
        for (int i = 0; i < count; ++i) {
            const double draw = uniformDraw(3, "group", 1, static_cast<std::uint64_t>(i));
            QVERIFY(draw >= 0.0 && draw < 1.0);
            sum += draw;
            squares += draw * draw;
        }
        QVERIFY(std::abs(sum / count - 0.5) < 0.01);
        QVERIFY(std::abs(squares / count - 1.0 / 3.0) < 0.01);
    }

    void eachOfTheFourDecidesTheDraw() {
        const double draw = uniformDraw(1, "a", 2, 3);
        QCOMPARE(uniformDraw(1, "a", 2, 3), draw);
        QVERIFY(uniformDraw(2, "a", 2, 3) != draw);
        QVERIFY(uniformDraw(1, "b", 2, 3) != draw);
        QVERIFY(uniformDraw(1, "a", 3, 3) != draw);
        QVERIFY(uniformDraw(1, "a", 2, 4) != draw);
        QVERIFY(uniformDraw(1, "a", 3, 2) != draw);
    }

    void refusesWithASentence_data() {
        QTest::addColumn<QString>("strategy");
        QTest::addColumn<double>("temperature");
        QTest::addColumn<double>("topP");
        QTest::addColumn<int>("topK");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("temperature 0")
            << "sample" << 0.0 << 1.0 << 0 << 1
            << "/decoding/temperature: is not greater than 0; give a number greater than 0";
        QTest::newRow("a temperature that is no number")
            << "sample" << std::nan("") << 1.0 << 0 << 1
            << "/decoding/temperature: is not greater than 0; give a number greater than 0";
        QTest::newRow("top-p 0") << "sample" << 1.0 << 0.0 << 0 << 1
                                 << "/decoding/top_p: is not in (0, 1]; give a number greater than "
                                    "0, at most 1";
        QTest::newRow("top-p above 1")
            << "sample" << 1.0 << 1.5 << 0 << 1
            << "/decoding/top_p: is not in (0, 1]; give a number greater "
               "than 0, at most 1";
        QTest::newRow("top-k below 0")
            << "sample" << 1.0 << 1.0 << -1 << 1
            << "/decoding/top_k: is negative; give a whole number, 0 for off";
        QTest::newRow("no tokens")
            << "greedy" << 1.0 << 1.0 << 0 << 0
            << "/decoding/max_new_tokens: is less than 1; give a whole number "
               "of at least 1";
    }
    void refusesWithASentence() {
        QFETCH(QString, strategy);
        QFETCH(double, temperature);
        QFETCH(double, topP);
        QFETCH(int, topK);
        QFETCH(int, most);
        QFETCH(QString, sentence);
        try {
            checkDecoding({.strategy = strategy.toStdString(),
                           .temperature = temperature,
                           .topP = topP,
                           .topK = topK,
                           .maxNewTokens = most},
                          "/decoding");
            QFAIL("it was accepted");
        } catch (const Error& error) {
            QCOMPARE(QString(error.what()), sentence);
        }
    }

    void anUnknownStrategyNamesTheNearest() {
        try {
            strategyKind("gredy", "/decoding/strategy");
            QFAIL("it was accepted");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains("greedy"), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(StrategiesTest)
#include "strategies_test.moc"
