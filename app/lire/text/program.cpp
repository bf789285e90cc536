// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/program.h"

#include <exception>
#include <iostream>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/error.h"

namespace lire::app {

namespace {

int exitCode(Blame blame) {
    return blame == Blame::Input ? 2 : 1;
}

int runWork(const std::string& name, const Work& work) {
    try {
        return work();
    } catch (const Error& error) {
        std::cerr << error.what() << '\n';
        return exitCode(error.blame());
    } catch (const Errors& errors) {
        std::cerr << errors.what() << '\n';
        return exitCode(errors.errors().front().blame());
    } catch (const std::exception& exception) {
        std::cerr << "lire " << name << ": " << exception.what() << '\n';
        return 1;
    }
}

int parseAndRun(int argc, char** argv, std::span<const Command> commands) {
    CLI::App app("LIRE: listwise reward enhancement for preference alignment", "lire");
    app.set_version_flag("--version", LIRE_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    std::vector<std::pair<CLI::App*, Work>> works;
    for (const auto& command : commands) {
        CLI::App* sub = app.add_subcommand(command.name, command.summary);
        works.emplace_back(sub, command.declare(*sub));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    for (const auto& [sub, work] : works) {
        if (sub->parsed()) {
            return runWork(sub->get_name(), work);
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
        std::cerr << "lire: " << exception.what() << '\n';
        return 1;
    }
}

}  // namespace lire::app
