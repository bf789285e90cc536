// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/flash_attention.h"

#include <cmath>
#include <map>

#include <ATen/ATen.h>

#include "core/models/gpu/driver.h"

namespace lire::models {

namespace {

double scaleOf(const at::Tensor& q) {
    return 1.0 / std::sqrt(static_cast<double>(q.size(2)));
}

/// Runs of queries and of keys that belong together.
struct Runs {
    const at::Tensor& queries;
    const at::Tensor& keys;
    std::int64_t longestQueries = 0;
    std::int64_t longestKeys = 0;
    bool causal = false;
};

Runs withinSequences(const Pack& pack) {
    const auto& runs = pack.runs;
    return {.queries = runs.sequences,
            .keys = runs.sequences,
            .longestQueries = runs.longestSequence,
            .longestKeys = runs.longestSequence,
            .causal = true};
}

Runs responsesOnPrompts(const Pack& pack) {
    const auto& runs = pack.runs;
    return {.queries = runs.responses,
            .keys = runs.prompts,
            .longestQueries = runs.longestResponses,
            .longestKeys = runs.longestPrompt,
            .causal = false};
}

/// Result [N, H, d] and log-sum-exp of scores [H, N] fp32.
Attended forward(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Runs& runs) {
    auto result = at::_flash_attention_forward(q,
                                               k,
                                               v,
                                               runs.queries,
                                               runs.keys,
                                               runs.longestQueries,
                                               runs.longestKeys,
                                               0.0,
                                               runs.causal,
                                               false,
                                               scaleOf(q));
    return {.out = std::get<0>(result), .logSumExp = std::get<1>(result)};
}

/// The kernels take probabilities from the joint log-sum-exp and the slope's correction from the
/// joint result, so that each part's gradients are those of the joint softmax.
AttentionGradient backward(const at::Tensor& gradient,
                           const at::Tensor& q,
                           const at::Tensor& k,
                           const at::Tensor& v,
                           const Attended& joint,
                           const Runs& runs) {
    const auto unused = at::empty({2}, q.options().dtype(at::kUInt64));  // of dropout
    auto result = at::_flash_attention_backward(gradient,
                                                q,
                                                k,
                                                v,
                                                joint.out,
                                                joint.logSumExp,
                                                runs.queries,
                                                runs.keys,
                                                runs.longestQueries,
                                                runs.longestKeys,
                                                0.0,
                                                runs.causal,
                                                unused,
                                                unused,
                                                scaleOf(q));
    return {.q = std::get<0>(result), .k = std::get<1>(result), .v = std::get<2>(result)};
}

at::Tensor promptsOf(const at::Tensor& x, const Pack& pack) {
    return x.narrow(0, 0, pack.promptRows);
}

at::Tensor responsesOf(const at::Tensor& x, const Pack& pack) {
    return x.narrow(0, pack.promptRows, pack.rows - pack.promptRows);
}

bool hasResponseRows(const Pack& pack) {
    return pack.rows > pack.promptRows;
}

/// Joins what the responses see of their prompts to what they see of themselves, in place.
void join(const Attended& onPrompts, const Attended& own, const Pack& pack) {
    const auto out = responsesOf(own.out, pack);
    const auto logSumExp =
        own.logSumExp.narrow(1, pack.promptRows, pack.rows - pack.promptRows);  // [H, R]
    const auto joint = at::logaddexp(logSumExp, onPrompts.logSumExp);
    const auto share = (onPrompts.logSumExp - joint).exp_().t().unsqueeze(-1);  // [R, H, 1]
    out.copy_(at::lerp(out.to(at::kFloat), onPrompts.out.to(at::kFloat), share));
    logSumExp.copy_(joint);
}

}  // namespace

bool flashTakes(const at::Tensor& q) {
    constexpr int ampere = 80;
    if (!q.is_cuda() || q.scalar_type() != at::kBFloat16 || q.size(2) % 8 != 0 || q.size(2) > 256) {
        return false;
    }
    thread_local std::map<c10::DeviceIndex, int> capabilities;
    const auto [known, isNew] = capabilities.try_emplace(q.device().index(), 0);
    if (isNew) {
        known->second = gpu::computeCapability(q.device());
    }
    return known->second >= ampere;
}

Attended flashAttend(const at::Tensor& q,
                     const at::Tensor& k,
                     const at::Tensor& v,
                     const Pack& pack) {
    auto own = forward(q, k, v, withinSequences(pack));
    if (hasResponseRows(pack)) {
        const auto onPrompts = forward(
            responsesOf(q, pack), promptsOf(k, pack), promptsOf(v, pack), responsesOnPrompts(pack));
        join(onPrompts, own, pack);
    }
    own.out = own.out.view({q.size(0), -1});
    return own;
}

AttentionGradient flashAttendBackward(const at::Tensor& gradient,
                                      const at::Tensor& q,
                                      const at::Tensor& k,
                                      const at::Tensor& v,
                                      const Attended& attended,
                                      const Pack& pack) {
    const auto dOut = gradient.view(q.sizes());
    const Attended joint{.out = attended.out.view(q.sizes()), .logSumExp = attended.logSumExp};
    auto result = backward(dOut, q, k, v, joint, withinSequences(pack));
    if (hasResponseRows(pack)) {
        const auto responses = pack.rows - pack.promptRows;
        const Attended ofResponses{
            .out = responsesOf(joint.out, pack),
            .logSumExp = joint.logSumExp.narrow(1, pack.promptRows, responses).contiguous()};
        const auto onPrompts = backward(responsesOf(dOut, pack),
                                        responsesOf(q, pack),
                                        promptsOf(k, pack),
                                        promptsOf(v, pack),
                                        ofResponses,
                                        responsesOnPrompts(pack));
        responsesOf(result.q, pack).add_(onPrompts.q);
        promptsOf(result.k, pack).add_(onPrompts.k);
        promptsOf(result.v, pack).add_(onPrompts.v);
    }
    return result;
}

}  // namespace lire::models
