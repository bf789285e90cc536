// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_evaluator.h"

#include "core/error.h"
#include "core/text/jinja_access.h"
#include "core/text/jinja_filters.h"
#include "core/text/jinja_globals.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_print.h"
#include "core/text/jinja_tests.h"

namespace lire::text::jinja {

using Kind = Expression::Kind;

Evaluator::Evaluator(const Body& body, std::string place, std::map<std::string, Value> variables)
    : m_body(body),
      m_place(std::move(place)),
      m_globals(globals(m_sandbox)),
      m_root(std::make_shared<Scope>()) {
    m_root->variables = std::move(variables);
}

Evaluator::~Evaluator() {
    // A macro holds its scope and the scope the macro: cut that before anything is freed.
    for (const ScopePtr& scope : m_captured) {
        scope->variables.clear();
    }
}

Value Evaluator::evaluate(const Expression& node, const ScopePtr& scope) {
    try {
        m_sandbox.step();
        const auto level = m_sandbox.enterExpression();
        return evaluateKind(node, scope);
    } catch (const Failure& failure) {
        throw Error(m_place + ":" + std::to_string(node.line), failure.what(), failure.mend());
    }
}

Value Evaluator::evaluateKind(const Expression& node, const ScopePtr& scope) {
    const auto child = [&](std::size_t index) { return evaluate(*node.children[index], scope); };
    switch (node.kind) {
        case Kind::Literal:
            return node.literal;
        case Kind::Name:
            return nameOf(node, scope);
        case Kind::List:
        case Kind::Tuple:
            return listOf(node, scope);
        case Kind::Dict:
            return dictOf(node, scope);
        case Kind::Attribute:
            return attributeOf(child(0), node.name, m_sandbox);
        case Kind::Subscript: {
            const Value object = child(0);
            return itemOf(object, child(1), m_sandbox);
        }
        case Kind::Slice:
            return sliced(node, scope);
        case Kind::Call:
            return called(node, scope);
        case Kind::Filter:
            return filtered(node, scope);
        case Kind::Test:
            return tested(node, scope);
        case Kind::Not:
            return Value(!child(0).isTrue());
        case Kind::Negate:
            return negated(child(0));
        case Kind::Plus:
            return binary(Operator::Add, Value(std::int64_t{0}), child(0), m_sandbox);
        case Kind::And: {
            Value left = child(0);
            return left.isTrue() ? child(1) : left;
        }
        case Kind::Or: {
            Value left = child(0);
            return left.isTrue() ? left : child(1);
        }
        case Kind::Binary: {
            const Value left = child(0);
            return binary(node.operators.front(), left, child(1), m_sandbox);
        }
        case Kind::Compare:
            return comparison(node, scope);
        case Kind::Concat:
            return concatenated(node, scope);
        default:
            return conditional(node, scope);
    }
}

Value Evaluator::nameOf(const Expression& node, const ScopePtr& scope) const {
    if (const Value* found = scope->find(node.name)) {
        return *found;
    }
    const auto found = m_globals.find(node.name);
    return found == m_globals.end() ? Value(Undefined{node.name}) : found->second;
}

Value Evaluator::listOf(const Expression& node, const ScopePtr& scope) {
    m_sandbox.makeList(node.children.size());
    std::vector<Value> items;
    items.reserve(node.children.size());
    for (const auto& child : node.children) {
        items.push_back(evaluate(*child, scope));
    }
    return Value(List{std::move(items), node.kind == Kind::Tuple});
}

Value Evaluator::dictOf(const Expression& node, const ScopePtr& scope) {
    m_sandbox.makeList(node.children.size());
    Dict dict;
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
        const Value key = evaluate(*node.children[i], scope);
        dict.set(key, evaluate(*node.children[i + 1], scope));
    }
    return Value(std::move(dict));
}

Value Evaluator::sliced(const Expression& node, const ScopePtr& scope) {
    const auto part = [&](std::size_t index) {
        return node.children[index] == nullptr ? Value() : evaluate(*node.children[index], scope);
    };
    const Value object = part(0);
    const Value start = part(1);
    const Value stop = part(2);
    return sliceOf(object, start, stop, part(3), m_sandbox);
}

Arguments Evaluator::argumentsOf(const Expression& node, const ScopePtr& scope) {
    Arguments arguments;
    for (const auto& argument : node.positional) {
        arguments.positional.push_back(evaluate(*argument, scope));
    }
    for (const auto& [name, argument] : node.named) {
        arguments.named.emplace_back(name, evaluate(*argument, scope));
    }
    return arguments;
}

Value Evaluator::called(const Expression& node, const ScopePtr& scope) {
    const Value function = evaluate(*node.children.front(), scope);
    const Arguments arguments = argumentsOf(node, scope);
    const auto level = m_sandbox.enterCall();
    return function.function().call(arguments);
}

Value Evaluator::filtered(const Expression& node, const ScopePtr& scope) {
    const FilterFunction filter = filterOf(node.name);
    // A filter block's innermost filter works on the block's text, which evaluating its arguments
    // may replace by another block's.
    const Value subject =
        node.children.front() == nullptr ? m_filterInput : evaluate(*node.children.front(), scope);
    return filter(subject, argumentsOf(node, scope), m_sandbox);
}

Value Evaluator::tested(const Expression& node, const ScopePtr& scope) {
    const Value subject = evaluate(*node.children.front(), scope);
    return Value(testHolds(node.name, subject, argumentsOf(node, scope), m_sandbox));
}

Value Evaluator::comparison(const Expression& node, const ScopePtr& scope) {
    Value left = evaluate(*node.children.front(), scope);
    for (std::size_t i = 0; i < node.operators.size(); ++i) {
        Value right = evaluate(*node.children[i + 1], scope);
        if (!compared(node.operators[i], left, right, m_sandbox)) {
            return Value(false);
        }
        left = std::move(right);
    }
    return Value(true);
}

Value Evaluator::concatenated(const Expression& node, const ScopePtr& scope) {
    std::vector<Value> parts;
    for (const auto& child : node.children) {
        parts.push_back(evaluate(*child, scope));
    }
    return joined(parts, Text(), m_sandbox);
}

Value Evaluator::conditional(const Expression& node, const ScopePtr& scope) {
    if (evaluate(*node.children[1], scope).isTrue()) {
        return evaluate(*node.children[0], scope);
    }
    return node.children[2] == nullptr ? Value(Undefined{"the else of an inline if"})
                                       : evaluate(*node.children[2], scope);
}

}  // namespace lire::text::jinja
