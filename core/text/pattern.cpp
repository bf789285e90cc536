// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pattern.h"

#include <array>
#include <limits>
#include <span>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "core/error.h"
#include "core/text/utf8.h"

namespace lire::text {

namespace {

using MatchData = std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)>;

std::string messageOf(int code) {
    std::array<unsigned char, 256> buffer = {};
    const int length = pcre2_get_error_message(code, buffer.data(), buffer.size());
    std::string message;
    for (int i = 0; i < length; ++i) {
        message.push_back(static_cast<char>(buffer.at(static_cast<std::size_t>(i))));
    }
    return message;
}

PCRE2_SPTR units(std::string_view text) {
    return reinterpret_cast<PCRE2_SPTR>(text.data());  // NOLINT: PCRE2 reads bytes as unsigned
}

/// White_Space as members of a character class.
constexpr std::string_view whiteSpace = "\\x{9}-\\x{D}\\x{85}\\p{Z}";

/// Writes `\s` and `\S` out, so that they mean the same in every engine. `\S` inside a class stays
/// PCRE2's own: no tokenizer has it there.
std::string withUnicodeSpaces(std::string_view expression) {
    std::string result;
    bool inClass = false;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        if (c != '\\' || i + 1 == expression.size()) {
            inClass = c == '[' || (inClass && c != ']');
            result.push_back(c);
            continue;
        }
        const char escaped = expression[++i];
        if (escaped == 's' && inClass) {
            result.append(whiteSpace);
        } else if (escaped == 's') {
            result.append("[").append(whiteSpace).append("]");
        } else if (escaped == 'S' && !inClass) {
            result.append("[^").append(whiteSpace).append("]");
        } else {
            result.push_back(c);
            result.push_back(escaped);
        }
    }
    return result;
}

}  // namespace

struct Pattern::Compiled {
    std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code{nullptr, &pcre2_code_free};
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> limits{
        nullptr, &pcre2_match_context_free};

    /// Returns the number of groups, or PCRE2's negative code.
    int match(std::string_view text, std::size_t start, pcre2_match_data* data) const {
        const int found = pcre2_match(
            code.get(), units(text), text.size(), start, PCRE2_NO_UTF_CHECK, data, limits.get());
        if (found != PCRE2_ERROR_JIT_STACKLIMIT) {
            return found;
        }
        return pcre2_match(code.get(),
                           units(text),
                           text.size(),
                           start,
                           PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
                           data,
                           limits.get());
    }
};

Pattern::Pattern(const std::string& expression, const std::string& place)
    : m_compiled(std::make_unique<Compiled>()) {
    const std::string written = withUnicodeSpaces(expression);
    int code = 0;
    std::size_t offset = 0;
    m_compiled->code.reset(pcre2_compile(
        units(written), written.size(), PCRE2_UTF | PCRE2_UCP, &code, &offset, nullptr));
    if (!m_compiled->code) {
        throw Error(place,
                    "pre-tokenizer pattern `" + expression + "`: " + messageOf(code),
                    "use a pattern that PCRE2 understands");
    }
    // Without JIT (some processors) the interpreter gives the same matches, only later.
    pcre2_jit_compile(m_compiled->code.get(), PCRE2_JIT_COMPLETE);
    m_compiled->limits.reset(pcre2_match_context_create(nullptr));
    // Long runs of spaces backtrack once for each: no attack, the pattern is the model's.
    pcre2_set_match_limit(m_compiled->limits.get(), std::numeric_limits<std::uint32_t>::max());
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

void Pattern::split(std::string_view text,
                    const std::function<void(std::string_view)>& piece) const {
    const MatchData data(pcre2_match_data_create_from_pattern(m_compiled->code.get(), nullptr),
                         &pcre2_match_data_free);
    std::size_t done = 0;   // everything before was given out
    std::size_t start = 0;  // where the next search begins
    while (start < text.size()) {
        const int found = m_compiled->match(text, start, data.get());
        if (found == PCRE2_ERROR_NOMATCH) {
            break;
        }
        if (found < 0) {
            throw Error("pre-tokenizer", messageOf(found), "shorten the text", Blame::Running);
        }
        const std::span<const std::size_t> ends(pcre2_get_ovector_pointer(data.get()), 2);
        if (ends[1] <= start) {  // an empty match: one code point on
            start += codePointAt(text, start).length;
            continue;
        }
        if (ends[0] > done) {
            piece(text.substr(done, ends[0] - done));
        }
        if (ends[1] > ends[0]) {
            piece(text.substr(ends[0], ends[1] - ends[0]));
        }
        done = ends[1];
        start = done;
    }
    if (done < text.size()) {
        piece(text.substr(done));
    }
}

}  // namespace lire::text
