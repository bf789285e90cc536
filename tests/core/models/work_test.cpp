// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/work.h"

#include <QTest>

using namespace lire::models;

namespace {

LlamaConfig smolLm2() {
    LlamaConfig config;
    config.vocabSize = 49152;
    config.hiddenSize = 576;
    config.intermediateSize = 1536;
    config.layers = 30;
    config.heads = 9;
    config.kvHeads = 3;
    config.headSize = 64;
    return config;
}

std::vector<TokenList> lists(std::size_t prompt, std::size_t response, std::size_t responses) {
    return {{.prompt = std::vector<lire::text::TokenId>(prompt),
             .responses = std::vector<std::vector<lire::text::TokenId>>(
                 responses, std::vector<lire::text::TokenId>(response))}};
}

// Of SmolLM2-135M, counted by hand: 30 x (2 x 576 x 576 + 2 x 576 x 192 + 3 x 576 x 1536).
constexpr double body = 106168320.0;
constexpr double head = 49152.0 * 576.0;
// P 256, R 64, M 4: pairs of a position and one that it sees.
constexpr double pairs = 256.0 * 257.0 / 2.0 + 4.0 * (64.0 * 256.0 + 64.0 * 65.0 / 2.0);
constexpr double attention = 4.0 * pairs * 576.0 * 30.0;

}  // namespace

/// FLOP of SmolLM2-135M against sums written out by hand.
class WorkTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAForwardPass() {
        const auto some = lists(256, 64, 4);
        QCOMPARE(scoreWork(smolLm2(), some), 2.0 * body * 512.0 + attention);
        QCOMPARE(logprobWork(smolLm2(), some), 2.0 * body * 512.0 + 2.0 * head * 256.0 + attention);
        QCOMPARE(samplingWork(smolLm2(), some), logprobWork(smolLm2(), some));
    }

    void countsATrainingStep() {
        // 8 ranks on q (576 to 576) and v (576 to 192): forward, and two products backward.
        const double lora = 6.0 * 8.0 * 30.0 * (576.0 + 576.0 + 576.0 + 192.0) * 512.0;
        QCOMPARE(trainingWork(smolLm2(), {}, lists(256, 64, 4)),
                 4.0 * body * 512.0 + 4.0 * head * 256.0 + 3.0 * attention + lora);
    }

    void countsAPromptOnceAndListsApart() {
        const auto one = lists(256, 64, 1);
        auto two = one;
        two.push_back(one.front());
        QCOMPARE(scoreWork(smolLm2(), two), 2.0 * scoreWork(smolLm2(), one));
        QVERIFY(scoreWork(smolLm2(), lists(256, 64, 2)) < scoreWork(smolLm2(), two));
    }
};

QTEST_APPLESS_MAIN(WorkTest)
#include "work_test.moc"
