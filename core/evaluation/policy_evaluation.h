// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/models/causal_lm.h"
#include "core/models/reward_model.h"
#include "core/sampling/decoding_settings.h"

namespace lire::evaluation {

/// A test prompt with its reference answer's rewards.
struct TestPrompt {
    std::string id = {};
    std::vector<text::TokenId> ids = {};
    std::vector<text::TokenId> reference = {};         ///< with EOS
    std::map<std::string, double> referenceRewards = {};  ///< by reward model
};

/// One response of the policy under evaluation, all that is known of it.
struct EvaluatedResponse {
    std::string promptId = {};
    std::size_t index = 0;  ///< of the prompt's responses
    std::vector<text::TokenId> ids = {};
    std::string text = {};
    bool finished = false;
    double logprob = 0.0;       ///< untempered, of the policy
    double k1 = 0.0;
    double raoBlackwell = 0.0;  ///< KL of the tempered policy from the reference at 1
    std::map<std::string, double> rewards = {};
};

/// Samples, scores and measures a policy at one temperature. The reference is the policy without its
/// adapter, or `reference`. Empty result when `stop` was requested.
std::vector<EvaluatedResponse> evaluatePolicy(
    models::CausalLm& policy,
    const models::CausalLm* reference,
    const std::vector<std::pair<std::string, const models::RewardModel*>>& rewardModels,
    std::span<const TestPrompt> prompts,
    std::size_t responsesPerPrompt,
    const sampling::DecodingSettings& decoding,
    std::uint64_t seed,
    std::stop_token stop,
    const std::function<void(double fraction)>& progress = {});

}  // namespace lire::evaluation
