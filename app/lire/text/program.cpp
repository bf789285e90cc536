// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/program.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/lire/text/usage_errors.h"
#include "core/error.h"
#include "core/plain_reason.h"

namespace lire::app {

namespace {

int exitCode(Blame blame) {
    return blame == Blame::Input ? 2 : 1;
}

int tell(const Error& error) {
    std::cerr << error.what() << '\n';
    return exitCode(error.blame());
}

/// Of a library: its words in one line, behind the command's name.
int tellForeign(const std::string& command, const std::exception& exception) {
    return tell(Error(command,
                      plainReason(exception),
                      "free memory and disk, and try again; if it stays, it is a fault of lire",
                      Blame::Running));
}

int runWork(const CLI::App& command, const Work& work) {
    try {
        refuseEmptyTexts(command);
        return work();
    } catch (const Error& error) {
        return tell(error);
    } catch (const Errors& errors) {
        std::cerr << errors.what() << '\n';
        return exitCode(errors.errors().front().blame());
    } catch (const std::exception& exception) {
        return tellForeign("lire " + command.get_name(), exception);
    }
}

/// A command with its own options, and with those that every command has.
CLI::App* addCommand(CLI::App& app, const Command& command, Work& work) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    work = command.declare(*sub);
    if (sub->get_option_no_throw("--quiet") == nullptr) {
        const std::string summary = "no progress on standard error";
        sub->add_flag("--quiet", summary);
    }
    return sub;
}

/// "help" and "help COMMAND" are "--help" and "COMMAND --help".
std::vector<std::string> argumentsOf(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments.front() == "help") {
        arguments.erase(arguments.begin());
        arguments.emplace_back("--help");
    }
    std::reverse(arguments.begin(), arguments.end());  // as the parser takes them
    return arguments;
}

int parseAndRun(int argc, char** argv, std::span<const Command> commands) {
    CLI::App app("LIRE: listwise reward enhancement for preference alignment", "lire");
    app.set_version_flag("--version", LIRE_VERSION);
    app.require_subcommand(1);
    std::vector<std::pair<CLI::App*, Work>> works;
    for (const auto& command : commands) {
        Work work;
        CLI::App* sub = addCommand(app, command, work);
        works.emplace_back(sub, std::move(work));
    }
    try {
        app.parse(argumentsOf(argc, argv));
    } catch (const CLI::Success& wish) {  // help or version
        return app.exit(wish);
    } catch (const CLI::ParseError& refusal) {
        return tell(usageError(app, refusal));
    }
    for (const auto& [sub, work] : works) {
        if (sub->parsed()) {
            return runWork(*sub, work);
        }
    }
    return 2;
}

}  // namespace

int runProgram(int argc, char** argv, std::span<const Command> commands) {
    std::ios::sync_with_stdio(false);
    try {
        return parseAndRun(argc, argv, commands);
    } catch (const std::exception& exception) {
        return tellForeign("lire", exception);
    }
}

}  // namespace lire::app
