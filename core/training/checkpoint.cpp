// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/checkpoint.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
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
/// Of a checkpoint that is being written: "step-00000010.tmp".
constexpr std::string_view temporaryEnd = ".tmp";

/// A checkpoint's name: "step-00000010", or "step-00000010-0002" for a step's second.
struct Name {
    std::int64_t step = 0;
    std::int64_t number = 1;  ///< among those of the same step

    auto operator<=>(const Name&) const = default;
};

struct Whole {
    Name name = {};
    fs::path path = {};
};

std::string padded(std::int64_t value, int digits) {
    std::array<char, 32> text = {};
    std::snprintf(text.data(), text.size(), "%0*lld", digits, static_cast<long long>(value));
    return text.data();
}

std::string textOf(const Name& name) {
    auto text = "step-" + padded(name.step, 8);
    return name.number == 1 ? text : text + "-" + padded(name.number, 4);
}

/// Takes a whole number from the text's beginning; nothing where there is none.
std::optional<std::int64_t> takeNumber(std::string_view& text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr std::int64_t most = 1'000'000'000'000;  // so that one more is a number, too
    if (read.ec != std::errc() || text.front() == '-' || value > most) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return value;
}

/// Nothing for a name that save() does not give: a copy made by hand, what a kill left (".tmp").
std::optional<Name> parseName(std::string_view text) {
    constexpr std::string_view prefix = "step-";
    if (!text.starts_with(prefix)) {
        return std::nullopt;
    }
    text.remove_prefix(prefix.size());
    const auto step = takeNumber(text);
    if (!step || text.empty()) {
        return step ? std::optional(Name{.step = *step}) : std::nullopt;
    }
    if (text.front() != '-') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto number = takeNumber(text);
    if (!number || !text.empty()) {
        return std::nullopt;
    }
    return Name{.step = *step, .number = *number};
}

/// Whole checkpoints, oldest first.
std::vector<Whole> wholeCheckpoints(const fs::path& folder) {
    std::vector<Whole> found;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
        if (const auto name = parseName(entry.path().filename().string())) {
            found.push_back({.name = *name, .path = entry.path()});
        }
    }
    std::sort(
        found.begin(), found.end(), [](const Whole& a, const Whole& b) { return a.name < b.name; });
    return found;
}

/// A name that is free and comes behind the others of this step: the former stays until the new
/// one is in its place.
Name newName(const std::vector<Whole>& whole, std::int64_t step) {
    Name name{.step = step};
    for (const auto& checkpoint : whole) {
        if (checkpoint.name.step == step) {
            name.number = checkpoint.name.number + 1;
        }
    }
    return name;
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

nlohmann::json readState(const fs::path& path) {
    std::ifstream stream(path);
    return nlohmann::json::parse(stream, nullptr, false);
}

Progress readProgress(const fs::path& path) {
    const auto json = readState(path);
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

bool isUnfinishedCheckpoint(const fs::path& path) {
    return path.extension() == temporaryEnd && parseName(path.stem().string()).has_value();
}

bool hasCheckpoints(const fs::path& folder) {
    return !wholeCheckpoints(folder).empty();
}

void requireSameTraining(const fs::path& folder, const Description& description) {
    const auto whole = wholeCheckpoints(folder);
    if (whole.empty()) {
        return;
    }
    const auto json = readState(whole.back().path / "state.json");
    const auto known = json.is_object() ? json.find("training") : json.end();
    const auto different =
        known == json.end() ? std::nullopt : firstDifference(description, descriptionOf(*known));
    if (!different) {
        return;
    }
    const auto inWords = [](const DescribedSetting& setting) {
        return setting.shown.empty() ? setting.value : setting.shown;
    };
    const auto& [now, before] = *different;
    throw Error(now.name,
                "is " + inWords(now) + ", but the training in " + folder.string() +
                    " was begun with " + inWords(before),
                "resume it with its own settings, or begin in another folder");
}

Checkpoints::Checkpoints(fs::path folder) : m_folder(std::move(folder)) {}

void Checkpoints::requireNone() const {
    if (hasCheckpoints(m_folder)) {
        throw Error(m_folder.string(),
                    "holds the checkpoints of an earlier training",
                    "resume that one, or begin in another folder");
    }
}

void Checkpoints::save(std::span<const models::Parameter> parameters,
                       AdamW& optimizer,
                       const Progress& progress) {
    const auto target = m_folder / textOf(newName(wholeCheckpoints(m_folder), progress.step));
    const auto temporary = m_folder / textOf({.step = progress.step}).append(temporaryEnd);
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
    nlohmann::json json = {{"format", 1},
                           {"step", progress.step},
                           {"round", progress.round},
                           {"step_of_round", progress.stepOfRound},
                           {"optimizer_steps", optimizer.steps()}};
    if (!m_description.empty()) {
        json["training"] = toJson(m_description);
    }
    weights::writeTextFile(temporary / "state.json", json.dump(2) + "\n");
    weights::syncFolder(temporary);
    fs::rename(temporary, target, failure);
    if (failure) {
        failed(target, failure);
    }
    weights::syncFolder(m_folder);
    auto whole = wholeCheckpoints(m_folder);
    std::erase_if(whole, [&](const Whole& former) {  // the same step's, e.g. at a round's end
        const bool replaced = former.path != target && former.name.step == progress.step;
        if (replaced) {
            removeQuietly(former.path);
        }
        return replaced;
    });
    for (std::size_t i = 0; i + keptCheckpoints < whole.size(); ++i) {
        removeQuietly(whole[i].path);
    }
}

std::optional<Progress> Checkpoints::load(std::span<models::Parameter> parameters,
                                          AdamW& optimizer) const {
    const auto whole = wholeCheckpoints(m_folder);
    if (whole.empty()) {
        return std::nullopt;
    }
    const auto& newest = whole.back().path;
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
