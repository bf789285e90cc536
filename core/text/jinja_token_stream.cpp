// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_token_stream.h"

#include "core/error.h"

namespace lire::text::jinja {

namespace {

std::string shown(const Token& token) {
    return token.kind == Token::Kind::End ? "the template's end" : "'" + token.text + "'";
}

}  // namespace

TokenStream::TokenStream(std::vector<Token> tokens, std::string place)
    : m_tokens(std::move(tokens)), m_place(std::move(place)) {}

const Token& TokenStream::ahead() const {
    return m_tokens[std::min(m_position + 1, m_tokens.size() - 1)];
}

bool TokenStream::atOperator(std::string_view text) const {
    return at(Token::Kind::Operator) && now().text == text;
}

bool TokenStream::atName(std::string_view text) const {
    return at(Token::Kind::Name) && now().text == text;
}

Token TokenStream::take() {
    Token token = now();
    if (m_position + 1 < m_tokens.size()) {
        ++m_position;
    }
    return token;
}

bool TokenStream::takeOperator(std::string_view text) {
    const bool found = atOperator(text);
    if (found) {
        take();
    }
    return found;
}

bool TokenStream::takeName(std::string_view text) {
    const bool found = atName(text);
    if (found) {
        take();
    }
    return found;
}

void TokenStream::expectOperator(std::string_view text) {
    if (!takeOperator(text)) {
        fail("'" + std::string(text) + "' is needed, not " + shown(now()));
    }
}

std::string TokenStream::expectName() {
    if (!at(Token::Kind::Name)) {
        fail("a name is needed, not " + shown(now()));
    }
    return take().text;
}

void TokenStream::expect(Token::Kind kind, std::string_view what) {
    if (!at(kind)) {
        fail(std::string(what) + " is needed, not " + shown(now()));
    }
    take();
}

void TokenStream::fail(const std::string& problem) const {
    failAt(now().line, problem);
}

void TokenStream::failAt(std::size_t line, const std::string& problem) const {
    throw Error(m_place + ":" + std::to_string(line), problem, "correct the chat template");
}

TokenStream::Level::Level(TokenStream& stream) : m_stream(stream) {
    if (++m_stream.m_depth > deepest) {
        --m_stream.m_depth;
        m_stream.fail("more than " + std::to_string(deepest) + " levels of nesting");
    }
}

TokenStream::Level::~Level() {
    --m_stream.m_depth;
}

}  // namespace lire::text::jinja
