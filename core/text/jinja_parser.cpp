// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_parser.h"

#include <algorithm>
#include <initializer_list>

#include "core/text/jinja_expression_parser.h"
#include "core/text/jinja_token_stream.h"

namespace lire::text::jinja {

namespace {

using Kind = Statement::Kind;
using StatementPtr = std::unique_ptr<const Statement>;
using Names = std::initializer_list<std::string_view>;

class Parser {
public:
    explicit Parser(TokenStream& stream) : m_stream(stream), m_expressions(stream) {}

    Body whole() { return body({}); }

private:
    /// Statements up to the tag that begins with one of `ends`; its `{%` is taken, its name not.
    Body body(Names ends) {
        const TokenStream::Level level(m_stream);
        const std::size_t opened = m_stream.now().line;
        Body statements;
        while (!m_stream.at(Token::Kind::End)) {
            if (m_stream.at(Token::Kind::Text)) {
                auto text = make(Kind::Text);
                text->text = m_stream.take().text;
                statements.push_back(std::move(text));
            } else if (m_stream.at(Token::Kind::VariableBegin)) {
                statements.push_back(output());
            } else {
                m_stream.expect(Token::Kind::BlockBegin, "a tag");
                const bool ended =
                    std::any_of(ends.begin(), ends.end(), [this](std::string_view name) {
                        return m_stream.atName(name);
                    });
                if (ended) {
                    return statements;
                }
                statements.push_back(statement());
            }
        }
        if (ends.size() > 0) {
            m_stream.failAt(opened, "a block without its " + std::string(*(ends.end() - 1)));
        }
        return statements;
    }

    std::unique_ptr<Statement> make(Kind kind) const {
        auto statement = std::make_unique<Statement>();
        statement->kind = kind;
        statement->line = m_stream.now().line;
        return statement;
    }

    void endTag() { m_stream.expect(Token::Kind::BlockEnd, "'%}'"); }

    /// The name of an end tag and its `%}`.
    void close(std::string_view name) {
        if (!m_stream.takeName(name)) {
            m_stream.fail("'" + std::string(name) + "' is needed");
        }
        if (name == "endmacro" && m_stream.at(Token::Kind::Name)) {
            m_stream.take();  // the macro's name once more
        }
        endTag();
    }

    StatementPtr output() {
        auto node = make(Kind::Output);
        m_stream.take();
        node->expression = m_expressions.tupleOrExpression();
        m_stream.expect(Token::Kind::VariableEnd, "'}}'");
        return node;
    }

    StatementPtr statement() {
        if (m_stream.atName("if")) {
            return ifStatement();
        }
        if (m_stream.atName("for")) {
            return forStatement();
        }
        if (m_stream.atName("set")) {
            return setStatement();
        }
        if (m_stream.atName("macro")) {
            return macroStatement();
        }
        if (m_stream.atName("call")) {
            return callStatement();
        }
        if (m_stream.atName("filter")) {
            return filterStatement();
        }
        if (m_stream.atName("with")) {
            return withStatement();
        }
        if (m_stream.atName("generation")) {
            auto node = make(Kind::Block);
            m_stream.take();
            endTag();
            node->body = body({"endgeneration"});
            close("endgeneration");
            return node;
        }
        if (m_stream.atName("break") || m_stream.atName("continue")) {
            auto node = make(m_stream.atName("break") ? Kind::Break : Kind::Continue);
            if (m_loops == 0) {
                m_stream.fail("'" + m_stream.now().text + "' outside of a loop");
            }
            m_stream.take();
            endTag();
            return node;
        }
        m_stream.fail("the tag '" + m_stream.now().text + "' is not known");
    }

    /// At `if` or `elif`; takes everything up to and with endif.
    StatementPtr ifStatement() {
        const TokenStream::Level level(m_stream);
        auto node = make(Kind::If);
        m_stream.take();
        node->expression = m_expressions.tupleOrExpression(false);
        endTag();
        node->body = body({"elif", "else", "endif"});
        if (m_stream.atName("elif")) {
            node->otherwise.push_back(ifStatement());
            return node;
        }
        if (m_stream.takeName("else")) {
            endTag();
            node->otherwise = body({"endif"});
        }
        close("endif");
        return node;
    }

