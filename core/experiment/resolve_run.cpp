// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/resolve_run.h"

#include "core/experiment/digest.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/input_files.h"

namespace lire::experiment {

namespace {

constexpr std::int64_t standardTokensPerPass = 8192;

}  // namespace

Experiment withResolvedPaths(Experiment experiment, const std::filesystem::path& folder) {
    experiment.policy.model = resolveModel(experiment.policy.model, folder);
    if (experiment.policy.adapter) {
        experiment.policy.adapter = resolvePath(*experiment.policy.adapter, folder).string();
    }
    for (auto* files : {&experiment.data.train, &experiment.data.test}) {
        for (auto& file : *files) {
            file = resolvePath(file, folder).string();
        }
    }
    for (auto& reward : experiment.rewardModels) {
        if (reward.model) {
            reward.model = resolveModel(*reward.model, folder);
        }
        if (reward.train && reward.train->model) {
            reward.train->model = resolveModel(*reward.train->model, folder);
        }
    }
    return experiment;
}

nlohmann::json resolveRun(const Experiment& experiment, const std::filesystem::path& folder) {
    const auto budget =
        experiment.tokensPerPass > 0 ? experiment.tokensPerPass : standardTokensPerPass;
    models::setThreads(static_cast<int>(experiment.threads));
    const auto compute = models::resolveCompute({.device = experiment.device,
                                                 .dtype = experiment.dtype,
                                                 .tokensPerPass = budget,
                                                 .keepMebibytes = experiment.activationMemory},
                                                "bf16-if-fast");
    const auto resolved = withResolvedPaths(experiment, folder);
    nlohmann::json facts = {{"device", compute.device},
                            {"dtype", compute.dtype},
                            {"threads", models::threads()},
                            {"tokens_per_pass", compute.tokensPerPass},
                            {"data", dataFacts(resolved)},
                            {"models", modelFacts(resolved)},
                            {"version", LIRE_VERSION}};
    if (compute.keepBytes >= 0) {  // else by what is free on a GPU at each pass
        facts["activation_memory"] = compute.keepBytes >> 20;
    }
    return facts;
}

models::Compute computeOf(const nlohmann::json& resolved) {
    models::setThreads(resolved.at("threads").get<int>());
    return models::resolveCompute(
        {.device = resolved.at("device").get<std::string>(),
         .dtype = resolved.at("dtype").get<std::string>(),
         .tokensPerPass = resolved.at("tokens_per_pass").get<std::int64_t>(),
         .keepMebibytes = resolved.value("activation_memory", std::int64_t{0})},
        "fp32");
}

std::string digestOf(const Experiment& experiment, const nlohmann::json& resolved) {
    Digest digest;
    auto described = toJson(experiment);
    if (experiment.activationMemory == 0) {
        described.erase("activation_memory");  // runs of before this setting keep their digest
    }
    digest.add(described.dump());
    for (const auto& file : resolved.at("data")) {
        digest.add(file.at("digest").get<std::string>());
    }
    // Nothing where all are built in or an earlier version resolved: those runs keep their digest.
    for (const auto& model : resolved.value("models", nlohmann::json::array())) {
        for (const auto& file : model.at("files")) {
            const std::filesystem::path path = file.at("path").get<std::string>();
            digest.add(path.filename().string());
            digest.add(file.at("bytes").get<std::uint64_t>());
            digest.add(file.at("digest").get<std::string>());
        }
    }
    return digest.text();
}

}  // namespace lire::experiment
