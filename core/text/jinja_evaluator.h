// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/text/jinja_ast.h"
#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_scope.h"

namespace lire::text::jinja {

/// One rendering of a template, with jinja2's scopes: `for`, `with`, `set` blocks, filter and
/// generation blocks and macros have variables of their own; `if` has not.
/// Thread: any, one at a time.
class Evaluator {
public:
    /// `body` must outlive the evaluator.
    Evaluator(const Body& body, std::string place, std::map<std::string, Value> variables);
    ~Evaluator();
    Evaluator(const Evaluator&) = delete;
    Evaluator& operator=(const Evaluator&) = delete;
    Evaluator(Evaluator&&) = delete;
    Evaluator& operator=(Evaluator&&) = delete;

    /// The rendered text. Raises Error (place:line).
    Text run();

private:
    enum class Flow : std::uint8_t { Onward, Break, Continue };

    // Expressions.
    Value evaluate(const Expression& node, const ScopePtr& scope);
    Value evaluateKind(const Expression& node, const ScopePtr& scope);
    Value nameOf(const Expression& node, const ScopePtr& scope) const;
    Value listOf(const Expression& node, const ScopePtr& scope);
    Value dictOf(const Expression& node, const ScopePtr& scope);
    Value sliced(const Expression& node, const ScopePtr& scope);
    Value called(const Expression& node, const ScopePtr& scope);
    Value filtered(const Expression& node, const ScopePtr& scope);
    Value tested(const Expression& node, const ScopePtr& scope);
    Value comparison(const Expression& node, const ScopePtr& scope);
    Value concatenated(const Expression& node, const ScopePtr& scope);
    Value conditional(const Expression& node, const ScopePtr& scope);
    Arguments argumentsOf(const Expression& node, const ScopePtr& scope);

    // Statements; they append to `out`.
    Flow execute(const Body& body, const ScopePtr& scope, Text& out);
    Flow execute(const Statement& statement, const ScopePtr& scope, Text& out);
    Flow loop(const Statement& statement, const ScopePtr& scope, Text& out);
    std::vector<Value> loopItems(const Statement& statement, const ScopePtr& scope);
    void set(const Statement& statement, const ScopePtr& scope);
    Flow with(const Statement& statement, const ScopePtr& scope, Text& out);
    void callBlock(const Statement& statement, const ScopePtr& scope, Text& out);
    Value throughFilters(const Statement& statement, const ScopePtr& scope, Text text);
    void assign(const Target& target, const Value& value, const ScopePtr& scope);
    Value macro(const Statement& statement, const ScopePtr& scope);
    Value callMacro(const Statement& statement, const ScopePtr& scope, const Arguments& given);
    void append(Text& out, const Text& text);

    const Body& m_body;
    std::string m_place;
    Sandbox m_sandbox = {};
    std::map<std::string, Value> m_globals;
    ScopePtr m_root;
    std::vector<ScopePtr> m_captured = {};  // by macros, which their scopes hold in turn
    Value m_filterInput = {};               // what a block's filters work on
};

}  // namespace lire::text::jinja