    StatementPtr forStatement() {
        auto node = make(Kind::For);
        m_stream.take();
        node->target = m_expressions.target(false);
        if (!m_stream.takeName("in")) {
            m_stream.fail("'in' is needed");
        }
        node->expression = m_expressions.tupleOrExpression(false);
        if (m_stream.takeName("if")) {
            node->condition = m_expressions.expression();
        }
        if (m_stream.atName("recursive")) {
            m_stream.fail("recursive loops are outside the subset");
        }
        endTag();
        ++m_loops;
        node->body = body({"else", "endfor"});
        --m_loops;
        if (m_stream.takeName("else")) {
            endTag();
            node->otherwise = body({"endfor"});
        }
        close("endfor");
        return node;
    }

    StatementPtr setStatement() {
        auto node = make(Kind::Set);
        m_stream.take();
        node->target = m_expressions.target(true);
        if (m_stream.takeOperator("=")) {
            node->expression = m_expressions.tupleOrExpression();
            endTag();
            return node;
        }
        node->kind = Kind::SetBlock;
        if (m_stream.takeOperator("|")) {
            node->expression = m_expressions.filters();
        }
        endTag();
        node->body = body({"endset"});
        close("endset");
        return node;
    }

    std::vector<Parameter> parameters() {
        std::vector<Parameter> list;
        m_stream.expectOperator("(");
        while (!m_stream.atOperator(")")) {
            Parameter parameter;
            parameter.name = m_stream.expectName();
            if (m_stream.takeOperator("=")) {
                parameter.initial = m_expressions.expression();
            } else if (!list.empty() && list.back().initial) {
                m_stream.fail("a parameter without a default after one with it");
            }
            list.push_back(std::move(parameter));
            if (!m_stream.takeOperator(",")) {
                break;
            }
        }
        m_stream.expectOperator(")");
        return list;
    }

    /// The body of a macro: a loop around it does not reach into it.
    Body separateBody(std::string_view end) {
        const int loops = m_loops;
        m_loops = 0;
        Body statements = body({end});
        m_loops = loops;
        return statements;
    }

    StatementPtr macroStatement() {
        auto node = make(Kind::Macro);
        m_stream.take();
        node->name = m_stream.expectName();
        node->parameters = parameters();
        endTag();
        node->body = separateBody("endmacro");
        close("endmacro");
        return node;
    }

    StatementPtr callStatement() {
        auto node = make(Kind::CallBlock);
        m_stream.take();
        if (m_stream.atOperator("(")) {
            node->parameters = parameters();
        }
        node->expression = m_expressions.expression();
        if (node->expression->kind != Expression::Kind::Call) {
            m_stream.fail("a call block needs a call");
        }
        endTag();
        node->body = separateBody("endcall");
        close("endcall");
        return node;
    }

    StatementPtr filterStatement() {
        auto node = make(Kind::Filter);
        m_stream.take();
        node->expression = m_expressions.filters();
        endTag();
        node->body = body({"endfilter"});
        close("endfilter");
        return node;
    }

    StatementPtr withStatement() {
        auto node = make(Kind::With);
        m_stream.take();
        while (!m_stream.at(Token::Kind::BlockEnd)) {
            Target target;
            target.name = m_stream.expectName();
            m_stream.expectOperator("=");
            node->assignments.emplace_back(std::move(target), m_expressions.expression());
            if (!m_stream.takeOperator(",")) {
                break;
            }
        }
        endTag();
        node->body = body({"endwith"});
        close("endwith");
        return node;
    }

    TokenStream& m_stream;
    ExpressionParser m_expressions;
    int m_loops = 0;  // open around here
};

}  // namespace

Body parseTemplate(std::string_view source, const std::string& place) {
    TokenStream stream(tokenizeTemplate(source, place), place);
    return Parser(stream).whole();
}

}  // namespace lire::text::jinja
