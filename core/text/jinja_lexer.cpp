// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_lexer.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text/jinja_string_literal.h"
#include "core/text/jinja_text.h"

namespace lire::text::jinja {

namespace {

using Kind = Token::Kind;

bool isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

std::string withUnixNewlines(std::string_view source) {
    std::string result;
    result.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] != '\r') {
            result.push_back(source[i]);
        } else if (i + 1 == source.size() || source[i + 1] != '\n') {
            result.push_back('\n');
        }
    }
    if (!result.empty() && result.back() == '\n') {
        result.pop_back();
    }
    return result;
}

class Lexer {
public:
    Lexer(std::string_view source, std::string place)
        : m_source(withUnixNewlines(source)), m_place(std::move(place)) {}

    std::vector<Token> run() {
        while (m_position < m_source.size()) {
            readText();
        }
        push(Kind::End, "");
        return std::move(m_tokens);
    }

private:
    [[noreturn]] void fail(const std::string& problem) const {
        throw Error(m_place + ":" + std::to_string(m_line), problem, "correct the chat template");
    }

    void push(Kind kind, std::string text) { m_tokens.push_back({kind, std::move(text), m_line}); }

    std::string_view rest() const { return std::string_view(m_source).substr(m_position); }
    bool at(std::string_view text) const { return rest().starts_with(text); }

    /// Moves on, counting lines.
    void take(std::size_t count) {
        const std::string_view taken = rest().substr(0, count);
        m_line += static_cast<std::size_t>(std::count(taken.begin(), taken.end(), '\n'));
        if (!taken.empty()) {
            m_lineStarting = taken.back() == '\n';
        }
        m_position += taken.size();
    }

    void readText() {
        const std::string_view source(m_source);
        std::size_t tag = m_position;
        while (tag < source.size() &&
               !(source[tag] == '{' && tag + 1 < source.size() &&
                 (source[tag + 1] == '%' || source[tag + 1] == '{' || source[tag + 1] == '#'))) {
            ++tag;
        }
        const std::string_view text = source.substr(m_position, tag - m_position);
        if (tag == source.size()) {
            pushText(text);
            take(text.size());
            return;
        }
        const char opened = source[tag + 1];
        const char sign = tag + 2 < source.size() ? source[tag + 2] : ' ';
        const bool signedTag = sign == '-' || sign == '+';
        std::size_t kept = text.size();
        if (sign == '-') {
            kept -= trailingSpace(text);
        } else if (sign != '+' && opened != '{') {
            kept = withoutIndent(text);
        }
        pushText(text.substr(0, kept));
        take(text.size() + (signedTag ? 3 : 2));
        if (opened == '#') {
            skipComment();
        } else if (opened == '%' && atRaw()) {
            readRaw();
        } else {
            readTag(opened == '%');
        }
    }

    void pushText(std::string_view text) {
        if (!text.empty()) {
            push(Kind::Text, std::string(text));
        }
    }

    /// lstrip_blocks: the length without the white space that alone stands before a tag.
    std::size_t withoutIndent(std::string_view text) const {
        const std::size_t newline = text.rfind('\n');
        const std::size_t lineBegin = newline == std::string_view::npos ? 0 : newline + 1;
        if (lineBegin == 0 && !m_lineStarting) {
            return text.size();
        }
        const std::string_view indent = text.substr(lineBegin);
        return leadingSpace(indent) == indent.size() ? lineBegin : text.size();
    }

    /// Behind the closing characters of a tag or comment: `-` takes all white space, a block's end
    /// without sign takes one newline (trim_blocks).
    void takeEnd(char sign, std::string_view closing, bool trimsNewline) {
        take(closing.size() + (sign == ' ' ? 0 : 1));
        if (sign == '-') {
            take(leadingSpace(rest()));
        } else if (sign == ' ' && trimsNewline && at("\n")) {
            take(1);
        }
    }

    void skipComment() {
        const std::size_t end = m_source.find("#}", m_position);
        if (end == std::string::npos) {
            fail("a comment without its end #}");
        }
        const char before = end > m_position ? m_source[end - 1] : ' ';
        const char sign = before == '-' || before == '+' ? before : ' ';
        take(end - m_position - (sign == ' ' ? 0 : 1));
        takeEnd(sign, "#}", true);
    }

    /// The length of `name` and the block's end after it, 0 where something else stands here.
    std::size_t blockOf(std::string_view name, std::size_t from, char& sign) const {
        const std::string_view source(m_source);
        std::size_t position = from + leadingSpace(source.substr(from));
        if (!source.substr(position).starts_with(name)) {
            return 0;
        }
        position += name.size();
        position += leadingSpace(source.substr(position));
        sign = ' ';
        if (position < source.size() && (source[position] == '-' || source[position] == '+')) {
            sign = source[position];
        }
        const std::size_t closing = position + (sign == ' ' ? 0 : 1);
        return source.substr(closing).starts_with("%}") ? position - from : 0;
    }

    bool atRaw() const {
        char sign = ' ';
        return blockOf("raw", m_position, sign) > 0;
    }

