// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/causal_lm.h"

#include <algorithm>
#include <utility>

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/models/adapter_files.h"
#include "core/models/causal_lm_parts.h"
#include "core/models/load_tensor.h"
#include "core/models/logprob_head.h"
#include "core/models/model_checks.h"
#include "core/models/model_folder.h"
#include "core/models/pieces.h"

namespace lire::models {

namespace {

using Sums = std::vector<std::vector<double>>;

/// Sums of per-token numbers by response, [Q][M], accumulated in fp64.
Sums sumSpans(const Pack& pack, const at::Tensor& perToken) {
    const auto numbers = perToken.to(at::kCPU).contiguous();
    const auto* data = numbers.const_data_ptr<float>();
    Sums sums;
    for (const auto& query : pack.spans) {
        auto& row = sums.emplace_back();
        for (const auto& span : query) {
            double sum = 0.0;
            for (std::int64_t t = 0; t < span.length; ++t) {
                sum += static_cast<double>(data[span.begin + t]);
            }
            row.push_back(sum);
        }
    }
    return sums;
}

std::vector<std::vector<std::vector<float>>> perTokenRows(const Pack& pack,
                                                          const at::Tensor& perToken) {
    const auto numbers = perToken.to(at::kCPU).contiguous();
    const auto* data = numbers.const_data_ptr<float>();
    std::vector<std::vector<std::vector<float>>> rows;
    for (const auto& query : pack.spans) {
        auto& row = rows.emplace_back();
        for (const auto& span : query) {
            row.emplace_back(data + span.begin, data + span.begin + span.length);
        }
    }
    return rows;
}

/// One gradient a scored token from one a response.
at::Tensor spreadOverTokens(const Pack& pack, std::span<const std::vector<double>> gradient) {
    std::vector<float> perToken(static_cast<std::size_t>(pack.targets.size(0)));
    for (std::size_t q = 0; q < pack.spans.size(); ++q) {
        for (std::size_t j = 0; j < pack.spans[q].size(); ++j) {
            const auto& span = pack.spans[q][j];
            std::fill_n(
                perToken.begin() + span.begin, span.length, static_cast<float>(gradient[q].at(j)));
        }
    }
    return at::tensor(perToken, at::kFloat).to(pack.targets.device());
}

}  // namespace

CausalLm::Parts::Parts(std::shared_ptr<const ModelSource> from, const Compute& how, bool full)
    : source(std::move(from)), compute(how), body(*source, how, full) {
    if (source->config.tiedEmbeddings) {
        head = body.embedding();
    } else {
        head = loadTensor(*source,
                          "lm_head.weight",
                          {source->config.vocabSize, source->config.hiddenSize},
                          body.dtype(),
                          body.device());
    }
    if (full) {
        headGradient =
            source->config.tiedEmbeddings ? body.embeddingGradient() : at::zeros_like(head);
        if (!source->config.tiedEmbeddings) {
            body.parameters().push_back(
                {.name = "lm_head.weight", .value = head, .gradient = headGradient});
        }
    }
}

at::Tensor CausalLm::Parts::hidden(const Pack& pack, const at::Tensor& x) const {
    return body.finalNorm().forward(x.index_select(0, pack.scoredRows), body.dtype());
}

CausalLm::CausalLm(std::shared_ptr<const ModelSource> source, const Compute& compute, bool full) {
    requireCausalLm(*source);
    m_parts = std::make_unique<Parts>(std::move(source), compute, full);
}

CausalLm::~CausalLm() = default;
CausalLm::CausalLm(CausalLm&&) noexcept = default;

const ModelSource& CausalLm::source() const {
    return *m_parts->source;
}

const LlamaConfig& CausalLm::config() const {
    return m_parts->source->config;
}

const Compute& CausalLm::compute() const {
    return m_parts->compute;
}

std::vector<Parameter>& CausalLm::parameters() {
    return m_parts->body.parameters();
}

void CausalLm::parametersChanged() {
    m_parts->body.parametersChanged();
}

void CausalLm::zeroGradients() {
    lire::models::zeroGradients(parameters());
}

std::int64_t CausalLm::tokensComputed() const {
    return m_parts->tokensComputed;
}

void requireSameVocabulary(const ModelSource& model, const ModelSource& reference) {
    if (reference.config.vocabSize != model.config.vocabSize) {
        throw Error(reference.name,
                    "its vocabulary is another than " + model.name + "'s",
                    "compare models that share a tokenizer");
    }
}

ListLogprobs CausalLm::logprobs(std::span<const TokenList> lists, bool perToken) const {
    ListLogprobs result{.sums = emptyRows<double>(lists)};
    if (perToken) {
        result.perToken = emptyRows<std::vector<float>>(lists);
    }
    for (const auto& pass : cutIntoPieces(lists, m_parts->compute.tokensPerPass)) {
        const auto pack = m_parts->pack(listsOf(pass));
        const auto x = m_parts->body.forward(pack, m_parts->adapterInUse(), nullptr, 0);
        const auto head =
            headLogprobs(m_parts->hidden(pack, x), m_parts->head, pack.targets, false);
        placeRows(pass, sumSpans(pack, head.logprobs), result.sums);
        if (perToken) {
            placeRows(pass, perTokenRows(pack, head.logprobs), result.perToken);
        }
    }
    return result;
}

ListDivergence CausalLm::divergence(std::span<const TokenList> lists,
                                    double temperature,
                                    const CausalLm* reference) const {
    if (!(temperature > 0.0)) {
        throw Error("temperature", "is not greater than 0", "give a temperature greater than 0");
    }
    const auto& other = reference != nullptr ? *reference->m_parts : *m_parts;
    requireSameVocabulary(source(), *other.source);
    const bool otherAdapter = reference != nullptr && other.adapterInUse();
    ListDivergence result{.k1 = emptyRows<double>(lists),
                          .raoBlackwell = emptyRows<double>(lists),
                          .logprobs = emptyRows<double>(lists)};
    for (const auto& pass : cutIntoPieces(lists, m_parts->compute.tokensPerPass)) {
        const auto pack = m_parts->pack(listsOf(pass));
        const auto mine =
            m_parts->hidden(pack, m_parts->body.forward(pack, m_parts->adapterInUse(), nullptr, 0));
        const bool same = &other == m_parts.get() && otherAdapter == m_parts->adapterInUse();
        const auto theirs =
            same ? mine : other.hidden(pack, other.body.forward(pack, otherAdapter, nullptr, 0));
        const auto rows =
            headDivergence(mine, m_parts->head, temperature, theirs, other.head, pack.targets);
        placeRows(pass, sumSpans(pack, rows.k1), result.k1);
        placeRows(pass, sumSpans(pack, rows.kl), result.raoBlackwell);
        placeRows(pass, sumSpans(pack, rows.logprobs), result.logprobs);
    }
    return result;
}

struct CausalLm::Pass::Parts {
    Pack pack = {};
    BodyCache cache = {};
    at::Tensor x = {};             ///< [N, D] fp32, before the final norm
    at::Tensor headGradient = {};  ///< [T, D] d logprob / d hidden
    bool adapter = false;
    Sums sums = {};
};

CausalLm::Pass::Pass() = default;
CausalLm::Pass::~Pass() = default;
CausalLm::Pass::Pass(Pass&&) noexcept = default;
CausalLm::Pass& CausalLm::Pass::operator=(Pass&&) noexcept = default;

const std::vector<std::vector<double>>& CausalLm::Pass::logprobs() const {
    return m_parts->sums;
}

CausalLm::Pass CausalLm::forward(std::span<const TokenList> lists) const {
    Pass pass;
    pass.m_parts = std::make_unique<Pass::Parts>();
    auto& parts = *pass.m_parts;
    parts.pack = m_parts->pack(lists);
    parts.adapter = m_parts->adapterInUse();
    parts.x = m_parts->body.forward(
        parts.pack, parts.adapter, &parts.cache, activationBudget(m_parts->compute));
    auto head =
        headLogprobs(m_parts->hidden(parts.pack, parts.x), m_parts->head, parts.pack.targets, true);
    parts.sums = sumSpans(parts.pack, head.logprobs);
    parts.headGradient = std::move(head.gradient);
    return pass;
}

void CausalLm::backward(Pass pass, std::span<const std::vector<double>> gradient) {
    auto& parts = *pass.m_parts;
    auto& body = m_parts->body;
    const auto g = spreadOverTokens(parts.pack, gradient);  // [T]
    const auto scored = parts.x.index_select(0, parts.pack.scoredRows);
    if (m_parts->headGradient.defined()) {
        addHeadGradient(body.finalNorm().forward(scored, body.dtype()),
                        m_parts->head,
                        parts.pack.targets,
                        g,
                        m_parts->headGradient);
    }
    const auto dHidden = parts.headGradient.to(at::kFloat).mul_(g.unsqueeze(1));  // [T, D]
    auto dScored = at::zeros_like(dHidden);
    body.finalNorm().backward(dHidden, scored, dScored);
    auto dx = at::zeros_like(parts.x);
    dx.index_add_(0, parts.pack.scoredRows, dScored);
    parts.x.reset();
    parts.headGradient.reset();
    body.backward(std::move(dx), parts.pack, parts.adapter, std::move(parts.cache));
}

// --- adapters -----------------------------------------------------------------------------------

void CausalLm::attachLora(const LoraConfig& lora, std::uint64_t seed) {
    m_parts->lora = lora;
    m_parts->useAdapter = true;
    m_parts->body.attachLora(lora, seed);
}

void CausalLm::loadAdapter(const std::filesystem::path& directory) {
    const auto adapter = readAdapter(directory);
    m_parts->body.attachLora(
        adapter.config, adapter.tensors, (directory / "adapter_model.safetensors").string());
    m_parts->lora = adapter.config;
    m_parts->useAdapter = true;
}

void CausalLm::saveAdapter(const std::filesystem::path& directory, const std::string& base) const {
    if (!m_parts->lora) {
        throw Error(directory.string(), "the model has no adapter to save", "attach one first");
    }
    AdapterFiles files{.config = *m_parts->lora};
    for (const auto& parameter : m_parts->body.parameters()) {
        files.tensors.emplace_back(parameter.name, parameter.value.to(at::kCPU));
    }
    writeAdapter(directory, files, base);
}

void CausalLm::dropAdapter() {
    m_parts->body.detachLora();
    m_parts->lora.reset();
}

bool CausalLm::hasAdapter() const {
    return m_parts->lora.has_value();
}

void CausalLm::useAdapter(bool use) {
    m_parts->useAdapter = use;
}

void CausalLm::saveMerged(const std::filesystem::path& directory) const {
    const auto dtype = m_parts->body.dtype();  // as the model computes
    auto tensors = m_parts->body.merged(dtype);
    if (!config().tiedEmbeddings) {
        tensors.emplace_back("lm_head.weight", m_parts->head.to(at::kCPU).to(dtype).contiguous());
    }
    writeModelFolder(directory,
                     source(),
                     tensors,
                     {{"dtype", dtype == at::kFloat ? "float32" : "bfloat16"},
                      {"torch_dtype", dtype == at::kFloat ? "float32" : "bfloat16"},
                      {"architectures", {"LlamaForCausalLM"}}});
}

}  // namespace lire::models
