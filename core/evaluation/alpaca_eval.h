// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace lire::evaluation {

/// What AlpacaEval's leaderboard says of one model against its baseline.
struct AlpacaEvalRow {
    std::optional<double> winRate = {};        ///< percent; empty without judged instructions
    std::optional<double> standardError = {};  ///< percent, of the mean; empty below two
    std::size_t wins = 0;
    std::size_t baseWins = 0;
    std::size_t draws = 0;
    std::size_t total = 0;  ///< judged ones
};

/// Parses an annotations file's text. Python writes a failed judgment as a bare NaN, which is not
/// JSON: it is read as null. Raises Error at `place` where the text is no JSON. Thread: any.
nlohmann::json parseAnnotations(std::string text, std::string_view place);

/// Counts an annotations file: an array of objects with `preference`, from 1 (output_1, the
/// baseline) to 2 (output_2, the model); 1.5 and 0 are draws, a missing or null one is left out.
/// The win rate is the mean of preference - 1, a draw half a win. Source: tatsu-lab/alpaca_eval,
/// metrics (pairwise win rate). Raises Error at `place` and the entry's index for anything else.
/// Thread: any.
AlpacaEvalRow countAlpacaEval(const nlohmann::json& annotations, std::string_view place);

/// The fields of the leaderboard, as `lire evaluate --alpaca-eval` prints them.
nlohmann::json toJson(const AlpacaEvalRow& row);

}  // namespace lire::evaluation
