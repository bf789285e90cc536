// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "app/lire_process.h"

/// Commands that train, on a random model and lists of a few tokens: a step takes milliseconds.
namespace lire::tests {

namespace fs = std::filesystem;

inline const std::string tinyModel = LIRE_TEST_DATA "/models/tied";

/// What a command did.
struct Ended {
    int code = 0;
    std::vector<nlohmann::json> lines = {};
    std::string errors = {};
};

inline Ended runLire(const std::vector<std::string>& arguments) {
    const QTemporaryDir folder;
    LireProcess process(arguments, folder.filePath("errors").toStdString());
    Ended ended;
    for (const auto& line : process.lines()) {
        ended.lines.push_back(nlohmann::json::parse(line));
    }
    ended.code = process.wait();
    ended.errors = process.errors();
    return ended;
}

/// Where a test's trainings read and write.
class TrainingFolder {
public:
    std::string path(const std::string& name) const {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }
    /// A folder's name that was not given before.
    std::string fresh() { return path("out-" + std::to_string(++m_number)); }

private:
    QTemporaryDir m_folder;
    int m_number = 0;
};

/// A command's options by name: a later one replaces an earlier one. An empty value: a flag.
using Given = std::vector<std::pair<std::string, std::string>>;

inline std::vector<std::string> commandLine(const std::string& command, const Given& options) {
    std::vector<std::string> arguments = {command};
    for (auto option = options.begin(); option != options.end(); ++option) {
        const bool replaced = std::any_of(option + 1, options.end(), [&](const auto& later) {
            return later.first == option->first;
        });
        if (!replaced) {
            arguments.push_back(option->first);
            if (!option->second.empty()) {
                arguments.push_back(option->second);
            }
        }
    }
    return arguments;
}

inline Given with(Given options, const Given& more) {
    options.insert(options.end(), more.begin(), more.end());
    return options;
}

/// What every command here is given: one thread, so that its numbers are the same each time.
inline Given quietly() {
    return {{"--threads", "1"}, {"--device", "cpu"}, {"--dtype", "fp32"}, {"--quiet", ""}};
}

inline void writeText(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

inline std::string contentOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
}

inline std::set<std::string> namesIn(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

inline std::set<std::string> keysOf(const nlohmann::json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.insert(key);
    }
    return keys;
}

/// Fails with the errors unless the command ended with this code.
#define LIRE_ENDED(ended, want) QVERIFY2((ended).code == (want), (ended).errors.c_str())

/// Its one line of errors.
inline QString sentenceOf(const Ended& ended) {
    return QString::fromStdString(ended.errors).trimmed();
}

}  // namespace lire::tests
