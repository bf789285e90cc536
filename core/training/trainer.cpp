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
#include "core/training/query_order.h"
#include "core/training/schedule.h"

namespace lire::training {

namespace {

using Rows = std::vector<std::vector<double>>;

/// The batch as the objective reads it, and what it gave.
struct BatchLoss {
    Rows gradient = {};  ///< [Q][M] d(mean loss) / dl
    double loss = 0.0;
};

std::vector<double> lengthsOf(const models::TokenList& list) {
    std::vector<double> lengths;
    for (const auto& response : list.responses) {
        lengths.push_back(static_cast<double>(response.size()));
    }
    return lengths;
}

std::vector<models::TokenList> listsOfBatch(const std::vector<const TrainingQuery*>& batch) {
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

    AdamW& adamW() {
        if (!optimizer) {
            optimizer.emplace(policy.parameters(), AdamW::Settings{});
        }
        return *optimizer;
    }

    /// The objective of each query, its gradient divided by the number of queries; fills what the
    /// report says of the lists.
    BatchLoss batchLoss(const std::vector<const TrainingQuery*>& batch,
                        const Rows& logprobs,
                        StepReport& report) const {
        BatchLoss result;
        const double share = 1.0 / static_cast<double>(batch.size());
        double responses = 0.0;
        double tokens = 0.0;
        double logprobSum = 0.0;
        double rewardSum = 0.0;
        for (std::size_t q = 0; q < batch.size(); ++q) {
            const auto& query = *batch[q];
            const auto lengths = lengthsOf(query.list);
            auto value = objective.evaluate({.logprobs = logprobs[q],
                                             .lengths = lengths,
                                             .rewards = query.rewards,
                                             .referenceLogprobs = query.referenceLogprobs,
                                             .sftIndex = query.sftIndex});
            const auto spread = objectives::saturation(logprobs[q], saturationTemperature);
            report.maxProbability += share * spread.maxProbability;
            report.effectiveCandidates += share * spread.effectiveCandidates;
            report.gradientWeight += share * objectives::gradientWeight(value.gradient);
            result.loss += share * value.loss;
            for (std::size_t j = 0; j < lengths.size(); ++j) {
                value.gradient[j] *= share;
                responses += 1.0;
                tokens += lengths[j];
                logprobSum += logprobs[q][j];
                rewardSum += query.rewards.empty() ? 0.0 : query.rewards[j];
            }
            result.gradient.push_back(std::move(value.gradient));
        }
        report.loss = result.loss;
        report.logprobMean = logprobSum / tokens;
        report.responseTokens = tokens / responses;
        report.rewardMean = rewardSum / responses;
        return result;
    }

    /// Gradients of the batch's loss into the parameters, in passes under the token budget.
    void accumulate(const std::vector<const TrainingQuery*>& batch,
                    std::int64_t tokensPerPass,
                    StepReport& report) const {
        const auto lists = listsOfBatch(batch);
        const auto passes = models::cutIntoPieces(lists, tokensPerPass);
        if (passes.size() == 1) {  // no second forward
            auto pass = policy.forward(lists);
            const auto loss = batchLoss(batch, pass.logprobs(), report);
            policy.backward(std::move(pass), loss.gradient);
            return;
        }
        auto logprobs = models::emptyRows<double>(lists);
        for (const auto& pieces : passes) {
            auto sums = policy.logprobs(models::listsOf(pieces)).sums;
            models::placeRows(pieces, std::move(sums), logprobs);
        }
        const auto loss = batchLoss(batch, logprobs, report);
        for (const auto& pieces : passes) {
            auto pass = policy.forward(models::listsOf(pieces));
            policy.backward(std::move(pass), rowsOfPass(pieces, loss.gradient));
        }
    }

    void update(double learningRate, double clip, StepReport& report) {
        report.learningRate = learningRate;
        report.gradientNorm = clipGradients(policy.parameters(), clip);
        if (!std::isfinite(report.gradientNorm) || !std::isfinite(report.loss)) {
            throw Error("step " + std::to_string(report.step),
                        "the loss or its gradient is not a finite number",
                        "lower the learning rate, or use fp32; the last checkpoint is unharmed",
                        Blame::Running);
        }
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
