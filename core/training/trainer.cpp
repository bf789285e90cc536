// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include <chrono>
#include <cmath>
#include <utility>

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/models/pieces.h"
#include "core/objectives/saturation.h"
#include "core/training/adam_w.h"
#include "core/training/checkpoint.h"
#include "core/training/divergence.h"
#include "core/training/query_order.h"
#include "core/training/schedule.h"

namespace lire::training {

namespace {

using Rows = std::vector<std::vector<double>>;

using Batch = std::span<const TrainingQuery* const>;

/// What a step's report says of its lists, summed up query by query.
struct Means {
    double loss = 0.0;
    double maxProbability = 0.0;
    double effectiveCandidates = 0.0;
    double gradientWeight = 0.0;
    double responses = 0.0;
    double tokens = 0.0;    ///< of responses
    double logprobs = 0.0;  ///< sum over responses
    double rewards = 0.0;   ///< sum over responses

    void tell(StepReport& report) const {
        report.loss = loss;
        report.maxProbability = maxProbability;
        report.effectiveCandidates = effectiveCandidates;
        report.gradientWeight = gradientWeight;
        report.logprobMean = logprobs / tokens;
        report.responseTokens = tokens / responses;
        report.rewardMean = rewards / responses;
    }
};

std::vector<double> lengthsOf(const models::TokenList& list) {
    std::vector<double> lengths;
    for (const auto& response : list.responses) {
        lengths.push_back(static_cast<double>(response.size()));
    }
    return lengths;
}

std::vector<models::TokenList> listsOf(Batch batch) {
    std::vector<models::TokenList> lists;
    lists.reserve(batch.size());
    for (const auto* query : batch) {
        lists.push_back(query->list);
    }
    return lists;
}

/// The rows of one pass from those of the batch.
Rows rowsOfPass(const models::PiecePass& pass, const Rows& all) {
    Rows rows;
    for (const auto& piece : pass) {
        const auto begin =
            all[piece.query].begin() + static_cast<std::ptrdiff_t>(piece.firstResponse);
        rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(piece.list.responses.size()));
    }
    return rows;
}

}  // namespace

std::int64_t stepsFor(std::size_t queries, std::int64_t epochs, std::int64_t batch) {
    const auto count = static_cast<std::int64_t>(queries);
    return epochs * ((count + batch - 1) / batch);
}

struct Trainer::Parts {
    models::CausalLm& policy;
    const objectives::Objective& objective;
    double saturationTemperature;
    Checkpoints checkpoints;
    std::optional<AdamW> optimizer = {};
    Progress progress = {};
    bool begun = false;  ///< anew or by resume()

    AdamW& adamW() {
        if (!optimizer) {
            optimizer.emplace(policy.parameters(), AdamW::Settings{});
        }
        return *optimizer;
    }

    /// The objective of each query, its gradient times `share`: [queries][M]. Adds to the means.
    Rows gradientOf(Batch queries, const Rows& logprobs, double share, Means& means) const {
        Rows gradient;
        for (std::size_t q = 0; q < queries.size(); ++q) {
            const auto& query = *queries[q];
            const auto lengths = lengthsOf(query.list);
            auto value = objective.evaluate({.logprobs = logprobs[q],
                                             .lengths = lengths,
                                             .rewards = query.rewards,
                                             .referenceLogprobs = query.referenceLogprobs,
                                             .sftIndex = query.sftIndex});
            const auto spread = objectives::saturation(logprobs[q], saturationTemperature);
            means.maxProbability += share * spread.maxProbability;
            means.effectiveCandidates += share * spread.effectiveCandidates;
            means.gradientWeight += share * objectives::gradientWeight(value.gradient);
            means.loss += share * value.loss;
            for (std::size_t j = 0; j < lengths.size(); ++j) {
                value.gradient[j] *= share;
                means.responses += 1.0;
                means.tokens += lengths[j];
                means.logprobs += logprobs[q][j];
                means.rewards += query.rewards.empty() ? 0.0 : query.rewards[j];
            }
            gradient.push_back(std::move(value.gradient));
        }
        return gradient;
    }

    /// Queries that fit into one pass: the objective reads a query's own log-probs alone, so that
    /// nothing is computed twice.
    void accumulateWhole(Batch queries, double share, Means& means) const {
        auto pass = policy.forward(listsOf(queries));
        const auto gradient = gradientOf(queries, pass.logprobs(), share, means);
        policy.backward(std::move(pass), gradient);
    }

    /// A query over the token budget: log-probs of all its pieces first, then each piece's way
    /// there and back.
    void accumulateCut(Batch query, std::int64_t tokensPerPass, double share, Means& means) const {
        const auto lists = listsOf(query);
        const auto logprobs = policy.logprobs(lists).sums;
        const auto gradient = gradientOf(query, logprobs, share, means);
        for (const auto& pieces : models::cutIntoPieces(lists, tokensPerPass)) {
            auto pass = policy.forward(models::listsOf(pieces));
            policy.backward(std::move(pass), rowsOfPass(pieces, gradient));
        }
    }

    /// Gradients of the batch's loss into the parameters, in passes under the token budget.
    void accumulate(Batch batch, std::int64_t tokensPerPass, StepReport& report) const {
        const double share = 1.0 / static_cast<double>(batch.size());
        const auto budget = static_cast<std::size_t>(tokensPerPass);
        Means means;
        for (std::size_t begin = 0; begin < batch.size();) {
            auto tokens = models::tokenCount(batch[begin]->list);
            auto end = begin + 1;
            for (; end < batch.size(); ++end) {
                tokens += models::tokenCount(batch[end]->list);
                if (tokens > budget) {
                    break;
                }
            }
            const auto queries = batch.subspan(begin, end - begin);
            if (models::tokenCount(queries.front()->list) > budget) {
                accumulateCut(queries, tokensPerPass, share, means);
            } else {
                accumulateWhole(queries, share, means);
            }
            begin = end;
        }
        means.tell(report);
    }

