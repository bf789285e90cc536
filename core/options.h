// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire {

/// What an option holds.
enum class OptionType { Number, Integer, Boolean, Choice, Text };

/// One option of a kind (an objective, a decoding): all that the command line, the experiment
/// check, the window's forms and the help need to know of it.
struct OptionSpec {
    std::string name = {};
    OptionType type = OptionType::Number;
    nlohmann::json standard = nullptr;  ///< the default value
    std::string help = {};              ///< one sentence, with the unit
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    bool lowestExcluded = false;            ///< the value must be greater than `lowest`
    bool highestExcluded = false;           ///< the value must be less than `highest`
    std::vector<std::string> choices = {};  ///< for Choice
};

/// Checked option values: every option of the table has one. Thread: any.
class Options {
public:
    double number(std::string_view name) const;
    std::int64_t integer(std::string_view name) const;
    bool boolean(std::string_view name) const;
    std::string text(std::string_view name) const;
    const nlohmann::json& json() const { return m_values; }

private:
    friend Options checkOptions(std::span<const OptionSpec> table,
                                const nlohmann::json& given,
                                std::string_view place);
    nlohmann::json m_values = nlohmann::json::object();
};

/// Checks a JSON object of options against a table and fills in defaults. `place` is the JSON
/// pointer (or option) of the object: an error stands at `place/name`.
/// Raises Errors, all at once: unknown keys (with the nearest known), wrong types, out of range.
Options checkOptions(std::span<const OptionSpec> table,
                     const nlohmann::json& given,
                     std::string_view place);

/// The range of an option in words, e.g. "a number greater than 0", "one of sigmoid, ipo".
std::string rangeInWords(const OptionSpec& option);

}  // namespace lire
