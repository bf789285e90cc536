// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/candidate_pool.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <span>
#include <utility>

#include "core/data/read_groups.h"
#include "core/data/responses.h"
#include "core/data/token_lists.h"
#include "core/data/write_groups.h"
#include "core/error.h"
#include "core/sampling/sampler.h"
#include "core/weights/atomic_file.h"

namespace lire::experiment {

namespace {

using Groups = std::vector<data::CandidateGroup>;

/// Prompts of a part: enough to fill a batch, little to lose by a kill.
constexpr std::size_t promptsPerPart = 32;
/// Drawing takes most of a part's time, scoring the rest.
constexpr double drawingShare = 0.7;

sampling::DecodingSettings decodingOf(const DecodingChoice& choice) {
    return {.strategy = choice.strategy,
            .temperature = choice.temperature,
            .topP = choice.topP,
            .topK = choice.topK,
            .maxNewTokens = choice.maxNewTokens};
}

bool endsWithStop(const std::vector<text::TokenId>& ids, const models::ModelSource& source) {
    const auto& stops = source.stopTokens;
    return !ids.empty() && std::find(stops.begin(), stops.end(), ids.back()) != stops.end();
}

/// A part of the pool while it is made.
class Part {
public:
    Part(RunContext& context,
         const models::CausalLm& policy,
         const PoolSettings& settings,
         Groups groups,
         std::function<void(double)> progress)
        : m_context(context),
          m_policy(policy),
          m_settings(settings),
          m_candidates(*context.experiment.candidates),
          m_groups(std::move(groups)),
          m_progress(std::move(progress)) {}

    /// False where stopped.
    bool make() {
        for (auto& group : m_groups) {
            if (!m_candidates.keepGiven) {
                data::removeResponses(group);
            }
            trimPrompt(group);
        }
        return draw() && score();
    }

    Groups take() { return std::move(m_groups); }

private:
    /// Leaves room for the new tokens: the prompt's end is kept.
    void trimPrompt(data::CandidateGroup& group) const {
        const auto most = std::max<std::int64_t>(
            m_context.experiment.policy.maxLength - m_candidates.decoding.maxNewTokens, 1);
        const auto length = static_cast<std::int64_t>(group.promptIds.size());
        if (length > most) {
            group.promptIds.erase(group.promptIds.begin(),
                                  group.promptIds.begin() + (length - most));
        }
    }

    bool draw() {
        std::vector<sampling::SamplingPrompt> prompts;
        for (const auto& group : m_groups) {
            const auto given = group.size();
            const auto wanted = static_cast<std::size_t>(m_candidates.responses);
            prompts.push_back({.key = group.id,
                               .ids = group.promptIds,
                               .responses = wanted > given ? wanted - given : 0,
                               .firstIndex = given});
        }
        const auto decoding = decodingOf(m_candidates.decoding);
        const auto drawn = sampling::sampleResponses(
            m_policy,
            prompts,
            decoding,
            m_settings.seed,
            sampling::decodedTogether(m_policy, prompts, decoding),
            m_context.stop,
            [&](const sampling::SamplingProgress& state) { tellSamples(state); });
        if (m_context.stop.stop_requested()) {
            return false;
        }
        const data::ResponseSource from{.kind = "policy",
                                        .policy = m_settings.policy,
                                        .step = m_settings.step,
                                        .temperature = decoding.temperature,
                                        .topP = decoding.topP,
                                        .topK = decoding.topK,
                                        .seed = m_settings.seed};
        for (std::size_t q = 0; q < m_groups.size(); ++q) {
            for (const auto& response : drawn[q]) {
                data::addResponse(
                    m_groups[q], response.ids, response.finished, from, m_policy.source());
            }
        }
        return true;
    }

    void tellSamples(const sampling::SamplingProgress& state) {
        m_context.shouldStop();
        m_progress(drawingShare * static_cast<double>(state.done) /
                   static_cast<double>(state.total));
        if (m_context.reporter.due("sample", 1.0)) {
            m_context.reporter.send(runs::SampleEvent{
                .done = static_cast<std::int64_t>(state.done),
                .total = static_cast<std::int64_t>(state.total),
                .tokensPerSecond = state.tokensPerSecond,
                .prompt = shownPrompt(m_groups[state.prompt]),
                .response = m_policy.source().tokenizer->decode(state.newest->ids, true)});
        }
    }

