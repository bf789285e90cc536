// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::experiment {

enum class FieldType {
    Number,
    Integer,
    Boolean,
    Choice,
    Text,
    Model,         ///< folder, GGUF file or built-in
    Folder,        ///< a path
    Files,         ///< list of paths
    Numbers,       ///< list of numbers
    Choices,       ///< list of `choices`
    RewardName,    ///< a key of /reward_models
    RewardNames,   ///< a list of them
    Options,       ///< the objective's options: their table is objectives::objectiveKind()'s
    Section,       ///< an object of further fields
    Sections,      ///< a list of objects: elements stand under POINTER/*
    NamedSections  ///< an object of named objects: they stand under POINTER/*
};

/// One key of the experiment file: all that the check, the defaults, the window's forms and the
/// help need to know of it.
// NOLINTNEXTLINE(bugprone-exception-escape): the default of its JSON is null, which cannot throw.
struct Field {
    std::string pointer = {};  ///< "/train/*/learning_rate"; * is any element or name
    std::string label = {};    ///< in a form: "Learning rate"
    FieldType type = FieldType::Text;
    nlohmann::json standard = nullptr;  ///< the default; null with `optional`: absent
    std::string help = {};              ///< one sentence, with the unit
    bool needed = false;                ///< no default: the file must have it
    bool optional = false;              ///< null (absent) is a value too
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    bool lowestExcluded = false;
    bool highestExcluded = false;
    std::vector<std::string> choices = {};

    /// The key: the pointer's last part.
    std::string name() const;
};

/// Every field, a section before its fields, in the order in which forms show them.
std::span<const Field> fields();

/// The fields directly inside a section: children("/train/*").
std::vector<const Field*> children(std::string_view section);

/// The field of a pointer with real indices and names ("/train/0/learning_rate"); null where
/// there is none (an objective's option, an unknown key).
const Field* findField(std::string_view pointer);

/// "a number greater than 0", "one of lire, dpo", "a list of numbers greater than 0".
std::string rangeInWords(const Field& field);

}  // namespace lire::experiment
