// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/out_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

#include <unistd.h>

#include "core/error.h"
#include "core/training/checkpoint.h"

namespace lire::app {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& problem,
                         const std::string& mend = "give another folder") {
    throw Error("--out", problem, mend);
}

/// The path itself, or the nearest folder above it that is there.
fs::path nearestThere(const std::string& path) {
    auto there = fs::absolute(path).lexically_normal();
    std::error_code absent;
    while (!fs::exists(fs::symlink_status(there, absent)) && there.has_relative_path()) {
        there = there.parent_path();
    }
    return there;
}

void requireWritable(const std::string& out) {
    if (out.empty()) {
        refuse("names no folder", "give the folder to write");
    }
    const auto there = nearestThere(out);
    std::error_code failure;
    if (!fs::is_directory(there, failure)) {
        refuse(there.string() + " is no folder");
    }
    if (::access(there.c_str(), W_OK | X_OK) != 0) {
        refuse(there.string() + " cannot be written", "give another folder, or make it writable");
    }
    // A right to write is not all: in /proc nobody makes a folder.
    auto probe = (there / ".lire-XXXXXX").string();
    if (::mkdtemp(probe.data()) != nullptr) {
        ::rmdir(probe.c_str());
    } else if (errno != ENOSPC && errno != EDQUOT) {  // a full disk may be freed meanwhile
        refuse(there.string() + " cannot be written (" + std::strerror(errno) + ")");
    }
}

void requireNoInput(const std::string& out, const std::vector<NamedInput>& inputs) {
    for (const auto& input : inputs) {
        std::error_code absent;  // a built-in model's name is no path
        if (!input.path.empty() && fs::equivalent(out, input.path, absent)) {
            refuse(out + " is the folder of " + input.option);
        }
    }
}

bool isModelFile(const fs::path& file) {
    static constexpr std::array<std::string_view, 2> configs = {"config.json",
                                                                "adapter_config.json"};
    static constexpr std::array<std::string_view, 3> weights = {".safetensors", ".gguf", ".bin"};
    const auto is = [](const auto& list, const std::string& text) {
        return std::find(list.begin(), list.end(), text) != list.end();
    };
    return is(configs, file.filename().string()) || is(weights, file.extension().string());
}

void requireNoModel(const std::string& out) {
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(out, absent)) {
        if (isModelFile(entry.path())) {
            refuse(out + " holds a model already (" + entry.path().filename().string() + ")");
        }
    }
}

}  // namespace

void checkOutFolder(const std::string& out, const std::vector<NamedInput>& inputs) {
    requireWritable(out);
    requireNoInput(out, inputs);
    requireNoModel(out);
}

void checkTrainingFolder(const std::string& out,
                         const std::vector<NamedInput>& inputs,
                         bool resume) {
    requireWritable(out);
    requireWritable(checkpointsIn(out));
    requireNoInput(out, inputs);
    if (!training::hasCheckpoints(checkpointsIn(out))) {
        requireNoModel(out);
    } else if (!resume) {
        refuse(out + " holds the checkpoints of an earlier training",
               "give --resume to go on with it, or another --out");
    }
}

std::string checkpointsIn(const std::string& out) {
    return (fs::path(out) / "checkpoints").string();
}

}  // namespace lire::app
