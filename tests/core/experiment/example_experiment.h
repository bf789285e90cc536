// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/experiment/experiment_json.h"

namespace lire::tests {

inline std::filesystem::path experimentFolder() {
    return std::filesystem::path(LIRE_TEST_DATA) / "experiment";
}

/// The design's example on the tests' files: every section is there, most keys are not.
inline nlohmann::json exampleExperiment() {
    return nlohmann::json::parse(R"({
        "format": 1, "name": "demo", "seed": 1, "device": "auto", "dtype": "auto",
        "policy": {"model": "../models/untied", "adapter": null, "max_length": 450},
        "data": {"train": ["pairs.jsonl"], "test": ["test.jsonl"], "test_share": null, "limit": null},
        "reward_models": {
            "rm": {"train": {"pairs": "first-half", "epochs": 2, "learning_rate": 2e-4}},
            "rm_star": {"model": "../models/classifier"}},
        "candidates": {"responses": 4, "keep_given": true,
                       "decoding": {"temperature": 1.0, "top_p": 1.0, "max_new_tokens": 64},
                       "reward": "rm"},
        "train": [
            {"name": "lire", "objective": "lire", "options": {"temperature": 10},
             "data": "candidates", "evolve": 1, "iterate": 1, "batch": 8, "learning_rate": 2e-4,
             "lora": {"rank": 8, "alpha": 16, "targets": ["q_proj", "v_proj"]}},
            {"name": "sft", "objective": "sft", "data": "given"},
            {"name": "dpo", "objective": "dpo", "data": "given"}],
        "evaluate": {"temperatures": [0.7, 1.0, 1.3], "responses": 1, "every": 10,
                     "during": {"prompts": 32, "temperatures": [1.0]},
                     "rewards": ["rm", "rm_star"], "win_against": "reference"}})");
}

/// What is wrong with an experiment of that folder: every error's sentence, in order.
inline QStringList sentencesOf(const nlohmann::json& file) {
    QStringList result;
    for (const auto& error : experiment::checkExperiment(file, experimentFolder())) {
        result << QString::fromStdString(error.what());
    }
    return result;
}

}  // namespace lire::tests