    void readRaw() {
        char sign = ' ';
        take(blockOf("raw", m_position, sign));
        takeEnd(sign, "%}", false);  // jinja2 keeps the newline here
        for (std::size_t tag = m_position;; ++tag) {
            tag = m_source.find("{%", tag);
            if (tag == std::string::npos) {
                fail("a raw block without its end");
            }
            const char before = tag + 2 < m_source.size() ? m_source[tag + 2] : ' ';
            const std::size_t name = tag + (before == '-' || before == '+' ? 3 : 2);
            const std::size_t length = blockOf("endraw", name, sign);
            if (length == 0) {
                continue;
            }
            const std::string_view text =
                std::string_view(m_source).substr(m_position, tag - m_position);
            std::size_t kept = text.size();
            if (before == '-') {
                kept -= trailingSpace(text);
            } else if (before != '+') {
                kept = withoutIndent(text);
            }
            pushText(text.substr(0, kept));
            take(name + length - m_position);
            takeEnd(sign, "%}", true);
            return;
        }
    }

    void readTag(bool block) {
        const std::string_view closing = block ? "%}" : "}}";
        push(block ? Kind::BlockBegin : Kind::VariableBegin, block ? "{%" : "{{");
        std::string open;  // brackets not yet closed
        for (;;) {
            take(leadingSpace(rest()));
            if (m_position == m_source.size()) {
                fail(std::string("a tag without its end ") + std::string(closing));
            }
            const bool minus = at("-") && rest().substr(1).starts_with(closing);
            const bool plus = block && at("+") && rest().substr(1).starts_with(closing);
            if (open.empty() && (minus || plus || at(closing))) {
                push(block ? Kind::BlockEnd : Kind::VariableEnd, std::string(closing));
                takeEnd(minus ? '-' : (plus ? '+' : ' '), closing, block);
                return;
            }
            readToken(open);
        }
    }

    void readToken(std::string& open) {
        const char c = m_source[m_position];
        if (isNameStart(c)) {
            std::size_t length = 1;
            while (length < rest().size() &&
                   (isNameStart(rest()[length]) || isDigit(rest()[length]))) {
                ++length;
            }
            push(Kind::Name, std::string(rest().substr(0, length)));
            take(length);
        } else if (isDigit(c)) {
            readNumber();
        } else if (c == '\'' || c == '"') {
            readString(c);
        } else {
            readOperator(open);
        }
    }

    std::size_t digitsFrom(std::size_t begin) const {
        std::size_t end = begin;
        while (end < rest().size() &&
               (isDigit(rest()[end]) || (rest()[end] == '_' && end > begin))) {
            ++end;
        }
        return end;
    }

    void readNumber() {
        std::size_t end = digitsFrom(0);
        bool isFloat = false;
        if (end + 1 < rest().size() && rest()[end] == '.' && isDigit(rest()[end + 1])) {
            end = digitsFrom(end + 1);
            isFloat = true;
        }
        if (end < rest().size() && (rest()[end] == 'e' || rest()[end] == 'E')) {
            const bool hasSign =
                end + 1 < rest().size() && (rest()[end + 1] == '-' || rest()[end + 1] == '+');
            const std::size_t exponent = end + (hasSign ? 2 : 1);
            if (exponent < rest().size() && isDigit(rest()[exponent])) {
                end = digitsFrom(exponent);
                isFloat = true;
            }
        }
        std::string digits(rest().substr(0, end));
        std::erase(digits, '_');
        push(isFloat ? Kind::Float : Kind::Integer, std::move(digits));
        take(end);
    }

    void readString(char quote) {
        std::size_t end = 1;
        while (end < rest().size() && rest()[end] != quote) {
            end += rest()[end] == '\\' ? 2 : 1;
        }
        if (end >= rest().size()) {
            fail("a string without its closing quote");
        }
        const auto value = unescapedLiteral(rest().substr(1, end - 1));
        if (!value) {
            fail("a string with an escape that is cut short or names no character");
        }
        push(Kind::String, *value);
        take(end + 1);
    }

    void readOperator(std::string& open) {
        static constexpr std::array<std::string_view, 26> operators{
            "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[",
            "]",  "(",  ")",  "{",  "}",  ">",  "<", "=", ".", ":", "|", ",", ";"};
        const auto* const found = std::find_if(
            operators.begin(), operators.end(), [this](std::string_view text) { return at(text); });
        if (found == operators.end()) {
            fail("unexpected character '" + std::string(rest().substr(0, 1)) + "'");
        }
        const char c = found->front();
        if (c == '(' || c == '[' || c == '{') {
            open.push_back(c == '(' ? ')' : (c == '[' ? ']' : '}'));
        } else if (c == ')' || c == ']' || c == '}') {
            if (open.empty() || open.back() != c) {
                fail(std::string("unexpected '") + c + "'");
            }
            open.pop_back();
        }
        push(Kind::Operator, std::string(*found));
        take(found->size());
    }

    std::string m_source;
    std::string m_place;
    std::size_t m_position = 0;
    std::size_t m_line = 1;
    bool m_lineStarting = true;  // the last thing taken ended with a newline
    std::vector<Token> m_tokens = {};
};

}  // namespace

std::vector<Token> tokenizeTemplate(std::string_view source, const std::string& place) {
    return Lexer(source, place).run();
}

}  // namespace lire::text::jinja
