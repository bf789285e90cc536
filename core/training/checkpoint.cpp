// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/checkpoint.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/weights/atomic_file.h"
#include "core/weights/load_stored.h"
#include "core/weights/safetensors_file.h"
#include "core/weights/safetensors_writer.h"

namespace lire::training {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t keptCheckpoints = 2;

std::string folderName(std::int64_t step) {
    std::array<char, 32> name = {};
    std::snprintf(name.data(), name.size(), "step-%08lld", static_cast<long long>(step));
    return name.data();
}

/// Whole checkpoints, oldest first.
std::vector<fs::path> wholeCheckpoints(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with("step-") && name.find('.') == std::string::npos) {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool isOfStep(const fs::path& checkpoint, std::int64_t step) {
    return checkpoint.filename().string().starts_with(folderName(step));
}

/// A name that is free and sorts behind the others of this step: the former stays until the new
/// one is in its place.
std::string newName(const std::vector<fs::path>& whole, std::int64_t step) {
    auto plain = folderName(step);
    int number = 0;
    for (const auto& checkpoint : whole) {
        if (isOfStep(checkpoint, step)) {
            const auto name = checkpoint.filename().string();
            number = name == plain ? 1 : std::atoi(name.c_str() + plain.size() + 1);
        }
    }
    if (number == 0) {
        return plain;
    }
    std::array<char, 16> suffix = {};
    std::snprintf(suffix.data(), suffix.size(), "-%04d", number + 1);
    return plain + suffix.data();
}

[[noreturn]] void failed(const fs::path& path, const std::error_code& failure) {
    throw Error(path.string(),
                "cannot be written (" + failure.message() + ")",
                "free some space or make the folder writable, then resume",
                Blame::Running);
}

void removeQuietly(const fs::path& path) {
    std::error_code failure;  // an old checkpoint that stays is no harm
    fs::remove_all(path, failure);
}

Progress readProgress(const fs::path& path) {
    std::ifstream stream(path);
    const auto json = nlohmann::json::parse(stream, nullptr, false);
    const auto count = [&](const char* key) {
        if (!json.is_object() || !json.contains(key) || !json[key].is_number_unsigned()) {
            throw Error(path.string(),
                        std::string("is damaged: no count under \"") + key + "\"",
                        "delete this checkpoint's folder: the one before it is used then");
        }
        return json[key].get<std::int64_t>();
    };
    return {.step = count("step"), .round = count("round"), .stepOfRound = count("step_of_round")};
}

}  // namespace

Checkpoints::Checkpoints(fs::path folder) : m_folder(std::move(folder)) {}

void Checkpoints::save(std::span<const models::Parameter> parameters,
                       AdamW& optimizer,
                       const Progress& progress) {
    const auto target = m_folder / newName(wholeCheckpoints(m_folder), progress.step);
    const auto temporary = m_folder / (folderName(progress.step) + ".tmp");
    std::error_code failure;
    fs::remove_all(temporary, failure);
    fs::create_directories(temporary, failure);
    if (failure) {
        failed(temporary, failure);
    }
    weights::NamedTensors tensors;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto& name = parameters[i].name;
        tensors.emplace_back(name, parameters[i].value.to(at::kCPU));
        tensors.emplace_back(name + ".first_moment", optimizer.firstMoments()[i].to(at::kCPU));
        tensors.emplace_back(name + ".second_moment", optimizer.secondMoments()[i].to(at::kCPU));
    }
    weights::writeSafetensors(temporary / "state.safetensors", tensors);
    const nlohmann::json json = {{"format", 1},
                                 {"step", progress.step},
                                 {"round", progress.round},
                                 {"step_of_round", progress.stepOfRound},
                                 {"optimizer_steps", optimizer.steps()}};
    weights::writeTextFile(temporary / "state.json", json.dump(2) + "\n");
    weights::syncFolder(temporary);
    fs::rename(temporary, target, failure);
    if (failure) {
        failed(target, failure);
    }
    weights::syncFolder(m_folder);
    auto whole = wholeCheckpoints(m_folder);
    std::erase_if(whole, [&](const fs::path& former) {  // the same step's, e.g. at a round's end
        const bool replaced = former != target && isOfStep(former, progress.step);
        if (replaced) {
            removeQuietly(former);
        }
        return replaced;
    });
    for (std::size_t i = 0; i + keptCheckpoints < whole.size(); ++i) {
        removeQuietly(whole[i]);
    }
}

std::optional<Progress> Checkpoints::load(std::span<models::Parameter> parameters,
                                          AdamW& optimizer) const {
    const auto whole = wholeCheckpoints(m_folder);
    if (whole.empty()) {
        return std::nullopt;
    }
    const auto& newest = whole.back();
    const auto progress = readProgress(newest / "state.json");
    const weights::SafetensorsFile file(newest / "state.safetensors");
    const auto place = (newest / "state.safetensors").string();
    if (file.tensors().size() != 3 * parameters.size()) {
        throw Error(place,
                    "holds " + std::to_string(file.tensors().size()) + " tensors, the training " +
                        std::to_string(3 * parameters.size()),
                    "resume with the settings that the checkpoint was made with");
    }
    const auto put = [&](const std::string& name, at::Tensor& into) {
        const auto tensor = weights::loadStored(file, name, at::kFloat);
        if (tensor.sizes() != into.sizes()) {
            throw Error(place + ", " + name,
                        "has another shape than the model that is trained",
                        "resume with the settings that the checkpoint was made with");
        }
        into.copy_(tensor);
    };
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        put(parameters[i].name, parameters[i].value);
        put(parameters[i].name + ".first_moment", optimizer.firstMoments()[i]);
        put(parameters[i].name + ".second_moment", optimizer.secondMoments()[i]);
    }
    optimizer.setSteps(progress.step);
    return progress;
}

}  // namespace lire::training
