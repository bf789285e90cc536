// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/read_data.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/data/pairs.h"
#include "core/data/read_groups.h"
#include "core/data/split.h"
#include "core/experiment/experiment_json.h"

namespace lire::experiment {

namespace {

/// Whether the training entries must have answers; candidates can do without.
bool needsGivenAnswers(const Experiment& experiment) {
    const bool trainsReward =
        std::any_of(experiment.rewardModels.begin(),
                    experiment.rewardModels.end(),
                    [](const RewardModelSettings& model) { return model.train.has_value(); });
    const bool trainsOnGiven = std::any_of(
        experiment.train.begin(), experiment.train.end(), [](const TrainSettings& train) {
            return train.data == "given";
        });
    return trainsReward || trainsOnGiven;
}

std::vector<data::CandidateGroup> readFiles(const std::vector<std::string>& files,
                                            const std::filesystem::path& folder,
                                            const std::string& place,
                                            bool needResponses,
                                            ExperimentData& into) {
    std::vector<data::CandidateGroup> groups;
    for (std::size_t i = 0; i < files.size(); ++i) {
        try {
            auto read =
                data::readGroups(resolvePath(files[i], folder), {.needResponses = needResponses});
            into.counts.read += read.counts.entries;
            into.counts.empty += read.counts.empty;
            into.counts.duplicates += read.counts.duplicates;
            into.counts.unreadable += read.counts.unreadable;
            into.problems.insert(into.problems.end(), read.problems.begin(), read.problems.end());
            std::move(read.groups.begin(), read.groups.end(), std::back_inserter(groups));
        } catch (const Error& error) {
            into.errors.emplace_back(place + "/" + std::to_string(i),
                                     error.place() + ": " + error.problem(),
                                     error.mend(),
                                     error.blame());
        }
    }
    return groups;
}

void keepFirstPrompts(std::vector<data::CandidateGroup>& groups, std::size_t limit) {
    std::unordered_set<std::string> kept;
    std::erase_if(groups, [&kept, limit](const data::CandidateGroup& group) {
        auto key = data::promptKey(group);
        return !kept.contains(key) && (kept.size() == limit || !kept.insert(std::move(key)).second);
    });
}

}  // namespace

bool usesGivenAnswers(const Experiment& experiment) {
    return needsGivenAnswers(experiment) ||
           (experiment.candidates && experiment.candidates->keepGiven);
}

ExperimentData readData(const Experiment& experiment, const std::filesystem::path& folder) {
    ExperimentData result;
    auto train = readFiles(
        experiment.data.train, folder, "/data/train", needsGivenAnswers(experiment), result);
    auto test = readFiles(experiment.data.test, folder, "/data/test", false, result);
    auto split =
        experiment.data.testShare
            ? data::splitByPrompt(std::move(train), *experiment.data.testShare, experiment.seed)
            : data::separate(std::move(train), std::move(test));
    result.train = std::move(split.train);
    result.test = std::move(split.test);
    if (experiment.data.limit) {
        keepFirstPrompts(result.train, static_cast<std::size_t>(*experiment.data.limit));
    }
    result.counts.train = result.train.size();
    result.counts.test = result.test.size();
    result.counts.testPrompts = data::countPrompts(result.test);
    result.counts.leaked = split.leaked;
    result.counts.withPair = static_cast<std::size_t>(
        std::count_if(result.train.begin(), result.train.end(), data::hasPreference));
    return result;
}

}  // namespace lire::experiment
