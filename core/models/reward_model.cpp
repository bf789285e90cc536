// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/reward_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "core/error.h"
#include "core/models/llama_body.h"
#include "core/models/load_tensor.h"
#include "core/models/model_checks.h"
#include "core/models/model_folder.h"
#include "core/models/pack.h"
#include "core/models/pieces.h"

namespace lire::models {

namespace {

using Scores = std::vector<std::vector<double>>;

/// transformers reads the reward at the last token that is not the pad token: it must be another
/// than the EOS, which ends a response.
std::int64_t padBesideEos(const ModelSource& source) {
    const auto pad = source.tokenizer->pad();
    if (pad && source.eos && *pad != *source.eos) {
        return *pad;
    }
    return source.eos == text::TokenId{0} ? 1 : 0;
}

void checkFinite(const Scores& scores, const ModelSource& source) {
    for (const auto& row : scores) {
        if (!std::all_of(
                row.begin(), row.end(), [](double score) { return std::isfinite(score); })) {
            throw Error(source.name,
                        "the reward model's score of a response is not a finite number",
                        "use finite weights, or train it again at a lower learning rate",
                        Blame::Running);
        }
    }
}

Scores byQuery(const Pack& pack, const at::Tensor& scores) {
    const auto numbers = scores.to(at::kCPU, at::kDouble).contiguous();
    const auto* next = numbers.const_data_ptr<double>();
    Scores result;
    for (const auto& query : pack.queries) {
        const auto count = static_cast<std::ptrdiff_t>(query.lengths.size());
        result.emplace_back(next, next + count);
        next += count;
    }
    return result;
}

}  // namespace

struct RewardModel::Parts {
    Parts(std::shared_ptr<const ModelSource> from, const Compute& how, bool full)
        : source(std::move(from)), compute(how), body(*source, how, full) {}

    Pack pack(std::span<const TokenList> lists) const {
        checkTokens(lists, source->config);
        return packLists(lists, PackFor::Scores, body.device());
    }
    /// [sum M] fp32 from the body's rows
    at::Tensor scores(const Pack& pack, const at::Tensor& x) const {
        return at::matmul(lastHidden(pack, x), head.t()).squeeze(1);
    }
    at::Tensor lastHidden(const Pack& pack, const at::Tensor& x) const {
        return body.finalNorm().forward(x.index_select(0, pack.lastRows), at::kFloat);
    }

