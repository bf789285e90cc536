// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/train_stage.h"

#include <algorithm>

#include "core/data/pairs.h"
#include "core/error.h"
#include "core/experiment/candidate_pool.h"
#include "core/experiment/digest.h"
#include "core/experiment/lora_config.h"
#include "core/objectives/registry.h"
#include "core/training/trainer.h"

namespace lire::experiment {

namespace {

using Queries = std::vector<training::TrainingQuery>;
using Groups = std::vector<data::CandidateGroup>;

/// Temperature of the saturation curves where the objective has none.
constexpr double plainTemperature = 1.0;

/// Fractions of a stage: evolve rounds share the training's part evenly.
constexpr double trainingShare = 0.75;

runs::StepEvent toEvent(const training::StepReport& report) {
    return {.step = report.step,
            .steps = report.steps,
            .epoch = report.epoch,
            .loss = report.loss,
            .learningRate = report.learningRate,
            .gradientNorm = report.gradientNorm,
            .rewardMean = report.rewardMean,
            .maxProbability = report.maxProbability,
            .effectiveCandidates = report.effectiveCandidates,
            .gradientWeight = report.gradientWeight,
            .logprobMean = report.logprobMean,
            .responseTokens = report.responseTokens,
            .tokens = report.tokens,
            .tokensPerSecond = report.tokensPerSecond,
            .peakBytes = report.peakBytes};
}

Queries queriesOf(const Groups& groups) {
    Queries queries;
    for (const auto& group : groups) {
        if (group.responseIds.empty()) {
            continue;  // nothing to learn from
        }
        training::TrainingQuery query{
            .list = {.prompt = group.promptIds, .responses = group.responseIds},
            .rewards = group.rewards,
            .sftIndex = data::sftIndex(group)};
        if (query.rewards.empty()) {  // objectives that read no rewards (sft)
            query.rewards.assign(group.responseIds.size(), 0.0);
        }
        queries.push_back(std::move(query));
    }
    return queries;
}

/// Of the ids of every list, in order.
std::string digestOf(const Queries& queries) {
    Digest digest;
    const auto add = [&digest](const std::vector<text::TokenId>& ids) {
        digest.add(ids.size());
        for (const auto id : ids) {
            digest.add(static_cast<std::uint64_t>(id));
        }
    };
    for (const auto& query : queries) {
        add(query.list.prompt);
        digest.add(query.list.responses.size());
        for (const auto& response : query.list.responses) {
            add(response);
        }
    }
    return digest.text();
}

/// Where a policy stands in the experiment file: "/train/0".
std::string pointerOf(const RunContext& context, const TrainSettings& settings) {
    const auto& all = context.experiment.train;
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const auto& one) { return one.name == settings.name; });
    return "/train/" + std::to_string(found - all.begin());
}

/// One policy's training from beginning to end.
class Training {
public:
    Training(RunContext& context, const TrainSettings& settings, EvaluationStage* evaluation)
        : m_context(context),
          m_settings(settings),
          m_evaluation(evaluation),
          m_folder(context.files.folder(settings.name)),
          m_place(pointerOf(context, settings)),
          m_kind(objectives::objectiveKind(settings.objective, m_place + "/objective")),
          m_objective(objectives::makeObjective(settings.objective, settings.options, m_place)),
          m_policy(context.models.newPolicy(loraConfig(settings.lora),
                                            seedOf(context.experiment.seed, Draw::Adapter))),
          m_trainer(m_policy,
                    *m_objective,
                    settings.options.value("temperature", plainTemperature),
                    m_folder / "checkpoints") {}

    StageEnd run() {
        const bool resumed = m_trainer.resume();
        // Also where the run was ended before its first checkpoint: those steps come again.
        m_context.store.forgetStage(m_context.run, m_settings.name, m_trainer.step());
        if (resumed && !catchUpLive()) {
            return StageEnd::Stopped;
        }
        for (auto round = m_trainer.roundsDone(); round < m_settings.evolve; ++round) {
            auto queries = prepare(round);
            if (queries.empty()) {
                return StageEnd::Stopped;
            }
            if (!train(queries, round)) {
                return StageEnd::Stopped;
            }
        }
        m_policy.saveAdapter(m_context.files.adapterFolder(m_settings.name),
                             m_context.models.policySource()->name);
        if (m_evaluation != nullptr &&
            !m_evaluation->measure(m_policy, m_settings.name, m_trainer.step(), trainingShare)) {
            return StageEnd::Stopped;
        }
        m_context.files.markDone(m_settings.name, {{"steps", m_trainer.step()}});
        return StageEnd::Done;
    }

private:
    std::int64_t stepsOfRound(std::size_t queries) const {
        return training::stepsFor(queries, m_settings.iterate, m_settings.batch);
    }

    double fractionAt(std::int64_t round, double part) const {
        return trainingShare * (static_cast<double>(round) + part) /
               static_cast<double>(m_settings.evolve);
    }

