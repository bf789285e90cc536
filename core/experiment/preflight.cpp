// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/preflight.h"

#include <algorithm>
#include <utility>

#include "core/data/token_lists.h"
#include "core/experiment/cost_model.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/preflight_notes.h"
#include "core/experiment/read_data.h"
#include "core/experiment/smallest_difference.h"
#include "core/experiment/stage_plans.h"
#include "core/models/compute.h"
#include "core/models/machine_peak.h"
#include "core/models/model_source.h"
#include "core/models/token_list.h"

namespace lire::experiment {

namespace {

/// Lists whose tokens are counted: enough for a mean, quick with any tokenizer.
constexpr std::size_t countedLists = 64;

ModelSize sizeOf(const models::LlamaConfig& config) {
    const auto width = static_cast<double>(config.hiddenSize);
    const auto inner = static_cast<double>(config.intermediateSize);
    const auto layers = static_cast<double>(config.layers);
    const auto queries = static_cast<double>(config.heads * config.headSize);
    const auto keys = static_cast<double>(config.kvHeads * config.headSize);
    return {.bodyParameters = layers * width * (2 * queries + 2 * keys + 3 * inner),
            .headParameters = static_cast<double>(config.vocabSize) * width,
            .layers = layers,
            .width = width,
            .innerWidth = inner};
}

Machine machineOf(const Experiment& experiment) {
    const auto compute = models::resolveCompute({.device = experiment.device,
                                                 .dtype = experiment.dtype,
                                                 .keepMebibytes = experiment.activationMemory},
                                                "bf16-if-fast");
    const bool cuda = compute.device.starts_with("cuda");
    const auto threads = static_cast<double>(experiment.threads > 0 && !cuda ? experiment.threads
                                                                             : models::threads());
    return {.cuda = cuda,
            .bf16 = compute.dtype == "bf16",
            .matrixRate = models::roughMatrixRate(compute) * threads / models::threads(),
            .keepBytes = static_cast<double>(models::activationBudget(compute))};
}

/// Mean lengths of lists spread evenly over the training groups. Raises Error as tokenList().
MeanLengths measure(const Experiment& experiment,
                    const std::vector<data::CandidateGroup>& groups,
                    const models::ModelSource& source) {
    const auto count = std::min(countedLists, groups.size());
    MeanLengths lengths;
    double responses = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto list = data::tokenList(groups[i * groups.size() / count],
                                          source,
                                          static_cast<std::size_t>(experiment.policy.maxLength));
        lengths.prompt += static_cast<double>(list.prompt.size());
        lengths.response += static_cast<double>(models::tokenCount(list) - list.prompt.size());
        responses += static_cast<double>(list.responses.size());
    }
    if (count > 0) {
        lengths.prompt /= static_cast<double>(count);
        lengths.given = responses / static_cast<double>(count);
    }
    lengths.response = responses > 0 ? lengths.response / responses : 0.0;
    return lengths;
}

/// What the model, the device and the tokenizer say of the run. Raises Error.
void plan(const Experiment& experiment,
          const std::filesystem::path& folder,
          const ExperimentData& data,
          Preflight& result) {
    const auto source = models::openModel(resolveModel(experiment.policy.model, folder));
    const CostModel cost(sizeOf(source->config), machineOf(experiment));
    const auto lengths = measure(experiment, data.train, *source);
    result.stages = stagePlans(experiment, data, lengths, cost);
    result.memoryBytes = memoryOf(experiment, lengths, cost);
    for (const auto& stage : result.stages) {
        result.minutes += stage.minutes;
    }
}

void read(const nlohmann::json& file, const std::filesystem::path& folder, Preflight& result) {
    const auto experiment = experimentFromJson(file, folder);
    auto data = readData(experiment, folder);
    result.counts = data.counts;
    result.smallestDifference = smallestDifference(data.test.size());
    result.errors = std::move(data.errors);
    if (!result.errors.empty()) {
        return;
    }
    result.errors = dataErrors(experiment, data);
    result.notes = preflightNotes(experiment, data);
    if (result.errors.empty()) {
        plan(experiment, folder, data, result);
    }
}

}  // namespace

Preflight preflight(const nlohmann::json& experiment, const std::filesystem::path& experimentFile) {
    Preflight result;
    try {
        read(experiment, experimentFile.parent_path(), result);
    } catch (const Errors& errors) {
        result.errors.insert(result.errors.end(), errors.errors().begin(), errors.errors().end());
    } catch (const Error& error) {
        result.errors.push_back(error);
    } catch (const std::exception& error) {
        result.errors.emplace_back(experimentFile.string(),
                                   error.what(),
                                   "free memory or disk and check again",
                                   Blame::Running);
    }
    return result;
}

}  // namespace lire::experiment
