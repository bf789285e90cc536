// SPDX-License-Identifier: GPL-3.0-or-later
#include <sstream>

#include "app/lire/text/command.h"
#include "app/lire/text/input_lines.h"
#include "app/lire/text/json_option.h"
#include "app/lire/text/output.h"
#include "core/error.h"
#include "core/objectives/evaluate.h"
#include "core/objectives/registry.h"
#include "core/suggestion.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string objective = {};
    std::string options = "{}";
};

std::vector<double> numbers(const nlohmann::json& line,
                            const std::string& key,
                            const std::string& place) {
    std::vector<double> values;
    const auto found = line.find(key);
    if (found == line.end() || found->is_null()) {
        return values;
    }
    if (!found->is_array()) {
        throw Error(place, "\"" + key + "\" is not an array", "write \"" + key + "\":[1, 2]");
    }
    for (const auto& value : *found) {
        if (!value.is_number()) {
            throw Error(
                place, "\"" + key + "\" holds " + value.dump(), "give one number a response");
        }
        values.push_back(value.get<double>());
    }
    return values;
}

void printLoss(const objectives::Objective& objective,
               const objectives::ObjectiveKind& kind,
               const nlohmann::json& line,
               const std::string& place) {
    static const std::vector<std::string> known = {
        "logprobs", "lengths", "rewards", "reference_logprobs", "sft_index", "id"};
    if (!line.is_object()) {
        throw Error(place, "the line is not a JSON object", "write {\"logprobs\":[…],…}");
    }
    for (const auto& [name, value] : line.items()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            throw Error(place, "unknown key \"" + name + "\"", suggestName(name, known));
        }
    }
    const auto logprobs = numbers(line, "logprobs", place);
    auto lengths = numbers(line, "lengths", place);
    const auto rewards = numbers(line, "rewards", place);
    const auto reference = numbers(line, "reference_logprobs", place);
    if (lengths.empty() && !objective.readsLengths()) {
        lengths.assign(logprobs.size(), 1.0);  // any will do
    }
    std::optional<std::size_t> given;
    if (const auto index = line.find("sft_index"); index != line.end() && !index->is_null()) {
        if (!index->is_number_unsigned() || index->get<std::size_t>() >= logprobs.size()) {
            throw Error(
                place, "\"sft_index\" is " + index->dump(), "give the index of a response, from 0");
        }
        given = index->get<std::size_t>();
    }
    const objectives::Query query{.logprobs = logprobs,
                                  .lengths = lengths,
                                  .rewards = rewards,
                                  .referenceLogprobs = reference,
                                  .sftIndex = objectives::chooseSftIndex(rewards, {}, given)};
    const auto result = objectives::evaluate(objective, kind, query, place);
    printLine({{"loss", result.loss}, {"gradient", result.gradient}});
}

std::string listObjectives() {
    std::ostringstream text;
    for (const auto& kind : objectives::objectiveKinds()) {
        text << "  " << kind.name << ": " << kind.summary << "\n      " << kind.equation << '\n';
        for (const auto& option : kind.options) {
            text << "      " << option.name << " (default " << option.standard.dump() << ", "
                 << rangeInWords(option) << "): " << option.help << '\n';
        }
    }
    return text.str();
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--objective", arguments->objective, "its name")->required();
    app.add_option("--options", arguments->options, "a JSON object")->capture_default_str();
    app.footer([] { return "Objectives:\n" + listObjectives(); });
    return [arguments] {
        const auto& kind = objectives::objectiveKind(arguments->objective, "--objective");
        const auto objective = objectives::makeObjective(
            arguments->objective, jsonOption("--options", arguments->options), "");
        forEachJsonLine([&](const nlohmann::json& line, const std::string& place) {
            printLoss(*objective, kind, line, place);
        });
        return 0;
    };
}

}  // namespace

Command lossCommand() {
    return {.name = "loss",
            .summary = "an objective's loss and its gradient with respect to the log-probs",
            .declare = declare};
}

}  // namespace lire::app
