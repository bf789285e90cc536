// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/preflight.h"

#include <utility>

#include "core/experiment/adapter_shape.h"
#include "core/experiment/check_lengths.h"
#include "core/experiment/check_models.h"
#include "core/experiment/cost_model.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/preflight_notes.h"
#include "core/experiment/read_data.h"
#include "core/experiment/smallest_difference.h"
#include "core/experiment/stage_plans.h"
#include "core/models/adapter_files.h"
#include "core/models/compute.h"
#include "core/models/machine_peak.h"
#include "core/models/model_source.h"
#include "core/plain_reason.h"

namespace lire::experiment {

namespace {

/// Prompts whose tokens are counted, of the training and of the test split: quick with any
/// tokenizer. A run counts all.
constexpr std::size_t countedLists = 1024;

ModelSize sizeOf(const models::LlamaConfig& config) {
    const auto width = static_cast<double>(config.hiddenSize);
    const auto inner = static_cast<double>(config.intermediateSize);
    const auto layers = static_cast<double>(config.layers);
    const auto queries = static_cast<double>(config.heads * config.headSize);
    const auto keys = static_cast<double>(config.kvHeads * config.headSize);
    const auto words = static_cast<double>(config.vocabSize) * width;
    return {.bodyParameters = layers * width * (2 * queries + 2 * keys + 3 * inner),
            .headParameters = words,
            .embeddingParameters = config.tiedEmbeddings ? 0.0 : words,
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
    auto threads = static_cast<double>(models::threads());
    if (!cuda) {
        threads = static_cast<double>(experiment.threads > 0 ? experiment.threads
                                                             : models::machineThreads());
    }
    return {.cuda = cuda,
            .bf16 = compute.dtype == "bf16",
            .matrixRate = models::roughMatrixRate(compute) * threads / models::threads(),
            .keepBytes = static_cast<double>(models::activationBudget(compute))};
}

/// What the models, the device and the tokenizer say of the run. Raises Error.
void plan(const Experiment& experiment,
          const std::filesystem::path& folder,
          const ExperimentData& data,
          Preflight& result) {
    const auto source = checkModels(experiment, folder, data, result.errors, result.notes);
    if (!result.errors.empty()) {
        return;
    }
    if (experiment.policy.adapter) {
        const auto lora = models::readLoraConfig(resolvePath(*experiment.policy.adapter, folder));
        if (auto note = adapterShapeNote(experiment, lora)) {
            result.notes.push_back(std::move(*note));
        }
    }
    const auto lengths = measureLengths(experiment, folder, data, *source, countedLists);
    result.counts.cutPrompts = lengths.prompts.count + lengths.tests.count;
    result.counts.cutAnswers = lengths.answers.count;
    for (auto& note : lengthNotes(experiment, lengths)) {
        result.notes.push_back(std::move(note));
    }
    const CostModel cost(sizeOf(source->config), machineOf(experiment));
    result.stages = stagePlans(experiment, data, lengths.means, cost);
    result.memoryBytes = memoryOf(experiment, lengths.means, cost);
    for (const auto& stage : result.stages) {
        result.minutes += stage.minutes;
    }
}

void read(const nlohmann::json& file, const std::filesystem::path& folder, Preflight& result) {
    const auto experiment = experimentFromJson(file, folder);
    auto data = readData(experiment, folder);
    result.counts = data.counts;
    result.smallestDifference = smallestDifference(data.counts.testPrompts);
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
                                   plainReason(error),
                                   "free memory or disk and check again",
                                   Blame::Running);
    }
    return result;
}

}  // namespace lire::experiment
