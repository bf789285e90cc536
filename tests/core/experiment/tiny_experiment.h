// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/runs/event.h"
#include "core/runs/run_reader.h"

/// A whole experiment that takes about a second: a random model of two layers, pairs in a few
/// words, two reward models, three objectives, evaluations.
namespace lire::tests {

namespace fs = std::filesystem;

/// For QTemporaryDir: in memory where there is such a disk. A run flushes every file that it keeps,
/// which takes most of its time on a busy disk.
inline QString quickFolder() {
    const QString memory = "/dev/shm";
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + "/lire-test-XXXXXX";
}

inline nlohmann::json pair(int number) {
    const auto at = std::to_string(number);
    return {{"prompt", "Question " + at + "?"},
            {"chosen", "A good answer to " + at + "."},
            {"rejected", "Nothing about " + at + "."}};
}

inline void writeLines(const fs::path& file, const std::vector<nlohmann::json>& lines) {
    std::ofstream stream(file);
    for (const auto& line : lines) {
        stream << line.dump() << '\n';
    }
}

constexpr int trainPairs = 10;
constexpr int testPairs = 4;

/// train.jsonl with ten pairs and a test prompt; test.jsonl with four.
inline void writePairs(const fs::path& folder) {
    std::vector<nlohmann::json> train;
    std::vector<nlohmann::json> test;
    for (int i = 0; i < trainPairs; ++i) {
        train.push_back(pair(i));
    }
    for (int i = 0; i < testPairs; ++i) {
        test.push_back(pair(100 + i));
    }
    train.push_back(test.front());
    writeLines(folder / "train.jsonl", train);
    writeLines(folder / "test.jsonl", test);
}

/// The experiment over those files.
inline nlohmann::json tinyExperiment() {
    auto json = nlohmann::json::parse(R"({
        "format": 1, "name": "tiny", "seed": 3, "device": "cpu", "dtype": "fp32", "threads": 1,
        "policy": {"max_length": 96},
        "data": {"train": ["train.jsonl"], "test": ["test.jsonl"]},
        "reward_models": {
            "rm": {"train": {"pairs": "first-half", "epochs": 5, "batch": 1}},
            "rm_star": {"train": {"pairs": "second-half", "epochs": 5, "batch": 1}}},
        "candidates": {"responses": 4, "decoding": {"max_new_tokens": 8}, "reward": "rm"},
        "train": [
            {"name": "lire", "objective": "lire", "evolve": 2, "iterate": 2, "batch": 4,
             "learning_rate": 1e-2, "checkpoint_every": 2},
            {"name": "dpo", "objective": "dpo", "data": "given", "iterate": 2, "batch": 4,
             "checkpoint_every": 1},
            {"name": "sft", "objective": "sft", "data": "given", "batch": 4}],
        "evaluate": {"temperatures": [0.7, 1.0], "every": 4, "max_new_tokens": 8,
                     "during": {"prompts": 2, "temperatures": [1.0]}}})");
    json["policy"]["model"] = LIRE_TEST_DATA "/models/tied";
    return json;
}

/// Steps of the policies of that experiment.
constexpr int lireSteps = 12;
constexpr int dpoSteps = 6;
constexpr int sftSteps = 3;

/// Writes files and experiment into the folder; returns the experiment's path.
inline fs::path writeExperiment(const fs::path& folder,
                                const nlohmann::json& experiment = tinyExperiment()) {
    fs::create_directories(folder);
    writePairs(folder);
    const auto path = folder / "experiment.json";
    std::ofstream(path) << experiment.dump(1) << '\n';
    return path;
}

inline std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
}

/// Names of the files in a folder and its folders; none where there is no such folder.
inline std::set<std::string> filesIn(const fs::path& folder) {
    std::set<std::string> names;
    std::error_code absent;
    for (const auto& entry : fs::recursive_directory_iterator(folder, absent)) {
        if (entry.is_regular_file()) {
            names.insert(fs::relative(entry.path(), folder).string());
        }
    }
    return names;
}

