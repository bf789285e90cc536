// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/logprob_head.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "core/models/products.h"

namespace lire::models {

namespace {

/// Rows whose logits are alive at once: on a CPU few enough for the cache, many enough for the
/// products; a GPU wants more, as far as they take 256 MiB in fp32.
std::int64_t chunkRows(const at::Tensor& hidden, const at::Tensor& head) {
    constexpr std::int64_t most = 256 << 20;
    const auto rowBytes = head.size(0) * std::int64_t{sizeof(float)};
    return hidden.is_cpu() ? 128 : std::max<std::int64_t>(128, most / rowBytes);
}

template <class Body>
void forEachChunk(const at::Tensor& hidden, const at::Tensor& head, Body body) {
    const auto rows = hidden.size(0);
    const auto atOnce = chunkRows(hidden, head);
    for (std::int64_t begin = 0; begin < rows; begin += atOnce) {
        body(begin, std::min(atOnce, rows - begin));
    }
}

/// log softmax(hidden head^T), [C, V] fp32
at::Tensor logSoftmax(const at::Tensor& hidden, const at::Tensor& head) {
    return at::_log_softmax(timesTransposedWide(hidden, head), -1, false);
}

}  // namespace

HeadResult headLogprobs(const at::Tensor& hidden,
                        const at::Tensor& head,
                        const at::Tensor& targets,
                        bool wantGradient) {
    HeadResult result{.logprobs = at::empty({hidden.size(0)}, hidden.options().dtype(at::kFloat))};
    if (wantGradient) {
        result.gradient = at::empty_like(hidden);
    }
    forEachChunk(hidden, head, [&](std::int64_t begin, std::int64_t count) {
        auto logp = logSoftmax(hidden.narrow(0, begin, count), head);  // [C, V]
        const auto target = targets.narrow(0, begin, count);
        result.logprobs.narrow(0, begin, count)
            .copy_(logp.gather(1, target.unsqueeze(1)).squeeze(1));
        if (wantGradient) {
            const auto mean = times(logp.exp_().to(head.scalar_type()), head);  // [C, D]
            result.gradient.narrow(0, begin, count)
                .copy_(head.index_select(0, target).to(at::kFloat) - mean.to(at::kFloat));
        }
    });
    return result;
}

void addHeadGradient(const at::Tensor& hidden,
                     const at::Tensor& head,
                     const at::Tensor& targets,
                     const at::Tensor& g,
                     const at::Tensor& headGradient) {
    forEachChunk(hidden, head, [&](std::int64_t begin, std::int64_t count) {
        const auto rows = hidden.narrow(0, begin, count);
        const auto weight = g.narrow(0, begin, count).unsqueeze(1);  // [C, 1]
        auto p = logSoftmax(rows, head).exp_().mul_(weight);         // [C, V]
        const auto wide = rows.to(at::kFloat);
        headGradient.addmm_(p.t(), wide, 1.0, -1.0);
        headGradient.index_add_(0, targets.narrow(0, begin, count), wide * weight);
    });
}

HeadDivergence headDivergence(const at::Tensor& hidden,
                              const at::Tensor& head,
                              double temperature,
                              const at::Tensor& otherHidden,
                              const at::Tensor& otherHead,
                              const at::Tensor& targets) {
    const auto options = hidden.options().dtype(at::kFloat);
    HeadDivergence result{.kl = at::empty({hidden.size(0)}, options),
                          .k1 = at::empty({hidden.size(0)}, options),
                          .logprobs = at::empty({hidden.size(0)}, options)};
    forEachChunk(hidden, head, [&](std::int64_t begin, std::int64_t count) {
        const auto target = targets.narrow(0, begin, count).unsqueeze(1);
        auto p = logSoftmax(hidden.narrow(0, begin, count), head);
        result.logprobs.narrow(0, begin, count).copy_(p.gather(1, target).squeeze(1));
        if (temperature != 1.0) {
            // log softmax(z / T) from log softmax(z): they differ by a constant a row.
            p = at::_log_softmax(p.div_(temperature), -1, false);
        }
        const auto q = logSoftmax(otherHidden.narrow(0, begin, count), otherHead);
        const auto difference = p - q;
        result.k1.narrow(0, begin, count).copy_(difference.gather(1, target).squeeze(1));
        result.kl.narrow(0, begin, count).copy_((p.exp() * difference).sum(-1));
    });
    return result;
}

}  // namespace lire::models
