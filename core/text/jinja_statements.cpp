// SPDX-License-Identifier: GPL-3.0-or-later
// The statements of Evaluator.
#include <algorithm>

#include "core/error.h"
#include "core/text/jinja_evaluator.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_print.h"

namespace lire::text::jinja {

namespace {

using Kind = Statement::Kind;

/// jinja2's `loop`, as far as it does not change from one item to the next.
Namespace& makeLoop(Sandbox& sandbox, std::size_t count) {
    Namespace& loop = sandbox.makeNamespace();
    loop.isFixed = true;
    loop.attributes["length"] = countOf(count);
    // Recursive loops alone count deeper.
    loop.attributes["depth"] = countOf(1);
    loop.attributes["depth0"] = countOf(0);
    return loop;
}

void moveLoop(Namespace& loop, const std::vector<Value>& items, std::size_t index) {
    auto& attributes = loop.attributes;
    const std::size_t count = items.size();
    attributes["index"] = countOf(index + 1);
    attributes["index0"] = countOf(index);
    attributes["revindex"] = countOf(count - index);
    attributes["revindex0"] = countOf(count - index - 1);
    attributes["first"] = Value(index == 0);
    attributes["last"] = Value(index + 1 == count);
    attributes["previtem"] = index == 0 ? Value(Undefined{"loop.previtem"}) : items[index - 1];
    attributes["nextitem"] =
        index + 1 == count ? Value(Undefined{"loop.nextitem"}) : items[index + 1];
    Function cycle;
    cycle.name = "cycle";
    cycle.call = [index](const Arguments& arguments) {
        if (arguments.positional.empty()) {
            throw Failure("loop.cycle needs values to go through");
        }
        return arguments.positional[index % arguments.positional.size()];
    };
    attributes["cycle"] = Value(std::move(cycle));
}

}  // namespace

Text Evaluator::run() {
    Text out;
    execute(m_body, m_root, out);
    return out;
}

void Evaluator::append(Text& out, const Text& text) {
    m_sandbox.step(1 + text.size() / 256);
    if (out.size() + text.size() > Sandbox::longestText) {
        m_sandbox.makeText(Sandbox::longestText + 1);
    }
    out.append(text);
}

Evaluator::Flow Evaluator::execute(const Body& body, const ScopePtr& scope, Text& out) {
    for (const auto& statement : body) {
        Flow flow = Flow::Onward;
        try {
            m_sandbox.step();
            const auto level = m_sandbox.enterExpression();
            flow = execute(*statement, scope, out);
        } catch (const Failure& failure) {
            throw Error(
                m_place + ":" + std::to_string(statement->line), failure.what(), failure.mend());
        }
        if (flow != Flow::Onward) {
            return flow;
        }
    }
    return Flow::Onward;
}

Evaluator::Flow Evaluator::execute(const Statement& statement, const ScopePtr& scope, Text& out) {
    switch (statement.kind) {
        case Kind::Text:
            append(out, Text(statement.text, true));
            break;
        case Kind::Output:
            append(out, printed(evaluate(*statement.expression, scope), m_sandbox));
            break;
        case Kind::If:
            return execute(evaluate(*statement.expression, scope).isTrue() ? statement.body
                                                                           : statement.otherwise,
                           scope,
                           out);
        case Kind::For:
            return loop(statement, scope, out);
        case Kind::Set:
        case Kind::SetBlock:
            set(statement, scope);
            break;
        case Kind::Macro:
            scope->variables[statement.name] = macro(statement, scope);
            break;
        case Kind::CallBlock:
            callBlock(statement, scope, out);
            break;
        case Kind::Filter: {
            Text text;
            const Flow flow = execute(statement.body, std::make_shared<Scope>(scope), text);
            append(out, printed(throughFilters(statement, scope, std::move(text)), m_sandbox));
            return flow;
        }
        case Kind::With:
            return with(statement, scope, out);
        case Kind::Break:
            return Flow::Break;
        case Kind::Continue:
            return Flow::Continue;
        case Kind::Block:
            return execute(statement.body, std::make_shared<Scope>(scope), out);
    }
    return Flow::Onward;
}

/// The items after the loop's own `if`, which sees each item but not `loop`.
std::vector<Value> Evaluator::loopItems(const Statement& statement, const ScopePtr& scope) {
    std::vector<Value> items = iterated(evaluate(*statement.expression, scope), m_sandbox);
    if (statement.condition == nullptr) {
        return items;
    }
    std::vector<Value> kept;
    for (Value& item : items) {
        const auto inner = std::make_shared<Scope>(scope);
        assign(statement.target, item, inner);
        if (evaluate(*statement.condition, inner).isTrue()) {
            kept.push_back(std::move(item));
        }
    }
    return kept;
}

Evaluator::Flow Evaluator::loop(const Statement& statement, const ScopePtr& scope, Text& out) {
    const std::vector<Value> items = loopItems(statement, scope);
    if (items.empty()) {
        return execute(statement.otherwise, std::make_shared<Scope>(scope), out);
    }
    Namespace& variables = makeLoop(m_sandbox, items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        m_sandbox.step();
        moveLoop(variables, items, i);
        const auto inner = std::make_shared<Scope>(scope);
        inner->variables["loop"] = Value(&variables);
        assign(statement.target, items[i], inner);
        if (execute(statement.body, inner, out) == Flow::Break) {
            break;
        }
    }
    return Flow::Onward;
}

Value Evaluator::throughFilters(const Statement& statement, const ScopePtr& scope, Text text) {
    m_filterInput = Value(std::move(text));
    return evaluate(*statement.expression, scope);
}

void Evaluator::set(const Statement& statement, const ScopePtr& scope) {
    if (statement.kind == Kind::Set) {
        assign(statement.target, evaluate(*statement.expression, scope), scope);
        return;
    }
    Text text;
    execute(statement.body, std::make_shared<Scope>(scope), text);
    const Value value = statement.expression == nullptr
                            ? Value(std::move(text))
                            : throughFilters(statement, scope, std::move(text));
    assign(statement.target, value, scope);
}

void Evaluator::assign(const Target& target, const Value& value, const ScopePtr& scope) {
    m_sandbox.step();
    if (!target.targets.empty()) {
        const std::vector<Value> parts = iterated(value, m_sandbox);
        if (parts.size() != target.targets.size()) {
            throw Failure(std::to_string(parts.size()) + " values for " +
                          std::to_string(target.targets.size()) + " names");
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            assign(target.targets[i], parts[i], scope);
        }
        return;
    }
    if (target.attribute.empty()) {
        scope->variables[target.name] = value;
        return;
    }
    const Value* space = scope->find(target.name);
    if (space == nullptr || !space->is(Value::Kind::Namespace) || space->space().isFixed) {
        throw Failure("'" + target.name + "' is no namespace: its attributes cannot be set",
                      "make it with namespace()");
    }
    if (target.attribute.starts_with('_')) {
        throw Failure("a namespace may not have the attribute '" + target.attribute + "'",
                      "rename the attribute");
    }
    space->space().attributes[target.attribute] = value;
}

Evaluator::Flow Evaluator::with(const Statement& statement, const ScopePtr& scope, Text& out) {
    const auto inner = std::make_shared<Scope>(scope);
    for (const auto& [target, expression] : statement.assignments) {
        assign(target, evaluate(*expression, scope), inner);
    }
    return execute(statement.body, inner, out);
}

Value Evaluator::macro(const Statement& statement, const ScopePtr& scope) {
    if (m_captured.empty() || m_captured.back() != scope) {
        m_captured.push_back(scope);
    }
    Function function;
    function.name = statement.name.empty() ? "caller" : statement.name;
    function.call = [this, &statement, scope](const Arguments& arguments) {
        return callMacro(statement, scope, arguments);
    };
    return Value(std::move(function));
}

Value Evaluator::callMacro(const Statement& statement,
                           const ScopePtr& scope,
                           const Arguments& given) {
    const auto inner = std::make_shared<Scope>(scope);
    Arguments arguments = given;
    const auto caller = std::find_if(arguments.named.begin(),
                                     arguments.named.end(),
                                     [](const auto& entry) { return entry.first == "caller"; });
    if (caller != arguments.named.end()) {
        inner->variables["caller"] = caller->second;
        arguments.named.erase(caller);
    }
    std::vector<std::string> names;
    for (const Parameter& parameter : statement.parameters) {
        names.push_back(parameter.name);
    }
    const std::string name = statement.name.empty() ? "caller" : statement.name;
    const std::vector<Value> bound = arguments.bind("the macro " + name, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool isNamed =
            std::any_of(arguments.named.begin(), arguments.named.end(), [&](const auto& entry) {
                return entry.first == names[i];
            });
        const auto& initial = statement.parameters[i].initial;
        if (i < arguments.positional.size() || isNamed) {
            inner->variables[names[i]] = bound[i];
        } else {
            inner->variables[names[i]] =
                initial == nullptr ? Value(Undefined{names[i]}) : evaluate(*initial, inner);
        }
    }
    Text text;
    execute(statement.body, inner, text);
    return Value(std::move(text));
}

void Evaluator::callBlock(const Statement& statement, const ScopePtr& scope, Text& out) {
    const Value function = evaluate(*statement.expression->children.front(), scope);
    Arguments arguments = argumentsOf(*statement.expression, scope);
    arguments.named.emplace_back("caller", macro(statement, scope));
    const auto level = m_sandbox.enterCall();
    append(out, printed(function.function().call(arguments), m_sandbox));
}

}  // namespace lire::text::jinja
