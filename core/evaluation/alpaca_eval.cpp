// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/alpaca_eval.h"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "core/error.h"

namespace lire::evaluation {

namespace {

/// Empty for a missing preference.
std::optional<double> preferenceOf(const nlohmann::json& entry, const std::string& place) {
    if (!entry.is_object()) {
        throw Error(
            place, "the annotation is not an object", "give an AlpacaEval annotations.json");
    }
    const auto found = entry.find("preference");
    if (found == entry.end() || found->is_null()) {
        return std::nullopt;
    }
    const double value = found->is_number() ? found->get<double>() : -1.0;
    if (value == 0.0) {
        return 1.5;
    }
    if (!(value >= 1.0 && value <= 2.0)) {
        throw Error(place,
                    "\"preference\" is " + found->dump(),
                    "give a number from 1 (the baseline) to 2 (the model), 0 for a draw, or null");
    }
    return value;
}

/// Overwrites each NaN outside of strings with a null of the same meaning.
void replaceNaN(std::string& text) {
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (inString && text[i] == '\\') {
            ++i;  // the next character is part of the string
        } else if (text[i] == '"') {
            inString = !inString;
        } else if (!inString && text.compare(i, 3, "NaN") == 0) {
            text.replace(i, 3, "null");
        }
    }
}

}  // namespace

nlohmann::json parseAnnotations(std::string text, std::string_view place) {
    replaceNaN(text);
    auto annotations = nlohmann::json::parse(text, nullptr, false);
    if (annotations.is_discarded()) {
        throw Error(std::string(place), "it is not JSON", "give an AlpacaEval annotations.json");
    }
    return annotations;
}

AlpacaEvalRow countAlpacaEval(const nlohmann::json& annotations, std::string_view place) {
    if (!annotations.is_array()) {
        throw Error(std::string(place),
                    "the file is not a JSON array of annotations",
                    "give an AlpacaEval annotations.json");
    }
    AlpacaEvalRow row;
    std::vector<double> scores;  // 0 the baseline's, 1 the model's
    for (std::size_t i = 0; i < annotations.size(); ++i) {
        const auto preference =
            preferenceOf(annotations[i], std::string(place) + " /" + std::to_string(i));
        if (!preference) {
            continue;
        }
        scores.push_back(*preference - 1.0);
        row.wins += *preference > 1.5 ? 1U : 0U;
        row.baseWins += *preference < 1.5 ? 1U : 0U;
        row.draws += *preference == 1.5 ? 1U : 0U;
    }
    row.total = scores.size();
    if (scores.empty()) {
        return row;
    }
    const auto count = static_cast<double>(scores.size());
    const double mean = std::accumulate(scores.begin(), scores.end(), 0.0) / count;
    row.winRate = 100.0 * mean;
    if (scores.size() > 1) {
        double squares = 0.0;
        for (const double score : scores) {
            squares += (score - mean) * (score - mean);
        }
        row.standardError = 100.0 * std::sqrt(squares / (count - 1.0) / count);
    }
    return row;
}

nlohmann::json toJson(const AlpacaEvalRow& row) {
    const auto orNull = [](const std::optional<double>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json();
    };
    return {{"win_rate", orNull(row.winRate)},
            {"standard_error", orNull(row.standardError)},
            {"n_wins", row.wins},
            {"n_wins_base", row.baseWins},
            {"n_draws", row.draws},
            {"n_total", row.total}};
}

}  // namespace lire::evaluation
