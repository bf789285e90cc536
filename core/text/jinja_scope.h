// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// Variables of a block and, behind them, of the blocks around it. Thread: any, one at a time.
struct Scope {
    explicit Scope(std::shared_ptr<Scope> outside = {}) : around(std::move(outside)) {}

    /// Null where no block has the name.
    const Value* find(const std::string& name) const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->around.get()) {
            const auto found = scope->variables.find(name);
            if (found != scope->variables.end()) {
                return &found->second;
            }
        }
        return nullptr;
    }

    std::map<std::string, Value> variables = {};
    std::shared_ptr<Scope> around = {};
};
using ScopePtr = std::shared_ptr<Scope>;

}  // namespace lire::text::jinja
