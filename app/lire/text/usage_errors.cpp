// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/usage_errors.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/suggestion.h"

namespace lire::app {

namespace {

/// The command that the line names, else the program itself.
const CLI::App* commandOf(const CLI::App& app) {
    const auto named = app.get_subcommands();
    return named.empty() ? &app : named.front();
}

/// "lire sample"
std::string inFull(const CLI::App& command) {
    const auto* parent = command.get_parent();
    return parent == nullptr ? command.get_name() : parent->get_name() + " " + command.get_name();
}

std::string seeHelp(const CLI::App& command, const std::string& what) {
    return inFull(command) + " --help lists " + what;
}

/// The mend of a name that is not known.
std::string meant(const std::string& name,
                  const std::vector<std::string>& known,
                  const std::string& otherwise) {
    const auto near = nearName(name, known);
    return near ? "the nearest known one is \"" + *near + "\"" : otherwise;
}

std::vector<std::string> commandNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    return names;
}

std::vector<std::string> optionNames(const CLI::App& command) {
    std::vector<std::string> names;
    for (const auto* option : command.get_options()) {
        if (!option->get_lnames().empty()) {
            names.push_back("--" + option->get_lnames().front());
        }
    }
    return names;
}

/// What no command and no option is, first.
std::optional<Error> unknownName(const CLI::App& app) {
    const auto& command = *commandOf(app);
    const auto left = app.remaining(true);
    if (left.empty()) {
        return std::nullopt;
    }
    const auto& word = left.front();
    if (word.starts_with('-')) {
        const auto name = word.substr(0, word.find('='));
        const auto known = optionNames(command);
        if (std::find(known.begin(), known.end(), name) != known.end()) {
            return Error(inFull(app),
                         "the option \"" + name + "\" stands before the command",
                         "write it behind: " + inFull(command) + " " + name);
        }
        return Error(inFull(command),
                     "unknown option \"" + name + "\"",
                     meant(name, known, seeHelp(command, "the options")));
    }
    if (&command == &app) {
        return Error(inFull(app),
                     "unknown command \"" + word + "\"",
                     meant(word, commandNames(app), seeHelp(app, "the commands")));
    }
    return Error(inFull(command),
                 "there is no place for \"" + word + "\"",
                 "leave it out; " + seeHelp(command, "what the command takes"));
}

const CLI::Option* optionNamed(const CLI::App& command, const std::string& name) {
    for (const auto* option : command.get_options()) {
        if (option->get_name() == name) {
            return option;
        }
    }
    return nullptr;
}

/// "give it: a file of groups", by the help's words.
std::string giveIt(const CLI::App& command, const std::string& name) {
    const auto* option = optionNamed(command, name);
    return option == nullptr || option->get_description().empty()
               ? seeHelp(command, "what the command takes")
               : "give it: " + option->get_description();
}

/// Two parts of a text around `between`; the second is empty where that is not in it.
std::pair<std::string, std::string> split(const std::string& text, const std::string& between) {
    const auto at = text.find(between);
    return at == std::string::npos
               ? std::pair(text, std::string())
               : std::pair(text.substr(0, at), text.substr(at + between.size()));
}

/// `--name: is 0; give …`, as our own checks write it.
Error valueError(const CLI::App& command, const std::string& text) {
    const auto [name, found] = split(text, ": ");
    const auto [problem, mend] = split(found, "; ");
    return {name, problem, mend.empty() ? seeHelp(command, "what it takes") : mend};
}

/// `Could not convert: --name = value`, for options without a check of ours.
Error conversionError(const CLI::App& command, const std::string& text) {
    const auto [name, value] = split(split(text, ": ").second, " = ");
    const auto* option = optionNamed(command, name);
    const auto type = option == nullptr ? std::string() : option->get_type_name();
    const bool whole = type.starts_with("INT") || type.starts_with("UINT");
    return {name,
            "\"" + value + "\" cannot be read",
            whole                               ? "give a whole number"
            : type.starts_with("FLOAT")         ? "give a number"
            : option != nullptr && type.empty() ? "write " + name + " alone"
                                                : seeHelp(command, "what it takes")};
}

/// `--name: 1 required TEXT missing` and `--name: At Most 1 required but received 2`.
Error countError(const CLI::App& command, const std::string& text) {
    const auto [name, problem] = split(text, ": ");
    return problem.find("received") != std::string::npos
               ? Error(name, "is given more than once", "give it once")
               : Error(name, "has no value", giveIt(command, name));
}

}  // namespace

Error usageError(const CLI::App& app, const CLI::ParseError& refusal) {
    if (auto unknown = unknownName(app)) {
        return *unknown;
    }
    const auto& command = *commandOf(app);
    const auto kind = refusal.get_name();
    const std::string text = refusal.what();
    if (&command == &app) {
        return {"lire", "no command is given", seeHelp(app, "the commands")};
    }
    if (kind == "RequiredError") {
        const auto name = split(text, " is required").first;
        return {name, "is missing", giveIt(command, name)};
    }
    if (kind == "ValidationError") {
        return valueError(command, text);
    }
    if (kind == "ConversionError") {
        return conversionError(command, text);
    }
    if (kind == "ArgumentMismatch") {
        return countError(command, text);
    }
    if (kind == "ExcludesError") {
        const auto [one, other] = split(text, " excludes ");
        return {other, "cannot stand beside " + one, "leave one of them out"};
    }
    return {inFull(command), text, seeHelp(command, "what the command takes")};
}

void refuseEmptyTexts(const CLI::App& command) {
    for (const auto* option : command.get_options()) {
        const bool needed = option->get_required() || option->get_positional();
        const auto& given = option->results();
        if (needed && std::find(given.begin(), given.end(), "") != given.end()) {
            throw Error(option->get_name(), "is empty", giveIt(command, option->get_name()));
        }
    }
}

}  // namespace lire::app
