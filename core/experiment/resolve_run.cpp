// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/resolve_run.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <string_view>

#include "core/error.h"
#include "core/experiment/experiment_json.h"

namespace lire::experiment {

namespace {

constexpr std::int64_t standardTokensPerPass = 8192;

/// FNV-1a, 64 bits, in hexadecimal: tells files apart, guards against nothing.
class Digest {
public:
    void add(std::string_view bytes) {
        for (const char byte : bytes) {
            m_state = (m_state ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
        }
    }
    std::string text() const {
        std::array<char, 17> hex = {};
        std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(m_state));
        return hex.data();
    }

private:
    std::uint64_t m_state = 0xcbf29ce484222325ULL;
};

nlohmann::json fileFacts(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(path, "cannot be read", "name a readable file");
    }
    Digest digest;
    std::string block(std::size_t{1} << 20U, '\0');
    std::uint64_t bytes = 0;
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
        const auto count = static_cast<std::size_t>(file.gcount());
        digest.add(std::string_view(block).substr(0, count));
        bytes += count;
    }
    return {{"path", path}, {"bytes", bytes}, {"digest", digest.text()}};
}

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
    nlohmann::json files = nlohmann::json::array();
    for (const auto* list : {&resolved.data.train, &resolved.data.test}) {
        for (const auto& file : *list) {
            files.push_back(fileFacts(file));
        }
    }
    nlohmann::json facts = {{"device", compute.device},
                            {"dtype", compute.dtype},
                            {"threads", models::threads()},
                            {"tokens_per_pass", compute.tokensPerPass},
                            {"data", files},
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
    return digest.text();
}

}  // namespace lire::experiment
