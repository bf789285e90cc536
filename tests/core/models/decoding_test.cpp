// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decoding.h"

#include <ATen/ops/_log_softmax.h>

#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

namespace {

double logprobOf(const at::Tensor& logits, std::int64_t row, text::TokenId token) {
    return at::_log_softmax(logits, -1, false)[row][token].item<double>();
}

}  // namespace

class DecodingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void logitsAfterAPromptAreTransformers_data() {
        QTest::addColumn<QString>("model");
        for (const auto& [name, values] : tiny::golden()["models"].items()) {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
    void logitsAfterAPromptAreTransformers() {
        QFETCH(QString, model);
        const auto name = model.toStdString();
        const auto policy = tiny::load(name);
        Decoding decoding(policy, 4);
        at::Tensor logits;
        const std::vector<std::vector<text::TokenId>> prompts = {tiny::lists()[0].prompt};
        decoding.addPrompts(prompts, logits);
        const auto row = logits[0].contiguous();
        const auto onCpu = row.to(at::kCPU);
        const auto* numbers = onCpu.const_data_ptr<float>();
        const auto want = tiny::golden()["models"][name]["next_logits"].get<std::vector<double>>();
        const auto wrong = tiny::difference(
            {std::vector<double>(numbers, numbers + row.size(0))}, {want}, tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void stepsAreTheFullForward_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("adapter");
        QTest::newRow("tied") << "tied"
                              << "";
        QTest::newRow("with an adapter") << "untied"
                                         << "adapter_rslora";
        QTest::newRow("biases") << "bias"
                                << "";
        QTest::newRow("one key head") << "wide_heads"
                                      << "";
    }
    void stepsAreTheFullForward() {
        QFETCH(QString, model);
        QFETCH(QString, adapter);
        auto policy = tiny::load(model.toStdString());
        if (!adapter.isEmpty()) {
            policy.loadAdapter(tiny::folder(adapter.toStdString()));
        }
        const auto lists = tiny::lists();
        const auto want = policy.logprobs(lists, true).perToken;
        // All responses of all prompts at once; each leaves where it ends.
        std::vector<std::vector<text::TokenId>> prompts;
        for (const auto& list : lists) {
            prompts.push_back(list.prompt);
        }
        Decoding decoding(policy, 16);
        at::Tensor logits;
        const auto handles = decoding.addPrompts(prompts, logits);
        struct Sequence {
            std::size_t query, response, handle;
        };
        std::vector<Sequence> running;
        for (std::size_t q = 0; q < lists.size(); ++q) {
            for (std::size_t j = 0; j < lists[q].responses.size(); ++j) {
                const auto& response = lists[q].responses[j];
                const double got = logprobOf(logits, static_cast<std::int64_t>(q), response[0]);
                QVERIFY(std::abs(got - static_cast<double>(want[q][j][0])) < 1e-4);
                running.push_back({q, j, decoding.addSequence(handles[q])});
            }
        }
        for (std::size_t t = 1; !running.empty(); ++t) {
            std::erase_if(running, [&](const Sequence& one) {
                const bool ended = lists[one.query].responses[one.response].size() <= t;
                if (ended) {
                    decoding.removeSequence(one.handle);
                }
                return ended;
            });
            if (running.empty()) {
                break;
            }
            std::vector<std::size_t> sequences;
            std::vector<text::TokenId> tokens;
            for (const auto& one : running) {
                sequences.push_back(one.handle);
                tokens.push_back(lists[one.query].responses[one.response][t - 1]);
            }
            const auto next = decoding.step(sequences, tokens);
            for (std::size_t s = 0; s < running.size(); ++s) {
                const auto& one = running[s];
                const double got = logprobOf(next,
                                             static_cast<std::int64_t>(s),
                                             lists[one.query].responses[one.response][t]);
                const double golden = want[one.query][one.response][t];
                QVERIFY2(std::abs(got - golden) < 1e-4 * std::max(1.0, std::abs(golden)),
                         qPrintable(QString("[%1][%2][%3] is %4, not %5")
                                        .arg(one.query)
                                        .arg(one.response)
                                        .arg(t)
                                        .arg(got)
                                        .arg(golden)));
            }
        }
    }

    void aFreedPlaceIsUsedAfresh() {
        const auto policy = tiny::load("tied");
        const auto lists = tiny::lists();
        const auto want = policy.logprobs(lists, true).perToken[0][0];
        Decoding decoding(policy, 8);
        at::Tensor logits;
        const std::vector<std::vector<text::TokenId>> prompts = {lists[0].prompt, lists[1].prompt};
        const auto handles = decoding.addPrompts(prompts, logits);
        const auto first = decoding.addSequence(handles[1]);
        for (const text::TokenId token : {9, 8, 7}) {
            decoding.step(std::vector{first}, std::vector{token});
        }
        decoding.removeSequence(first);
        decoding.removePrompt(handles[1]);
        const auto second = decoding.addSequence(handles[0]);
        const auto& response = lists[0].responses[0];
        for (std::size_t t = 1; t < response.size(); ++t) {
            const auto next = decoding.step(std::vector{second}, std::vector{response[t - 1]});
            QVERIFY(std::abs(logprobOf(next, 0, response[t]) - static_cast<double>(want[t])) <
                    1e-4);
        }
    }
};

QTEST_GUILESS_MAIN(DecodingTest)
#include "decoding_test.moc"
