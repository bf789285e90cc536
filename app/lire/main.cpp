// SPDX-License-Identifier: GPL-3.0-or-later
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/lire/command.h"
#include "app/lire/interrupt.h"
#include "core/error.h"

namespace {

int exitCode(lire::Blame blame) {
    return blame == lire::Blame::Input ? 2 : 1;
}

int runWork(const std::string& name, const lire::app::Work& work) {
    try {
        return work();
    } catch (const lire::Error& error) {
        std::cerr << error.what() << '\n';
        return exitCode(error.blame());
    } catch (const lire::Errors& errors) {
        std::cerr << errors.what() << '\n';
        return exitCode(errors.errors().front().blame());
    } catch (const std::exception& exception) {
        std::cerr << "lire " << name << ": " << exception.what() << '\n';
        return 1;
    }
}

int runProgram(int argc, char** argv) {
    CLI::App app("LIRE: listwise reward enhancement for preference alignment", "lire");
    app.set_version_flag("--version", LIRE_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    std::vector<std::pair<CLI::App*, lire::app::Work>> works;
    for (const auto& command : lire::app::commands()) {
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

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    lire::app::stopOnInterrupt();
    try {
        return runProgram(argc, argv);
    } catch (const std::exception& exception) {
        std::cerr << "lire: " << exception.what() << '\n';
        return 1;
    }
}
