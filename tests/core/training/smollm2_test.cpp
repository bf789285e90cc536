// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ops/arange.h>

#include "core/models/built_in.h"
#include "core/models/tiny.h"
#include "core/objectives/registry.h"
#include "core/training/trainer.h"

using namespace lire;

namespace {

const std::string name = "smollm2-135m-instruct";

const nlohmann::json& golden() {
    static const auto values = [] {
        std::ifstream file(std::filesystem::path(LIRE_GOLDEN) / "smollm2.json");
        return nlohmann::json::parse(file);
    }();
    return values;
}

/// fp32 on two threads.
models::Compute compute() {
    auto how = tiny::compute();
    models::setThreads(2);
    return how;
}

/// The formula of make_smollm2.py.
void fillLoraA(at::Tensor& a) {
    const auto i = at::arange(1, a.numel() + 1, at::kDouble);
    const auto spread = (i * 0.6180339887498949).remainder(1.0);
    const double bound = 1.0 / std::sqrt(static_cast<double>(a.size(1)));
    a.copy_(((spread * 2.0 - 1.0) * bound).to(at::kFloat).view(a.sizes()));
}

}  // namespace

/// The real model against transformers; skipped where the set-up has not installed it.
class SmolLm2Test : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        const auto path = models::builtInPath(name);
        if (!std::filesystem::exists(path.value())) {
            QSKIP("the built-in model is not installed");
        }
        m_source = models::openModel(name);
    }

    void tokensAreTransformers() {
        for (const auto& group : golden()["groups"]) {
            const auto prompt = text::encodeChat(
                *m_source->chatTemplate,
                *m_source->tokenizer,
                {{.role = "user", .content = group["message"].get<std::string>()}});
            QCOMPARE(prompt, group["prompt"].get<std::vector<text::TokenId>>());
            for (std::size_t j = 0; j < group["texts"].size(); ++j) {
                auto ids = m_source->tokenizer->encode(group["texts"][j].get<std::string>());
                ids.push_back(m_source->eos.value());
                QCOMPARE(ids, group["responses"][j].get<std::vector<text::TokenId>>());
            }
        }
    }

    void logprobsAreTransformers() {
        const models::CausalLm model(m_source, compute());
        const auto got = model.logprobs(tiny::lists(golden()["groups"]), true);
        auto wrong =
            tiny::difference(got.sums, golden()["sums"].get<tiny::Rows>(), tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        for (std::size_t q = 0; q < got.perToken.size(); ++q) {
            tiny::Rows tokens;
            for (const auto& row : got.perToken[q]) {
                tokens.emplace_back(row.begin(), row.end());
            }
            wrong = tiny::difference(
                tokens, golden()["per_token"][q].get<tiny::Rows>(), 5.0 * tiny::logprobTolerance);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void threeStepsOfLireAreTorchs() {
        models::CausalLm model(m_source, compute());
        model.attachLora(
            {.rank = golden()["rank"], .alpha = golden()["alpha"], .targets = {"q_proj", "v_proj"}},
            1);
        for (auto& parameter : model.parameters()) {
            if (parameter.name.find("lora_A") != std::string::npos) {
                fillLoraA(parameter.value);
            }
        }
        model.parametersChanged();
        const auto lists = tiny::lists(golden()["groups"]);
        std::vector<training::TrainingQuery> queries;
        for (const auto& list : lists) {
            queries.push_back({.list = list, .rewards = golden()["rewards"]});
        }
        const auto objective =
            objectives::makeObjective("lire", {{"temperature", golden()["temperature"]}}, "");
        const QTemporaryDir directory;
        training::Trainer trainer(model, *objective, 2.0, directory.path().toStdString());
        std::vector<training::StepReport> told;
        trainer.train(queries,
                      {.epochs = 3,
                       .totalSteps = 1'000'000'000,  // a fixed rate
                       .batch = 5,
                       .learningRate = golden()["learning_rate"],
                       .warmupShare = 0.0,
                       .clip = 0.0},
                      {},
                      [&](const auto& report) { told.push_back(report); });
        QCOMPARE(told.size(), std::size_t{3});
        for (std::size_t step = 0; step < told.size(); ++step) {
            const auto& want = golden()["steps"][step];
            const auto wrong = tiny::difference({{told[step].loss, told[step].gradientNorm}},
                                                {{want["loss"], want["gradient_norm"]}},
                                                1e-3);
            QVERIFY2(wrong.isEmpty(), qPrintable(QString("step %1: ").arg(step) + wrong));
        }
        const auto wrong = tiny::difference(
            model.logprobs(lists).sums, golden()["sums_after"].get<tiny::Rows>(), 5e-3);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

private:
    std::shared_ptr<const models::ModelSource> m_source;
};

QTEST_GUILESS_MAIN(SmolLm2Test)
#include "smollm2_test.moc"