    bool score() {
        std::vector<models::TokenList> lists;
        for (const auto& group : m_groups) {
            lists.push_back({.prompt = group.promptIds, .responses = group.responseIds});
        }
        const auto guide = m_context.experiment.guide();
        const auto rewards = m_context.models.judge(guide).scores(
            m_groups, lists, m_context.stop, [&](std::size_t done) {
                m_context.shouldStop();
                m_progress(drawingShare + (1.0 - drawingShare) * static_cast<double>(done) /
                                              static_cast<double>(lists.size()));
            });
        if (m_context.stop.stop_requested()) {
            return false;
        }
        double sum = 0.0;
        double count = 0.0;
        for (std::size_t q = 0; q < m_groups.size(); ++q) {
            m_groups[q].rewards = rewards[q];
            sum += std::accumulate(rewards[q].begin(), rewards[q].end(), 0.0);
            count += static_cast<double>(rewards[q].size());
        }
        m_context.reporter.send(
            runs::ScoreEvent{.done = static_cast<std::int64_t>(m_groups.size()),
                             .total = static_cast<std::int64_t>(m_groups.size()),
                             .rewardModel = guide,
                             .mean = sum / std::max(count, 1.0)});
        return true;
    }

    static std::string shownPrompt(const data::CandidateGroup& group) {
        if (const auto* turns = std::get_if<std::vector<text::ChatMessage>>(&group.prompt)) {
            return turns->empty() ? std::string() : turns->back().content;
        }
        return std::get<std::string>(group.prompt);
    }

    RunContext& m_context;
    const models::CausalLm& m_policy;
    const PoolSettings& m_settings;
    const CandidateSettings& m_candidates;
    Groups m_groups;
    std::function<void(double)> m_progress;
};

std::filesystem::path partFile(const std::filesystem::path& folder, std::size_t part) {
    std::array<char, 32> name = {};
    std::snprintf(name.data(), name.size(), "part-%05zu.jsonl", part);
    return folder / name.data();
}

void writePart(const std::filesystem::path& file, const Groups& groups) {
    std::string lines;
    for (const auto& group : groups) {
        lines += data::toJson(group).dump() + "\n";
    }
    weights::writeTextFile(file, lines);
}

/// A part as it was written: a list that is left out would be missed by nobody.
Groups readPart(const std::filesystem::path& file, std::size_t lists) {
    constexpr auto mend = "start the experiment as a new run";
    auto read = data::readGroups(file, {.dropDuplicates = false});
    if (!read.problems.empty()) {
        const auto& first = read.problems.front();
        throw Error(first.place(), first.problem(), mend, Blame::Running);
    }
    if (read.groups.size() != lists) {
        throw Error(
            file.string(),
            "holds " + std::to_string(read.groups.size()) + " lists, not " + std::to_string(lists),
            mend,
            Blame::Running);
    }
    return std::move(read.groups);
}

}  // namespace

data::CandidateGroup withIds(const data::CandidateGroup& group, const RunContext& context) {
    const auto& source = *context.models.policySource();
    auto list = data::tokenList(
        group, source, static_cast<std::size_t>(context.experiment.policy.maxLength));
    auto result = group;
    result.promptIds = std::move(list.prompt);
    result.responseIds = std::move(list.responses);
    result.finished.clear();
    for (const auto& ids : result.responseIds) {
        result.finished.push_back(endsWithStop(ids, source));
    }
    result.sources.resize(result.responseIds.size());
    return result;
}

Groups candidatePool(RunContext& context,
                     const models::CausalLm& policy,
                     const PoolSettings& settings) {
    const auto& train = context.data.train;
    const std::size_t parts = (train.size() + promptsPerPart - 1) / promptsPerPart;
    Groups pool;
    for (std::size_t part = 0; part < parts; ++part) {
        const auto file = partFile(settings.folder, part);
        const auto begin = part * promptsPerPart;
        const auto end = std::min(begin + promptsPerPart, train.size());
        Groups groups;
        if (std::filesystem::exists(file)) {
            groups = readPart(file, end - begin);
        } else {
            if (context.shouldStop()) {
                return {};
            }
            for (std::size_t q = begin; q < end; ++q) {
                groups.push_back(withIds(train[q], context));
            }
            Part made(context, policy, settings, std::move(groups), [&](double fraction) {
                const double whole =
                    (static_cast<double>(part) + fraction) / static_cast<double>(parts);
                context.reporter.progress(settings.progressFrom +
                                          (settings.progressTo - settings.progressFrom) * whole);
            });
            if (!made.make()) {
                return {};
            }
            groups = made.take();
            writePart(file, groups);
        }
        std::move(groups.begin(), groups.end(), std::back_inserter(pool));
    }
    return pool;
}

}  // namespace lire::experiment
