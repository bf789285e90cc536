// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/jinja_ast.h"
#include "core/text/jinja_token_stream.h"

namespace lire::text::jinja {

/// Reads expressions with jinja2's precedence: condition, or, and, not, comparison, + -, ~,
/// * / // %, **, unary, then postfix and filters. Raises Error (place:line). Thread: any.
class ExpressionParser {
public:
    explicit ExpressionParser(TokenStream& stream) : m_stream(stream) {}

    /// One expression; a `… if … else …` where `withCondition`.
    ExpressionPtr expression(bool withCondition = true);
    /// Expressions with commas between them make a tuple.
    ExpressionPtr tupleOrExpression(bool withCondition = true);
    /// The filters at the head of `{% filter … %}` and behind `{% set x | … %}`, around a null.
    ExpressionPtr filters();
    /// Several targets make one that unpacks.
    Target target(bool withAttribute);

private:
    ExpressionPtr conditional();
    ExpressionPtr either();
    ExpressionPtr both();
    ExpressionPtr negation();
    ExpressionPtr comparison();
    ExpressionPtr sum();
    ExpressionPtr concatenation();
    ExpressionPtr product();
    ExpressionPtr power();
    ExpressionPtr unary(bool withFilters);
    ExpressionPtr primary();
    ExpressionPtr parenthesized();
    ExpressionPtr listLiteral();
    ExpressionPtr dictLiteral();
    ExpressionPtr postfix(ExpressionPtr node);
    ExpressionPtr filtersAndTests(ExpressionPtr node);
    ExpressionPtr filter(ExpressionPtr node);
    ExpressionPtr test(ExpressionPtr node);
    ExpressionPtr subscript(ExpressionPtr node);
    ExpressionPtr call(ExpressionPtr node);
    void arguments(Expression& call);
    std::unique_ptr<Expression> make(Expression::Kind kind) const;
    ExpressionPtr finished(std::unique_ptr<Expression> node) const;
    Target singleTarget(bool withAttribute);

    TokenStream& m_stream;
};

}  // namespace lire::text::jinja