    std::shared_ptr<const ModelSource> source;
    Compute compute;
    LlamaBody body;
    at::Tensor head;          ///< [1, D] fp32
    at::Tensor headGradient;  ///< undefined where the model was loaded to score only
    std::vector<Parameter> parameters;
};

RewardModel::RewardModel(std::shared_ptr<const ModelSource> source, const Compute& compute) {
    requireRewardModel(*source);
    m_parts = std::make_unique<Parts>(std::move(source), compute, false);
    auto& parts = *m_parts;
    parts.head = loadTensor(*parts.source,
                            "score.weight",
                            {1, parts.source->config.hiddenSize},
                            at::kFloat,
                            parts.body.device());
}

RewardModel::RewardModel(std::shared_ptr<const ModelSource> backbone,
                         const Compute& compute,
                         const LoraConfig* lora,
                         std::uint64_t seed)
    : m_parts(std::make_unique<Parts>(std::move(backbone), compute, lora == nullptr)) {
    auto& parts = *m_parts;
    const auto width = parts.source->config.hiddenSize;
    auto generator = at::detail::createCPUGenerator(seed);
    const double deviation = 1.0 / std::sqrt(static_cast<double>(width + 1));
    parts.head = at::empty({1, width}, at::kFloat)
                     .normal_(0.0, deviation, generator)
                     .to(parts.body.device());
    parts.headGradient = at::zeros_like(parts.head);
    if (lora != nullptr) {
        parts.body.attachLora(*lora, seed + 1);
    }
    parts.parameters = parts.body.parameters();
    parts.parameters.push_back(
        {.name = "score.weight", .value = parts.head, .gradient = parts.headGradient});
}

RewardModel::~RewardModel() = default;
RewardModel::RewardModel(RewardModel&&) noexcept = default;

const Compute& RewardModel::compute() const {
    return m_parts->compute;
}

const ModelSource& RewardModel::source() const {
    return *m_parts->source;
}

Scores RewardModel::scores(std::span<const TokenList> lists) const {
    auto result = emptyRows<double>(lists);
    for (const auto& pass : cutIntoPieces(lists, m_parts->compute.tokensPerPass)) {
        const auto pack = m_parts->pack(listsOf(pass));
        const auto x = m_parts->body.forward(pack, true, nullptr, 0);
        auto scores = byQuery(pack, m_parts->scores(pack, x));
        checkFinite(scores, source());
        placeRows(pass, std::move(scores), result);
    }
    return result;
}

std::vector<Parameter>& RewardModel::parameters() {
    return m_parts->parameters;
}

void RewardModel::parametersChanged() {
    m_parts->body.parametersChanged();
}

void RewardModel::zeroGradients() {
    lire::models::zeroGradients(m_parts->parameters);
}

struct RewardModel::Pass::Parts {
    Pack pack = {};
    BodyCache cache = {};
    at::Tensor x = {};  ///< [N, D] fp32
    Scores scores = {};
};

RewardModel::Pass::Pass() = default;
RewardModel::Pass::~Pass() = default;
RewardModel::Pass::Pass(Pass&&) noexcept = default;
RewardModel::Pass& RewardModel::Pass::operator=(Pass&&) noexcept = default;

const Scores& RewardModel::Pass::scores() const {
    return m_parts->scores;
}

RewardModel::Pass RewardModel::forward(std::span<const TokenList> lists) const {
    Pass pass;
    pass.m_parts = std::make_unique<Pass::Parts>();
    auto& parts = *pass.m_parts;
    parts.pack = m_parts->pack(lists);
    parts.x =
        m_parts->body.forward(parts.pack, true, &parts.cache, activationBudget(m_parts->compute));
    parts.scores = byQuery(parts.pack, m_parts->scores(parts.pack, parts.x));
    return pass;
}

void RewardModel::backward(Pass pass, std::span<const std::vector<double>> gradient) {
    auto& parts = *pass.m_parts;
    std::vector<float> numbers;
    for (const auto& row : gradient) {
        for (const double value : row) {
            numbers.push_back(static_cast<float>(value));
        }
    }
    const auto g = at::tensor(numbers, at::kFloat).to(parts.x.device()).unsqueeze(1);  // [sum M, 1]
    m_parts->headGradient.addmm_(g.t(), m_parts->lastHidden(parts.pack, parts.x));
    const auto dHidden = at::matmul(g, m_parts->head);  // [sum M, D]
    auto dLast = at::zeros_like(dHidden);
    m_parts->body.finalNorm().backward(
        dHidden, parts.x.index_select(0, parts.pack.lastRows), dLast);
    auto dx = at::zeros_like(parts.x);
    dx.index_add_(0, parts.pack.lastRows, dLast);
    parts.x.reset();
    m_parts->body.backward(std::move(dx), parts.pack, true, std::move(parts.cache));
}

void RewardModel::save(const std::filesystem::path& directory) const {
    const auto dtype = m_parts->body.dtype();  // as the model computes
    auto tensors = m_parts->body.merged(dtype);
    tensors.emplace_back("score.weight", m_parts->head.to(at::kCPU));
    writeModelFolder(directory,
                     source(),
                     tensors,
                     {{"architectures", {"LlamaForSequenceClassification"}},
                      {"num_labels", 1},
                      {"id2label", {{"0", "LABEL_0"}}},
                      {"label2id", {{"LABEL_0", 0}}},
                      {"dtype", dtype == at::kFloat ? "float32" : "bfloat16"},
                      {"torch_dtype", dtype == at::kFloat ? "float32" : "bfloat16"},
                      {"pad_token_id", padBesideEos(source())}});
}

}  // namespace lire::models
