// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/token_list.h"

#include "core/models/changed_model.h"
#include "core/models/decoding.h"
#include "core/models/reward_model.h"

using namespace lire;
using namespace lire::models;

namespace {

const nlohmann::json dynamic = {{"max_position_embeddings", 32},
                                {"rope_theta", 50000.0},
                                {"rope_scaling", {{"rope_type", "dynamic"}, {"factor", 4.0}}},
                                {"rope_parameters", nullptr}};

/// Tokens that are in the vocabulary.
std::vector<text::TokenId> ids(std::size_t count) {
    std::vector<text::TokenId> result;
    for (std::size_t i = 0; i < count; ++i) {
        result.push_back(static_cast<text::TokenId>(5 + i * 37 % 280));
    }
    return result;
}

TokenList list(std::size_t prompt, std::size_t response) {
    return {.prompt = ids(prompt), .responses = {ids(1), ids(response)}};
}

QString tooLong(std::size_t tokens) {
    return QString(
               "a sequence of %1 tokens: is longer than the 32 positions up to which a model of "
               "dynamic RoPE is computed here; cut it, or use a model with another RoPE scaling")
        .arg(tokens);
}

}  // namespace

/// Dynamic RoPE turns all positions anew with each token beyond the trained length, which no shared
/// prompt and no cache of keys can follow.
class TokenListTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void dynamicRopeEndsWithTheTrainedLength_data() {
        QTest::addColumn<int>("prompt");
        QTest::addColumn<int>("response");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("up to it") << 20 << 12 << "";
        QTest::newRow("a response beyond it") << 20 << 13 << tooLong(33);
        QTest::newRow("a prompt beyond it") << 40 << 20 << tooLong(60);
    }
    void dynamicRopeEndsWithTheTrainedLength() {
        QFETCH(int, prompt);
        QFETCH(int, response);
        QFETCH(QString, sentence);
        const std::vector lists = {list(prompt, response)};
        const tiny::ChangedModel policy("untied");
        policy.configure(dynamic);
        CausalLm model(policy.open(), tiny::compute());
        QCOMPARE(tiny::sentenceOf([&] { model.logprobs(lists); }), sentence);
        QCOMPARE(tiny::sentenceOf([&] { model.forward(lists); }), sentence);
        QCOMPARE(tiny::sentenceOf([&] { model.divergence(lists, 1.0, nullptr); }), sentence);
        const tiny::ChangedModel judge("classifier");
        judge.configure(dynamic);
        const RewardModel rewards(judge.open(), tiny::compute());
        QCOMPARE(tiny::sentenceOf([&] { rewards.scores(lists); }), sentence);

        const std::vector<std::vector<text::TokenId>> prompts = {lists[0].prompt};
        at::Tensor logits;
        QCOMPARE(
            tiny::sentenceOf([&] {
                Decoding(model, static_cast<std::size_t>(response)).addPrompts(prompts, logits);
            }),
            sentence);
    }

    void upToItNothingIsScaled() {
        const tiny::ChangedModel changed("untied");
        changed.configure(dynamic);
        const std::vector lists = {list(20, 12)};
        QVERIFY(CausalLm(changed.open(), tiny::compute()).logprobs(lists).sums ==
                tiny::load("untied").logprobs(lists).sums);
    }

    void otherModelsGoBeyondTheirContext() {
        const tiny::ChangedModel changed("untied");
        changed.configure({{"max_position_embeddings", 32}});
        const std::vector lists = {list(40, 20)};
        QCOMPARE(
            tiny::sentenceOf([&] { CausalLm(changed.open(), tiny::compute()).logprobs(lists); }),
            QString());
    }
};

QTEST_GUILESS_MAIN(TokenListTest)
#include "token_list_test.moc"
