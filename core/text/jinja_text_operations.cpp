// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_text_operations.h"

#include <algorithm>

#include "core/text/letter_case.h"
#include "core/text/utf8.h"

namespace lire::text::jinja {

namespace {

bool reached(std::size_t count, std::int64_t most) {
    return most >= 0 && count >= static_cast<std::size_t>(most);
}

/// Length of the longest prefix that consists of these characters.
std::size_t prefixOf(std::string_view text, std::string_view characters) {
    std::size_t position = 0;
    while (position < text.size()) {
        const std::size_t length = codePointAt(text, position).length;
        if (characters.find(text.substr(position, length)) == std::string_view::npos) {
            break;
        }
        position += length;
    }
    return position;
}

std::size_t beginOfLast(std::string_view text) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && text.size() - begin < 4 &&
           (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
        --begin;
    }
    return begin;
}

std::size_t suffixOf(std::string_view text, std::string_view characters) {
    std::size_t end = text.size();
    while (end > 0) {
        const std::size_t begin = beginOfLast(text.substr(0, end));
        if (characters.find(text.substr(begin, end - begin)) == std::string_view::npos) {
            break;
        }
        end = begin;
    }
    return text.size() - end;
}

std::size_t lengthOfWord(std::string_view text) {
    std::size_t position = 0;
    while (position < text.size() && leadingSpace(text.substr(position)) == 0) {
        position += codePointAt(text, position).length;
    }
    return position;
}

bool endsLine(char32_t c) {
    return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

}  // namespace

Text stripped(const Text& text,
              const std::optional<std::string>& characters,
              bool left,
              bool right) {
    const std::string_view bytes(text.bytes());
    std::size_t begin = 0;
    if (left) {
        begin = characters ? prefixOf(bytes, *characters) : leadingSpace(bytes);
    }
    const std::string_view rest = bytes.substr(begin);
    std::size_t dropped = 0;
    if (right) {
        dropped = characters ? suffixOf(rest, *characters) : trailingSpace(rest);
    }
    return text.substr(begin, rest.size() - dropped);
}

std::vector<Text> splitAt(const Text& text,
                          std::string_view separator,
                          std::int64_t most,
                          bool fromRight) {
    std::vector<std::size_t> cuts;
    const std::string& bytes = text.bytes();
    if (fromRight) {
        std::size_t end = bytes.size();
        while (!reached(cuts.size(), most) && end >= separator.size()) {
            const std::size_t found = bytes.rfind(separator, end - separator.size());
            if (found == std::string::npos) {
                break;
            }
            cuts.push_back(found);
            end = found;
        }
        std::reverse(cuts.begin(), cuts.end());
    } else {
        for (std::size_t from = 0; !reached(cuts.size(), most);) {
            const std::size_t found = bytes.find(separator, from);
            if (found == std::string::npos) {
                break;
            }
            cuts.push_back(found);
            from = found + separator.size();
        }
    }
    std::vector<Text> parts;
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        parts.push_back(text.substr(begin, cut - begin));
        begin = cut + separator.size();
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::vector<Text> splitAtSpace(const Text& text, std::int64_t most, bool fromRight) {
    std::vector<Text> parts;
    std::vector<std::pair<std::size_t, std::size_t>> words;  // begin, end
    const std::string_view bytes(text.bytes());
    for (std::size_t position = leadingSpace(bytes); position < bytes.size();) {
        const std::size_t end = position + lengthOfWord(bytes.substr(position));
        words.emplace_back(position, end);
        position = end + leadingSpace(bytes.substr(end));
    }
    const auto limit = most < 0 ? words.size() : static_cast<std::size_t>(most);
    if (words.size() > limit + 1 || (words.size() == limit + 1 && most >= 0)) {
        // What lies beyond the limit is one part, without the white space at its outer end.
        const std::size_t joined = words.size() - limit;
        if (fromRight) {
            words[joined - 1].first = 0;
            words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(joined - 1));
            words.front().first = 0;
        } else {
            words[limit].second = bytes.size();
            words.resize(limit + 1);
        }
    }
    parts.reserve(words.size());
    for (const auto& [begin, end] : words) {
        parts.push_back(text.substr(begin, end - begin));
    }
    return parts;
}

std::vector<Text> lines(const Text& text, bool keepEnds) {
    std::vector<Text> result;
    const std::string_view bytes(text.bytes());
    std::size_t begin = 0;
    for (std::size_t position = 0; position < bytes.size();) {
        const CodePoint next = codePointAt(bytes, position);
        std::size_t after = position + next.length;
        if (next.valid && endsLine(next.value)) {
            if (next.value == U'\r' && after < bytes.size() && bytes[after] == '\n') {
                ++after;
            }
            result.push_back(text.substr(begin, (keepEnds ? after : position) - begin));
            begin = after;
        }
        position = after;
    }
    if (begin < bytes.size()) {
        result.push_back(text.substr(begin));
    }
    return result;
}

Text replaced(const Text& text, std::string_view from, const Text& to, std::int64_t most) {
    if (from.empty()) {
        Text result;
        std::size_t count = 0;
        for (const Text& character : characters(text)) {
            if (!reached(count, most)) {
                result.append(to);
                ++count;
            }
            result.append(character);
        }
        if (!reached(count, most)) {
            result.append(to);
        }
        return result;
    }
    Text result;
    bool first = true;
    for (const Text& part : splitAt(text, from, most, false)) {
        if (!first) {
            result.append(to);
        }
        result.append(part);
        first = false;
    }
    return result;
}

Text mapped(const Text& text, const std::function<std::string(std::string_view)>& map) {
    Text result;
    std::size_t begin = 0;
    for (const Text::Piece& piece : text.pieces()) {
        result.append(map(std::string_view(text.bytes()).substr(begin, piece.end - begin)),
                      piece.fromTemplate);
        begin = piece.end;
    }
    return result;
}

Text capitalized(const Text& text) {
    const std::size_t first = offsetOf(text.bytes(), 1);
    Text result = mapped(text.substr(0, first), upperCase);
    result.append(mapped(text.substr(first), lowerCase));
    return result;
}

Text titled(const Text& text) {
    Text result;
    const std::string_view bytes(text.bytes());
    bool inWord = false;
    for (std::size_t position = 0; position < bytes.size();) {
        const std::size_t length = codePointAt(bytes, position).length;
        const Text character = text.substr(position, length);
        result.append(mapped(character, inWord ? lowerCase : upperCase));
        inWord = beginsWithLetter(character.bytes());
        position += length;
    }
    return result;
}

std::size_t offsetOf(std::string_view text, std::size_t codePoints) {
    std::size_t offset = 0;
    while (codePoints > 0 && offset < text.size()) {
        offset += codePointAt(text, offset).length;
        --codePoints;
    }
    return offset;
}

std::vector<Text> characters(const Text& text) {
    std::vector<Text> result;
    const std::string_view bytes(text.bytes());
    for (std::size_t position = 0; position < bytes.size();) {
        const std::size_t length = codePointAt(bytes, position).length;
        result.push_back(text.substr(position, length));
        position += length;
    }
    return result;
}

}  // namespace lire::text::jinja
