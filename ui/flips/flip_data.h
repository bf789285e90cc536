// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/runs/run_records.h"

namespace lire::ui {

/// A prompt before (the base policy) and after (a trained one); rewards are means over the prompt's
/// responses.
struct FlipRow {
    std::string prompt = {};  ///< id
    std::string text = {};
    double before = 0.0;  ///< guide's reward
    double after = 0.0;
    double change = 0.0;                     ///< after - before
    std::optional<double> otherChange = {};  ///< of the other reward model, where there is one
    std::optional<bool> wonBefore = {};      ///< against the reference answer; a tie is no win
    std::optional<bool> wonAfter = {};
};

/// What the rows are made of.
struct FlipQuestion {
    std::string policy = {};
    double temperature = 1.0;
    std::string guide = {};  ///< reward model of before, after and wins
    std::string other = {};  ///< of otherChange; empty: none
};

/// Pairs the base's and the policy's newest full responses by prompt, in the prompts' order; a
/// prompt without both is left out. Thread: any.
std::vector<FlipRow> flipRows(const std::vector<runs::PromptRecord>& prompts,
                              const std::vector<runs::ResponseRecord>& responses,
                              const FlipQuestion& question);

/// A share out of n with Wilson's 95 % interval.
struct Share {
    std::int64_t count = 0;
    std::int64_t of = 0;
    double value = 0.0;
    double low = 0.0;
    double high = 0.0;
};

/// Source: Wilson 1927; z = 1.959964. n = 0 gives 0 to 1. Thread: any.
Share wilsonShare(std::int64_t count, std::int64_t of);

/// Which prompts are flipped: the three readings of "negative flip".
enum class FlipReading {
    Fell,       ///< reward fell by more than epsilon (paper, A.8)
    LostOfAll,  ///< won before, does not win now; of all prompts
    LostOfWins  ///< the same, of the former wins
};

/// A reading with its denominator, and its opposite (rose; newly won; kept).
struct FlipCount {
    Share flips = {};
    Share opposite = {};
};

FlipCount countFlips(const std::vector<FlipRow>& rows, FlipReading reading, double epsilon);

/// Whether the row is one of the reading's flips. Thread: any.
bool isFlip(const FlipRow& row, FlipReading reading, double epsilon);

/// "worse on both", "worse, guide only", "win lost", "better on both", "better, guide only",
/// "worse", "better", "within ε". Thread: any.
std::string readingOf(const FlipRow& row, double epsilon);

}  // namespace lire::ui
