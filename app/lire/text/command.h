// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include <CLI/App.hpp>

namespace lire::app {

/// What a command's work returns: the program's exit code.
using Work = std::function<int()>;

/// One command of `lire`: adds its options to `app` and returns its work, which runs after parsing.
struct Command {
    std::string name = {};
    std::string summary = {};
    Work (*declare)(CLI::App& app) = nullptr;
};

}  // namespace lire::app
