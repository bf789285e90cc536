// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/runs/run_records.h"

namespace lire::ui {

/// Names of the columns that are no policy: the answers that came with the prompt.
inline constexpr auto referenceColumn = "reference";
inline constexpr auto rejectedColumn = "rejected";

/// One answer to a prompt; an answer of the data has no tokens, log-prob or KL.
struct ResponseCell {
    QString text = {};
    std::map<std::string, double> rewards = {};  ///< by reward model
    std::optional<std::int64_t> tokens = {};
    std::optional<double> logprob = {};
    std::optional<double> kl = {};
    bool finished = true;
};

/// A prompt with all its answers, by column name.
struct PromptRow {
    QString id = {};
    QString text = {};
    nlohmann::json messages = {};
    std::map<std::string, ResponseCell> cells = {};
    std::optional<double> change = {};  ///< guide's reward of the watched policy minus the base's
    std::optional<double> otherChange = {};  ///< of the other reward model
};

/// What is put side by side.
struct ResponseQuestion {
    double temperature = 1.0;
    std::string watched = {};  ///< policy whose change orders the prompts
    std::string guide = {};
    std::string other = {};
    std::optional<std::int64_t> step = {};  ///< of the watched policy; absent: the newest
};

/// Every prompt that has at least one response: of each policy the newest evaluation's first
/// response. Thread: any.
std::vector<PromptRow> promptRows(const std::vector<runs::PromptRecord>& prompts,
                                  const std::vector<runs::ResponseRecord>& responses,
                                  const ResponseQuestion& question);

/// Columns in the order of the rows' policies: base, the policies by name, reference, rejected.
std::vector<std::string> columnsOf(const std::vector<PromptRow>& rows);

/// A sentence where the guide's reward of that column lies above the base's and the other model's
/// below it; empty else. Thread: any.
QString hackingNote(const PromptRow& row,
                    const std::string& column,
                    const ResponseQuestion& question);

/// In which order prompts are read.
enum class PromptOrder {
    LargestChange,  ///< of the guide's reward, up or down
    Worst,          ///< the deepest falls first
    Random,         ///< drawn by the seed: the same seed gives the same order
    Disagreement    ///< the guide rose and the other model fell, the widest first
};

/// Indices of `rows` in that order; prompts without the numbers come last. Thread: any.
std::vector<std::size_t> orderedPrompts(const std::vector<PromptRow>& rows,
                                        PromptOrder order,
                                        std::uint64_t seed);

/// The columns in an order that tells nothing of them: drawn by the seed for each prompt anew.
/// Thread: any.
std::vector<std::string> blindOrder(std::vector<std::string> columns,
                                    const QString& prompt,
                                    std::uint64_t seed);

}  // namespace lire::ui
