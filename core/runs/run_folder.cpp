// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_folder.h"

#include <array>

#include "core/error.h"

namespace lire::runs {

namespace {

/// 'A' to 'a'; '-' for what a folder's name should not hold. Not by the locale: ids must be alike
/// everywhere.
char plainLetter(char c) {
    if (c >= 'A' && c <= 'Z') {
        return static_cast<char>(c - 'A' + 'a');
    }
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return kept ? c : '-';
}

std::string plainName(std::string_view name) {
    constexpr std::size_t longest = 40;
    std::string plain;
    for (const char c : name) {
        const char letter = plainLetter(c);
        const bool dashAgain = letter == '-' && (plain.empty() || plain.back() == '-');
        if (!dashAgain && plain.size() < longest) {
            plain += letter;
        }
    }
    while (!plain.empty() && plain.back() == '-') {
        plain.pop_back();
    }
    return plain.empty() ? "run" : plain;
}

}  // namespace

std::filesystem::path databaseFile(const std::filesystem::path& workspace) {
    return workspace / "workspace.db";
}

std::filesystem::path runFolderPath(const std::filesystem::path& workspace,
                                    const std::string& run) {
    if (run.empty() || run.front() == '.' || run.find('/') != std::string::npos) {
        throw Error(workspace.string(),
                    "\"" + run + "\" is not the id of a run",
                    "use an id as the workspace lists it");
    }
    return workspace / "runs" / run;
}

std::string runId(std::time_t time, std::string_view name) {
    std::tm local = {};
    localtime_r(&time, &local);
    std::array<char, 32> text = {};
    const auto length = std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S", &local);
    return std::string(text.data(), length) + "-" + plainName(name);
}

}  // namespace lire::runs
