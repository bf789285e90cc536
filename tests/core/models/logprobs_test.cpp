// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

class LogprobsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sumsAndTokensAreTransformers_data() {
        QTest::addColumn<QString>("model");
        for (const auto& [name, values] : tiny::golden()["models"].items()) {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }

    void sumsAndTokensAreTransformers() {
        QFETCH(QString, model);
        const auto name = model.toStdString();
        const auto& want = tiny::golden()["models"][name];
        const auto got = tiny::load(name).logprobs(tiny::lists(), true);
        const auto sums = want["sums"].get<tiny::Rows>();
        const auto wrong = tiny::difference(got.sums, sums, tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        for (std::size_t q = 0; q < sums.size(); ++q) {
            tiny::Rows tokens;
            for (const auto& row : got.perToken[q]) {
                tokens.emplace_back(row.begin(), row.end());
            }
            const auto wrongTokens = tiny::difference(
                tokens, want["per_token"][q].get<tiny::Rows>(), tiny::logprobTolerance);
            QVERIFY2(wrongTokens.isEmpty(), qPrintable(wrongTokens));
        }
    }

    void bf16StaysNearFp32() {
        auto how = tiny::compute();
        how.dtype = "bf16";
        const auto got = CausalLm(tiny::open("tied"), how).logprobs(tiny::lists());
        const auto want = tiny::golden()["models"]["tied"]["sums"].get<tiny::Rows>();
        const auto wrong = tiny::difference(got.sums, want, 0.03);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QVERIFY(!tiny::difference(got.sums, want, 1e-6).isEmpty());  // it did compute in bf16
    }

    void doNotDependOnTheTokenBudget_data() {
        QTest::addColumn<qlonglong>("tokens");
        for (const qlonglong tokens : {1, 10, 13, 25, 60}) {
            QTest::addRow("%lld tokens a pass", tokens) << tokens;
        }
    }

    void doNotDependOnTheTokenBudget() {
        QFETCH(qlonglong, tokens);
        const auto lists = tiny::lists();
        const auto whole = tiny::load("tied").logprobs(lists, true);
        const auto cut = CausalLm(tiny::open("tied"), tiny::compute(tokens)).logprobs(lists, true);
        const auto wrong = tiny::difference(cut.sums, whole.sums, 1e-6);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        for (std::size_t q = 0; q < lists.size(); ++q) {
            for (std::size_t j = 0; j < lists[q].responses.size(); ++j) {
                QCOMPARE(cut.perToken[q][j].size(), lists[q].responses[j].size());
            }
        }
    }

    void packedListsAreTheSingleOnes() {
        const auto lists = tiny::lists();
        const auto model = tiny::load("untied");
        const auto packed = model.logprobs(lists).sums;
        for (std::size_t q = 0; q < lists.size(); ++q) {
            const auto single = model.logprobs(std::span(lists).subspan(q, 1)).sums;
            const auto wrong = tiny::difference(single, {packed[q]}, 1e-6);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void thePromptIsComputedOnce() {
        const auto lists = tiny::lists();
        const auto model = tiny::load("tied");
        std::int64_t rows = 0;  // P + sum (R_j - 1): the last token of a response predicts nothing
        for (const auto& list : lists) {
            rows += static_cast<std::int64_t>(tokenCount(list) - list.responses.size());
        }
        model.logprobs(lists);
        QCOMPARE(model.tokensComputed(), rows);
    }

    void refusesWithASentence_data() {
        QTest::addColumn<std::vector<int>>("prompt");
        QTest::addColumn<std::vector<int>>("response");
        QTest::addColumn<QString>("sentence");
        using Ids = std::vector<int>;
        QTest::newRow("no prompt")
            << Ids{} << Ids{5} << "a prompt has no tokens; give every group a prompt";
        QTest::newRow("an empty response")
            << Ids{5} << Ids{}
            << "a response has no tokens; remove the response or let it end by its EOS";
        QTest::newRow("an id beyond the vocabulary")
            << Ids{5} << Ids{7, 300}
            << "token 300: is outside the model's vocabulary of 300; use the tokenizer that "
               "belongs "
               "to the model";
        QTest::newRow("a negative id")
            << Ids{-1} << Ids{7}
            << "token -1: is outside the model's vocabulary of 300; use the tokenizer that belongs "
               "to the model";
    }

    void refusesWithASentence() {
        QFETCH(std::vector<int>, prompt);
        QFETCH(std::vector<int>, response);
        QFETCH(QString, sentence);
        const auto model = tiny::load("tied");
        const TokenList list{.prompt = prompt, .responses = {{4, 2}, response}};
        QCOMPARE(tiny::sentenceOf([&] { model.logprobs({&list, 1}); }), sentence);
    }

    void anUnfittingTensorIsNamed() {
        const auto source = std::make_shared<ModelSource>(*tiny::open("tied"));
        source->config.intermediateSize = 63;
        const auto sentence = tiny::sentenceOf([&] { CausalLm(source, tiny::compute()); });
        QCOMPARE(sentence,
                 QString::fromStdString((tiny::folder("tied") / "model.safetensors").string()) +
                     ", model.layers.0.mlp.gate_proj.weight: has the shape [64, 32], the "
                     "configuration asks for [63, 32]; use the config.json that belongs to these "
                     "weights");
    }

    void aMissingTensorIsNamed() {
        const auto source = std::make_shared<ModelSource>(*tiny::open("tied"));
        source->config.layers = 3;
        const auto sentence = tiny::sentenceOf([&] { CausalLm(source, tiny::compute()); });
        QVERIFY2(sentence.contains("model.layers.2.self_attn.q_proj.weight: the tensor is missing"),
                 qPrintable(sentence));
    }
};

QTEST_GUILESS_MAIN(LogprobsTest)
#include "logprobs_test.moc"