    /// The round's lists with reference log-probs; empty where stopped.
    Queries prepare(std::int64_t round) {
        auto queries = queriesOf(groupsOf(round));
        if (queries.empty()) {
            if (!m_context.stop.stop_requested()) {
                throw Error(m_place,
                            "no training prompt has a response",
                            "give data with answers, or train on candidates");
            }
            return {};
        }
        if (m_kind.needsReference && !addReferences(queries, round)) {
            return {};
        }
        return queries;
    }

    Groups groupsOf(std::int64_t round) {
        if (m_settings.data == "given") {
            Groups groups;
            for (const auto& group : m_context.data.train) {
                if (group.size() > 0) {
                    groups.push_back(withIds(group, m_context));
                }
            }
            return groups;
        }
        if (round == 0) {  // the pool of the stage "candidates"
            return candidatePool(
                m_context, m_policy, {.folder = m_context.files.folder("candidates")});
        }
        const auto folder = m_folder / ("evolve-" + std::to_string(round));
        std::filesystem::create_directories(folder);
        return candidatePool(
            m_context,
            m_policy,
            {.policy = m_settings.name,
             .step = m_trainer.step(),
             .seed = seedOf(
                 m_context.experiment.seed, Draw::Candidates, static_cast<std::uint64_t>(round)),
             .folder = folder,
             .progressFrom = fractionAt(round, 0.0),
             .progressTo = fractionAt(round, 0.4)});
    }

    /// The log-probs of these lists by the reference, which is the model without any adapter:
    /// computed once and kept in the stage's folder with a digest of the lists that they are of.
    bool addReferences(Queries& queries, std::int64_t round) {
        const auto file = m_folder / ("reference-" + std::to_string(round) + ".json");
        const nlohmann::json digest = digestOf(queries);
        std::vector<std::vector<double>> rows;
        const auto known = StageFiles::readJson(file);
        if (known && known->is_object() && known->value("lists", nlohmann::json()) == digest) {
            known->at("rows").get_to(rows);
        } else {
            std::vector<models::TokenList> lists;
            for (const auto& query : queries) {
                lists.push_back(query.list);
            }
            rows = training::referenceLogprobs(
                m_policy, lists, m_context.stop, [&](std::size_t) { m_context.shouldStop(); });
            if (m_context.stop.stop_requested()) {
                return false;
            }
            StageFiles::writeJson(file, {{"lists", digest}, {"rows", rows}});
        }
        for (std::size_t q = 0; q < queries.size(); ++q) {
            queries[q].referenceLogprobs = rows.at(q);
        }
        return true;
    }

    bool train(const Queries& queries, std::int64_t round) {
        const auto roundSteps = stepsOfRound(queries.size());
        const auto first = round * roundSteps;
        const double begin = round == 0 ? 0.0 : 0.4;
        const auto end = m_trainer.train(
            queries,
            {.epochs = m_settings.iterate,
             .totalSteps = roundSteps * m_settings.evolve,
             .batch = m_settings.batch,
             .learningRate = m_settings.learningRate,
             .warmupShare = m_settings.warmup,
             .weightDecay = m_settings.weightDecay,
             .clip = m_settings.clip,
             .tokensPerPass = m_context.compute.tokensPerPass,
             .checkpointEvery = m_settings.checkpointEvery,
             .seed = seedOf(m_context.experiment.seed, Draw::Order),
             .evaluateEvery = liveEvery()},
            m_context.stop,
            [&](const training::StepReport& report) {
                m_context.reporter.send(toEvent(report));
                const double part =
                    static_cast<double>(report.step - first) / static_cast<double>(roundSteps);
                m_context.reporter.progress(fractionAt(round, begin + (1.0 - begin) * part));
                m_context.shouldStop();
            },
            [&](std::int64_t step) { live(step); });
        return end == training::TrainEnd::Done;
    }

    std::int64_t liveEvery() const {
        return m_evaluation != nullptr ? m_context.experiment.evaluate->every : 0;
    }

    void live(std::int64_t step) { m_evaluation->measureLive(m_policy, m_settings.name, step); }

    /// An evaluation that a kill cut off after its checkpoint is made now.
    bool catchUpLive() {
        const auto every = liveEvery();
        const auto step = m_trainer.step();
        return every == 0 || step == 0 || step % every != 0 ||
               m_evaluation->measureLive(m_policy, m_settings.name, step);
    }

    RunContext& m_context;
    const TrainSettings& m_settings;
    EvaluationStage* m_evaluation;
    std::filesystem::path m_folder;
    std::string m_place;
    const objectives::ObjectiveKind& m_kind;
    std::unique_ptr<objectives::Objective> m_objective;
    models::CausalLm& m_policy;
    training::Trainer m_trainer;
};

}  // namespace

StageEnd runTrainStage(RunContext& context,
                       const TrainSettings& settings,
                       EvaluationStage* evaluation) {
    Training training(context, settings, evaluation);
    return training.run();
}

}  // namespace lire::experiment
