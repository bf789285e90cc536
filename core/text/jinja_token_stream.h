// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/jinja_lexer.h"

namespace lire::text::jinja {

/// The parsers' place in the tokens. Thread: any, one at a time.
class TokenStream {
public:
    /// `tokens` ends with one of kind End.
    TokenStream(std::vector<Token> tokens, std::string place);

    const Token& now() const { return m_tokens[m_position]; }
    const Token& ahead() const;
    bool at(Token::Kind kind) const { return now().kind == kind; }
    bool atOperator(std::string_view text) const;
    bool atName(std::string_view text) const;
    Token take();
    bool takeOperator(std::string_view text);
    bool takeName(std::string_view text);
    /// Raise Error (place:line) where something else stands here.
    void expectOperator(std::string_view text);
    std::string expectName();
    void expect(Token::Kind kind, std::string_view what);
    [[noreturn]] void fail(const std::string& problem) const;
    [[noreturn]] void failAt(std::size_t line, const std::string& problem) const;

    /// Guards the parsers' recursion: one for each level of nesting.
    class Level {
    public:
        explicit Level(TokenStream& stream);
        ~Level();
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        Level(Level&&) = delete;
        Level& operator=(Level&&) = delete;

    private:
        TokenStream& m_stream;
    };

private:
    static constexpr int deepest = 100;
    std::vector<Token> m_tokens;
    std::string m_place;
    std::size_t m_position = 0;
    int m_depth = 0;
};

}  // namespace lire::text::jinja