/// The first file of `a` that `b` lacks or holds with other bytes, or the other way round; empty
/// where the folders are alike.
inline std::string differingFile(const fs::path& a, const fs::path& b) {
    const auto files = filesIn(a);
    if (files.empty() || files != filesIn(b)) {
        return a.string() + " and " + b.string() + " hold other files";
    }
    for (const auto& file : files) {
        if (bytesOf(a / file) != bytesOf(b / file)) {
            return file;
        }
    }
    return {};
}

inline std::vector<nlohmann::json> linesOf(const fs::path& file) {
    std::vector<nlohmann::json> lines;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(nlohmann::json::parse(line));
    }
    return lines;
}

/// The lists of a pool's folder, all parts.
inline std::vector<nlohmann::json> poolIn(const fs::path& folder) {
    std::vector<nlohmann::json> lists;
    for (const auto& name : filesIn(folder)) {
        if (name.starts_with("part-")) {
            const auto more = linesOf(folder / name);
            lists.insert(lists.end(), more.begin(), more.end());
        }
    }
    return lists;
}

/// An event without what depends on the clock, the machine or the run's name.
inline nlohmann::json timeless(const runs::Event& event) {
    auto json = runs::toJson(event);
    for (const auto* key :
         {"run", "time", "tokens_per_second", "peak_bytes", "seconds_left", "report"}) {
        json.erase(key);
    }
    return json;
}

/// Whether the event comes by the clock and not by the run's course.
inline bool isByClock(const runs::Event& event) {
    const auto* stage = std::get_if<runs::StageEvent>(&event.body);
    const auto* state = std::get_if<runs::StateEvent>(&event.body);
    return std::holds_alternative<runs::SampleEvent>(event.body) ||
           (stage != nullptr && stage->state == "progress") ||
           (state != nullptr && state->state == "running");
}

/// A stored run's events in words, those by the clock left out.
inline std::vector<std::string> course(const fs::path& workspace, const std::string& run) {
    std::vector<std::string> lines;
    for (const auto& stored : runs::RunReader(workspace).events(run)) {
        if (!isByClock(stored.event)) {
            lines.push_back(timeless(stored.event).dump());
        }
    }
    return lines;
}

/// A stored run's steps, evaluations and accuracies in words, ordered by their text: what must be
/// there once, however often the run was ended and resumed.
inline std::vector<std::string> measurements(const fs::path& workspace, const std::string& run) {
    std::vector<std::string> lines;
    for (const auto& stored : runs::RunReader(workspace).events(run)) {
        const auto& body = stored.event.body;
        if (std::holds_alternative<runs::StepEvent>(body) ||
            std::holds_alternative<runs::EvaluationEvent>(body) ||
            std::holds_alternative<runs::RewardAccuracyEvent>(body)) {
            lines.push_back(timeless(stored.event).dump());
        }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

/// A stored run's responses in words, in the store's order.
inline std::vector<std::string> responsesOf(const fs::path& workspace, const std::string& run) {
    std::vector<std::string> lines;
    for (const auto& one : runs::RunReader(workspace).responses(run)) {
        lines.push_back(nlohmann::json({one.promptId,
                                        one.policy,
                                        one.step,
                                        one.full,
                                        one.temperature,
                                        one.index,
                                        one.text,
                                        one.logprob,
                                        one.rewards})
                            .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    return lines;
}

/// The first place where two lists differ, in words; empty where they are alike.
inline std::string firstDifference(const std::vector<std::string>& got,
                                   const std::vector<std::string>& want) {
    for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
        if (got[i] != want[i]) {
            return std::to_string(i) + ": " + got[i] + "\nnot\n" + want[i];
        }
    }
    if (got.size() != want.size()) {
        const auto& longer = got.size() > want.size() ? got : want;
        return std::to_string(got.size()) + " lines, not " + std::to_string(want.size()) +
               "; the first beyond: " + longer[std::min(got.size(), want.size())];
    }
    return {};
}

/// Keeps what it receives. Thread: any.
class Recorder final : public runs::EventSink {
public:
    void receive(const runs::Event& event) override {
        const std::scoped_lock lock(m_mutex);
        m_events.push_back(event);
    }

    std::vector<runs::Event> events() const {
        const std::scoped_lock lock(m_mutex);
        return m_events;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<runs::Event> m_events;  ///< guarded by m_mutex
};

}  // namespace lire::tests
