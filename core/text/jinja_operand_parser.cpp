// SPDX-License-Identifier: GPL-3.0-or-later
// The operands of expressions: literals, names, what follows them, and targets of assignments.
#include <charconv>

#include "core/text/jinja_expression_parser.h"

namespace lire::text::jinja {

namespace {

using Kind = Expression::Kind;
using Lexeme = Token::Kind;

}  // namespace

ExpressionPtr ExpressionParser::primary() {
    if (m_stream.atOperator("(")) {
        return parenthesized();
    }
    if (m_stream.atOperator("[")) {
        return listLiteral();
    }
    if (m_stream.atOperator("{")) {
        return dictLiteral();
    }
    auto node = make(Kind::Literal);
    const Token token = m_stream.now();
    if (token.kind == Lexeme::Name) {
        m_stream.take();
        if (token.text == "true" || token.text == "True") {
            node->literal = Value(true);
        } else if (token.text == "false" || token.text == "False") {
            node->literal = Value(false);
        } else if (token.text == "none" || token.text == "None") {
            node->literal = Value::none();
        } else {
            node->kind = Kind::Name;
            node->name = token.text;
        }
    } else if (token.kind == Lexeme::String) {
        std::string text;
        while (m_stream.at(Lexeme::String)) {  // literals side by side are one
            text += m_stream.take().text;
        }
        node->literal = Value::text(std::move(text));
    } else if (token.kind == Lexeme::Integer) {
        std::int64_t value = 0;
        const char* const end = token.text.data() + token.text.size();
        if (std::from_chars(token.text.data(), end, value).ec != std::errc()) {
            m_stream.fail("the number " + token.text + " is too large");
        }
        m_stream.take();
        node->literal = Value(value);
    } else if (token.kind == Lexeme::Float) {
        double value = 0;
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
        m_stream.take();
        node->literal = Value(value);
    } else {
        m_stream.fail("unexpected '" + token.text + "'");
    }
    return node;
}

ExpressionPtr ExpressionParser::parenthesized() {
    m_stream.expectOperator("(");
    if (m_stream.atOperator(")")) {
        auto empty = make(Kind::Tuple);
        m_stream.take();
        return empty;
    }
    ExpressionPtr node = tupleOrExpression();
    m_stream.expectOperator(")");
    return node;
}

ExpressionPtr ExpressionParser::listLiteral() {
    auto node = make(Kind::List);
    m_stream.expectOperator("[");
    while (!m_stream.atOperator("]")) {
        node->children.push_back(expression());
        if (!m_stream.takeOperator(",")) {
            break;
        }
    }
    m_stream.expectOperator("]");
    return finished(std::move(node));
}

ExpressionPtr ExpressionParser::dictLiteral() {
    auto node = make(Kind::Dict);
    m_stream.expectOperator("{");
    while (!m_stream.atOperator("}")) {
        node->children.push_back(expression());
        m_stream.expectOperator(":");
        node->children.push_back(expression());
        if (!m_stream.takeOperator(",")) {
            break;
        }
    }
    m_stream.expectOperator("}");
    return finished(std::move(node));
}

ExpressionPtr ExpressionParser::tupleOrExpression(bool withCondition) {
    ExpressionPtr first = expression(withCondition);
    if (!m_stream.atOperator(",")) {
        return first;
    }
    auto node = make(Kind::Tuple);
    node->children.push_back(std::move(first));
    while (m_stream.takeOperator(",")) {
        const bool ended = m_stream.atOperator(")") || m_stream.at(Lexeme::BlockEnd) ||
                           m_stream.at(Lexeme::VariableEnd);
        if (ended) {
            break;
        }
        node->children.push_back(expression(withCondition));
    }
    return finished(std::move(node));
}

ExpressionPtr ExpressionParser::postfix(ExpressionPtr node) {
    for (;;) {
        if (m_stream.atOperator("(")) {
            node = call(std::move(node));
        } else if (m_stream.atOperator(".") || m_stream.atOperator("[")) {
            node = subscript(std::move(node));
        } else {
            return node;
        }
    }
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr node) {
    auto access = make(Kind::Subscript);
    access->children.push_back(std::move(node));
    if (m_stream.takeOperator(".")) {
        if (m_stream.at(Lexeme::Integer)) {
            access->children.push_back(primary());
            return finished(std::move(access));
        }
        access->kind = Kind::Attribute;
        access->name = m_stream.expectName();
        return finished(std::move(access));
    }
    m_stream.expectOperator("[");
    const auto part = [this]() -> ExpressionPtr {
        return m_stream.atOperator(":") || m_stream.atOperator("]") ? nullptr : expression();
    };
    access->children.push_back(part());
    if (m_stream.atOperator(":")) {
        access->kind = Kind::Slice;
        m_stream.take();
        access->children.push_back(part());
        access->children.push_back(m_stream.takeOperator(":") ? part() : nullptr);
    } else if (access->children.back() == nullptr) {
        m_stream.fail("an index is needed between [ and ]");
    }
    m_stream.expectOperator("]");
    return finished(std::move(access));
}

ExpressionPtr ExpressionParser::call(ExpressionPtr node) {
    auto called = make(Kind::Call);
    called->children.push_back(std::move(node));
    arguments(*called);
    return finished(std::move(called));
}

void ExpressionParser::arguments(Expression& call) {
    m_stream.expectOperator("(");
    while (!m_stream.atOperator(")")) {
        if (m_stream.at(Lexeme::Name) && m_stream.ahead().kind == Lexeme::Operator &&
            m_stream.ahead().text == "=") {
            std::string name = m_stream.take().text;
            m_stream.take();
            call.named.emplace_back(std::move(name), expression());
        } else if (!call.named.empty()) {
            m_stream.fail("a positional argument after a named one");
        } else {
            call.positional.push_back(expression());
        }
        if (!m_stream.takeOperator(",")) {
            break;
        }
    }
    m_stream.expectOperator(")");
}

ExpressionPtr ExpressionParser::filtersAndTests(ExpressionPtr node) {
    for (;;) {
        if (m_stream.takeOperator("|")) {
            node = filter(std::move(node));
        } else if (m_stream.takeName("is")) {
            node = test(std::move(node));
        } else if (m_stream.atOperator("(")) {
            node = call(std::move(node));
        } else {
            return node;
        }
    }
}

ExpressionPtr ExpressionParser::filter(ExpressionPtr node) {
    auto filtered = make(Kind::Filter);
    filtered->name = m_stream.expectName();
    filtered->children.push_back(std::move(node));
    if (m_stream.atOperator("(")) {
        arguments(*filtered);
    }
    return finished(std::move(filtered));
}

ExpressionPtr ExpressionParser::test(ExpressionPtr node) {
    auto tested = make(Kind::Test);
    const bool negated = m_stream.takeName("not");
    tested->name = m_stream.expectName();
    tested->children.push_back(std::move(node));
    const bool operand =
        m_stream.at(Lexeme::String) || m_stream.at(Lexeme::Integer) || m_stream.at(Lexeme::Float) ||
        m_stream.atOperator("[") || m_stream.atOperator("{") ||
        (m_stream.at(Lexeme::Name) && !m_stream.atName("else") && !m_stream.atName("or") &&
         !m_stream.atName("and") && !m_stream.atName("if") && !m_stream.atName("is"));
    if (m_stream.atOperator("(")) {
        arguments(*tested);
    } else if (operand) {
        tested->positional.push_back(postfix(primary()));
    }
    if (!negated) {
        return finished(std::move(tested));
    }
    auto inverse = make(Kind::Not);
    inverse->children.push_back(finished(std::move(tested)));
    return finished(std::move(inverse));
}

ExpressionPtr ExpressionParser::filters() {
    ExpressionPtr node = filter(nullptr);
    while (m_stream.takeOperator("|")) {
        node = filter(std::move(node));
    }
    return node;
}

Target ExpressionParser::singleTarget(bool withAttribute) {
    const TokenStream::Level level(m_stream);
    if (m_stream.takeOperator("(")) {
        Target inner = target(withAttribute);
        m_stream.expectOperator(")");
        return inner;
    }
    Target single;
    single.name = m_stream.expectName();
    if (withAttribute && m_stream.takeOperator(".")) {
        single.attribute = m_stream.expectName();
    }
    return single;
}

Target ExpressionParser::target(bool withAttribute) {
    Target first = singleTarget(withAttribute);
    if (!m_stream.atOperator(",")) {
        return first;
    }
    Target several;
    several.targets.push_back(std::move(first));
    while (m_stream.takeOperator(",") && (m_stream.at(Lexeme::Name) || m_stream.atOperator("("))) {
        several.targets.push_back(singleTarget(withAttribute));
    }
    return several;
}

}  // namespace lire::text::jinja
