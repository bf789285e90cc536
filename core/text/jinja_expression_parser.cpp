// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_expression_parser.h"

#include <algorithm>
#include <array>

namespace lire::text::jinja {

namespace {

using Kind = Expression::Kind;
using Lexeme = Token::Kind;

struct Symbol {
    std::string_view text;
    Operator meaning;
};

template <std::size_t Count>
const Symbol* symbolAt(const TokenStream& stream, const std::array<Symbol, Count>& symbols) {
    for (const Symbol& symbol : symbols) {
        if (stream.atOperator(symbol.text)) {
            return &symbol;
        }
    }
    return nullptr;
}

constexpr std::array<Symbol, 6> comparisons{{{"==", Operator::Equal},
                                             {"!=", Operator::NotEqual},
                                             {"<=", Operator::LessEqual},
                                             {">=", Operator::GreaterEqual},
                                             {"<", Operator::Less},
                                             {">", Operator::Greater}}};
constexpr std::array<Symbol, 2> sums{{{"+", Operator::Add}, {"-", Operator::Subtract}}};
constexpr std::array<Symbol, 4> products{{{"*", Operator::Multiply},
                                          {"/", Operator::Divide},
                                          {"//", Operator::FloorDivide},
                                          {"%", Operator::Modulo}}};

}  // namespace

std::unique_ptr<Expression> ExpressionParser::make(Kind kind) const {
    auto node = std::make_unique<Expression>();
    node->kind = kind;
    node->line = m_stream.now().line;
    return node;
}

ExpressionPtr ExpressionParser::finished(std::unique_ptr<Expression> node) const {
    static constexpr int tallest = 500;
    const auto count = [&](const ExpressionPtr& child) {
        node->height = std::max(node->height, child == nullptr ? 0 : child->height + 1);
    };
    std::for_each(node->children.begin(), node->children.end(), count);
    std::for_each(node->positional.begin(), node->positional.end(), count);
    for (const auto& argument : node->named) {
        count(argument.second);
    }
    if (node->height > tallest) {
        m_stream.fail("an expression of more than " + std::to_string(tallest) + " levels");
    }
    return node;
}

ExpressionPtr ExpressionParser::expression(bool withCondition) {
    const TokenStream::Level level(m_stream);
    return withCondition ? conditional() : either();
}

ExpressionPtr ExpressionParser::conditional() {
    ExpressionPtr node = either();
    while (m_stream.atName("if")) {
        auto condition = make(Kind::Conditional);
        m_stream.take();
        condition->children.push_back(std::move(node));
        condition->children.push_back(either());
        condition->children.push_back(m_stream.takeName("else") ? expression() : nullptr);
        node = finished(std::move(condition));
    }
    return node;
}

ExpressionPtr ExpressionParser::either() {
    ExpressionPtr node = both();
    while (m_stream.atName("or")) {
        auto joined = make(Kind::Or);
        m_stream.take();
        joined->children.push_back(std::move(node));
        joined->children.push_back(both());
        node = finished(std::move(joined));
    }
    return node;
}

ExpressionPtr ExpressionParser::both() {
    ExpressionPtr node = negation();
    while (m_stream.atName("and")) {
        auto joined = make(Kind::And);
        m_stream.take();
        joined->children.push_back(std::move(node));
        joined->children.push_back(negation());
        node = finished(std::move(joined));
    }
    return node;
}

ExpressionPtr ExpressionParser::negation() {
    if (!m_stream.atName("not")) {
        return comparison();
    }
    const TokenStream::Level level(m_stream);
    auto node = make(Kind::Not);
    m_stream.take();
    node->children.push_back(negation());
    return finished(std::move(node));
}

ExpressionPtr ExpressionParser::comparison() {
    auto node = make(Kind::Compare);
    node->children.push_back(sum());
    for (;;) {
        if (const Symbol* symbol = symbolAt(m_stream, comparisons)) {
            m_stream.take();
            node->operators.push_back(symbol->meaning);
        } else if (m_stream.takeName("in")) {
            node->operators.push_back(Operator::In);
        } else if (m_stream.atName("not") && m_stream.ahead().kind == Lexeme::Name &&
                   m_stream.ahead().text == "in") {
            m_stream.take();
            m_stream.take();
            node->operators.push_back(Operator::NotIn);
        } else {
            break;
        }
        node->children.push_back(sum());
    }
    return node->operators.empty() ? std::move(node->children.front()) : finished(std::move(node));
}

ExpressionPtr ExpressionParser::sum() {
    ExpressionPtr node = concatenation();
    while (const Symbol* symbol = symbolAt(m_stream, sums)) {
        auto joined = make(Kind::Binary);
        m_stream.take();
        joined->operators.push_back(symbol->meaning);
        joined->children.push_back(std::move(node));
        joined->children.push_back(concatenation());
        node = finished(std::move(joined));
    }
    return node;
}

ExpressionPtr ExpressionParser::concatenation() {
    auto node = make(Kind::Concat);
    node->children.push_back(product());
    while (m_stream.takeOperator("~")) {
        node->children.push_back(product());
    }
    return node->children.size() == 1 ? std::move(node->children.front())
                                      : finished(std::move(node));
}

ExpressionPtr ExpressionParser::product() {
    ExpressionPtr node = power();
    while (const Symbol* symbol = symbolAt(m_stream, products)) {
        auto joined = make(Kind::Binary);
        m_stream.take();
        joined->operators.push_back(symbol->meaning);
        joined->children.push_back(std::move(node));
        joined->children.push_back(power());
        node = finished(std::move(joined));
    }
    return node;
}

ExpressionPtr ExpressionParser::power() {
    ExpressionPtr node = unary(true);
    while (m_stream.atOperator("**")) {
        auto joined = make(Kind::Binary);
        m_stream.take();
        joined->operators.push_back(Operator::Power);
        joined->children.push_back(std::move(node));
        joined->children.push_back(unary(true));
        node = finished(std::move(joined));
    }
    return node;
}

ExpressionPtr ExpressionParser::unary(bool withFilters) {
    const TokenStream::Level level(m_stream);
    ExpressionPtr node;
    if (m_stream.atOperator("-") || m_stream.atOperator("+")) {
        auto sign = make(m_stream.atOperator("-") ? Kind::Negate : Kind::Plus);
        m_stream.take();
        sign->children.push_back(unary(false));
        node = finished(std::move(sign));
    } else {
        node = primary();
    }
    node = postfix(std::move(node));
    return withFilters ? filtersAndTests(std::move(node)) : std::move(node);
}

}  // namespace lire::text::jinja
