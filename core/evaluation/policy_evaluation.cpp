// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/policy_evaluation.h"

#include <algorithm>
#include <utility>

#include "core/sampling/sampler.h"

namespace lire::evaluation {

namespace {

/// Shares of the whole that progress shows: drawing takes most of the time.
constexpr double drawingShare = 0.6;
constexpr double measuringShare = 0.25;

std::vector<sampling::SamplingPrompt> samplingPrompts(std::span<const TestPrompt> prompts,
                                                      std::size_t responses) {
    std::vector<sampling::SamplingPrompt> result;
    for (const auto& prompt : prompts) {
        result.push_back({.key = prompt.group.id, .ids = prompt.ids, .responses = responses});
    }
    return result;
}

/// KL and log-probs of the responses; empty when stopped.
models::ListDivergence measure(const models::CausalLm& policy,
                               const models::CausalLm* reference,
                               std::span<const models::TokenList> lists,
                               double temperature,
                               const std::stop_token& stop,
                               const std::function<void(double)>& progress) {
    constexpr std::size_t part = 16;
    models::ListDivergence all;
    const auto append = [](auto& to, auto&& from) {
        std::move(from.begin(), from.end(), std::back_inserter(to));
    };
    for (std::size_t begin = 0; begin < lists.size() && !stop.stop_requested(); begin += part) {
        const auto count = std::min(part, lists.size() - begin);
        auto some = policy.divergence(lists.subspan(begin, count), temperature, reference);
        append(all.k1, std::move(some.k1));
        append(all.raoBlackwell, std::move(some.raoBlackwell));
        append(all.logprobs, std::move(some.logprobs));
        progress(static_cast<double>(begin + count) / static_cast<double>(lists.size()));
    }
    return all;
}

}  // namespace

std::vector<EvaluatedResponse> evaluatePolicy(
    models::CausalLm& policy,
    const EvaluationRequest& request,
    const std::stop_token& stop,
    const std::function<void(double fraction)>& progress) {
    const auto tell = [&](double fraction) {
        if (progress) {
            progress(fraction);
        }
    };
    const auto& prompts = request.prompts;
    const auto sampled = samplingPrompts(prompts, request.responsesPerPrompt);
    const auto drawn = sampling::sampleResponses(
        policy,
        sampled,
        request.decoding,
        request.seed,
        sampling::decodedTogether(policy, sampled, request.decoding),
        stop,
        [&](const sampling::SamplingProgress& state) {
            tell(drawingShare * static_cast<double>(state.done) / static_cast<double>(state.total));
        });
    if (stop.stop_requested()) {
        return {};
    }
    std::vector<models::TokenList> lists;
    std::vector<data::CandidateGroup> groups;
    for (std::size_t q = 0; q < prompts.size(); ++q) {
        models::TokenList list{.prompt = prompts[q].ids};
        for (const auto& response : drawn[q]) {
            list.responses.push_back(response.ids);
        }
        lists.push_back(std::move(list));
        groups.push_back(prompts[q].group);
    }
    models::ListDivergence divergence;
    if (request.divergence) {
        divergence =
            measure(policy,
                    request.reference,
                    lists,
                    request.decoding.temperature,
                    stop,
                    [&](double fraction) { tell(drawingShare + measuringShare * fraction); });
    }
    std::vector<std::vector<std::vector<double>>> rewards;  // [judges][Q][M]
    for (const auto* judge : request.judges) {
        rewards.push_back(judge->scores(groups, lists, stop));
        tell(drawingShare + measuringShare +
             (1.0 - drawingShare - measuringShare) * static_cast<double>(rewards.size()) /
                 static_cast<double>(request.judges.size()));
    }
    if (stop.stop_requested()) {
        return {};
    }
    std::vector<EvaluatedResponse> result;
    for (std::size_t q = 0; q < prompts.size(); ++q) {
        for (std::size_t j = 0; j < drawn[q].size(); ++j) {
            EvaluatedResponse response{
                .promptId = prompts[q].group.id,
                .index = j,
                .ids = drawn[q][j].ids,
                .text = policy.source().tokenizer->decode(drawn[q][j].ids, true),
                .finished = drawn[q][j].finished};
            if (request.divergence) {
                response.logprob = divergence.logprobs[q][j];
                response.k1 = divergence.k1[q][j];
                response.raoBlackwell = divergence.raoBlackwell[q][j];
            }
            for (std::size_t judge = 0; judge < request.judges.size(); ++judge) {
                response.rewards[request.judges[judge]->name()] = rewards[judge][q][j];
            }
            result.push_back(std::move(response));
        }
    }
    return result;
}

}  // namespace lire::evaluation