    void update(double learningRate, double clip, StepReport& report) {
        report.learningRate = learningRate;
        report.gradientNorm = clipGradients(policy.parameters(), clip);
        checkFinite(report.step,
                    report.loss,
                    report.gradientNorm,
                    "the loss or its gradient",
                    policy.compute().dtype);
        adamW().step(policy.parameters(), learningRate);
        policy.parametersChanged();
    }

    void save() { checkpoints.save(policy.parameters(), adamW(), progress); }
};

Trainer::Trainer(models::CausalLm& policy,
                 const objectives::Objective& objective,
                 double saturationTemperature,
                 std::filesystem::path checkpoints)
    : m_parts(new Parts{.policy = policy,
                        .objective = objective,
                        .saturationTemperature = saturationTemperature,
                        .checkpoints = Checkpoints(std::move(checkpoints))}) {}

Trainer::~Trainer() = default;

bool Trainer::resume() {
    m_parts->begun = true;
    const auto progress = m_parts->checkpoints.load(m_parts->policy.parameters(), m_parts->adamW());
    if (!progress) {
        return false;
    }
    m_parts->progress = *progress;
    m_parts->policy.parametersChanged();
    return true;
}

std::int64_t Trainer::step() const {
    return m_parts->progress.step;
}

std::int64_t Trainer::roundsDone() const {
    return m_parts->progress.round;
}

void Trainer::saveCheckpoint() {
    m_parts->save();
}

TrainEnd Trainer::train(std::span<const TrainingQuery> queries,
                        const TrainSettings& settings,
                        const std::stop_token& stop,
                        const std::function<void(const StepReport&)>& report,
                        const std::function<void(std::int64_t step)>& evaluate) {
    auto& parts = *m_parts;
    auto& progress = parts.progress;
    if (!std::exchange(parts.begun, true)) {
        parts.checkpoints.requireNone();
    }
    parts.checkpoints.describe(settings.description);
    // Here and not where it is made: resume() makes it before the settings are known.
    parts.adamW().setSettings({.beta1 = settings.beta1,
                               .beta2 = settings.beta2,
                               .epsilon = settings.epsilon,
                               .weightDecay = settings.weightDecay});
    const auto roundSteps = stepsFor(queries.size(), settings.epochs, settings.batch);
    const auto totalSteps = settings.totalSteps > 0 ? settings.totalSteps : roundSteps;
    const auto epochs = static_cast<double>(stepsFor(queries.size(), 1, settings.batch));
    while (progress.stepOfRound < roundSteps) {
        if (stop.stop_requested()) {
            parts.save();
            return TrainEnd::Stopped;
        }
        const auto begun = std::chrono::steady_clock::now();
        const auto chosen = stepQueries(
            progress.stepOfRound, queries.size(), settings.batch, settings.seed, progress.round);
        std::vector<const TrainingQuery*> batch;
        StepReport told{.step = progress.step + 1, .steps = totalSteps};
        for (const auto index : chosen.queries) {
            batch.push_back(&queries[index]);
            told.tokens += static_cast<std::int64_t>(models::tokenCount(queries[index].list));
        }
        parts.policy.zeroGradients();
        parts.accumulate(batch, settings.tokensPerPass, told);
        parts.update(
            learningRateAt(progress.step, totalSteps, settings.warmupShare, settings.learningRate),
            settings.clip,
            told);
        ++progress.step;
        ++progress.stepOfRound;
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
        told.epoch = static_cast<double>(progress.stepOfRound) / epochs +
                     static_cast<double>(progress.round * settings.epochs);
        told.tokensPerSecond = static_cast<double>(told.tokens) / seconds.count();
        told.peakBytes =
            std::max(models::peakResidentBytes(), models::peakDeviceBytes(parts.policy.compute()));
        if (report) {
            report(told);
        }
        if (settings.checkpointEvery > 0 && progress.step % settings.checkpointEvery == 0) {
            parts.save();
        }
        if (evaluate && settings.evaluateEvery > 0 && progress.step % settings.evaluateEvery == 0) {
            evaluate(progress.step);
        }
    }
    ++progress.round;
    progress.stepOfRound = 0;
    parts.save();
    return TrainEnd::Done;
}

std::vector<std::vector<double>> referenceLogprobs(
    models::CausalLm& policy,
    std::span<const models::TokenList> lists,
    const std::stop_token& stop,
    const std::function<void(std::size_t done)>& progress) {
    constexpr std::size_t part = 16;  // between two looks at `stop`
    policy.useAdapter(false);
    std::vector<std::vector<double>> result;
    try {
        for (std::size_t begin = 0; begin < lists.size() && !stop.stop_requested(); begin += part) {
            const auto count = std::min(part, lists.size() - begin);
            for (auto& row : policy.logprobs(lists.subspan(begin, count)).sums) {
                result.push_back(std::move(row));
            }
            if (progress) {
                progress(result.size());
            }
        }
    } catch (...) {
        policy.useAdapter(true);
        throw;
    }
    policy.useAdapter(true);
    return result;
}

}  // namespace lire::training
