// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/data/group.h"
#include "core/evaluation/judge.h"
#include "core/models/causal_lm.h"
#include "core/sampling/decoding_settings.h"

namespace lire::evaluation {

/// A test prompt: as written, and as the policy's ids.
struct TestPrompt {
    data::CandidateGroup group = {};
    std::vector<text::TokenId> ids = {};
};

/// One response of the policy under evaluation, all that is known of it.
struct EvaluatedResponse {
    std::string promptId = {};
    std::size_t index = 0;  ///< of the prompt's responses
    std::vector<text::TokenId> ids = {};
    std::string text = {};
    bool finished = false;
    double logprob = 0.0;       ///< untempered, of the policy; sum with the EOS, nats
    double k1 = 0.0;            ///< log pi_T - log pi_ref of this sequence
    double raoBlackwell = 0.0;  ///< sum of exact next-token KL of the tempered policy from the
                                ///< reference at temperature 1 over this sequence's prefixes
    std::map<std::string, double> rewards = {};  ///< by judge
};

/// What is measured of a policy, and how.
struct EvaluationRequest {
    std::span<const TestPrompt> prompts = {};
    std::size_t responsesPerPrompt = 1;
    sampling::DecodingSettings decoding = {};
    std::uint64_t seed = 1;
    std::vector<const Judge*> judges = {};
    /// Of the log-probs and the KL; null: the policy without its adapter.
    const models::CausalLm* reference = nullptr;
    /// Without it log-probs and KL stay 0, and two forward passes are spared.
    bool divergence = true;
};

/// Samples, scores and measures a policy at one temperature. Prompts in order, each with its
/// responses in order. Empty when `stop` was requested. `progress` is told a fraction of the whole.
std::vector<EvaluatedResponse> evaluatePolicy(
    models::CausalLm& policy,
    const EvaluationRequest& request,
    const std::stop_token& stop,
    const std::function<void(double fraction)>& progress = {});

}  // namespace lire::evaluation
