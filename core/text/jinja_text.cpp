// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_text.h"

#include <algorithm>

#include "core/text/utf8.h"

namespace lire::text::jinja {

Text::Text(std::string bytes, bool fromTemplate) : m_bytes(std::move(bytes)) {
    if (!m_bytes.empty()) {
        m_pieces.push_back({m_bytes.size(), fromTemplate});
    }
}

bool Text::allFromTemplate() const {
    return std::all_of(
        m_pieces.begin(), m_pieces.end(), [](const Piece& piece) { return piece.fromTemplate; });
}

void Text::append(std::string_view bytes, bool fromTemplate) {
    if (bytes.empty()) {
        return;
    }
    m_bytes.append(bytes);
    if (!m_pieces.empty() && m_pieces.back().fromTemplate == fromTemplate) {
        m_pieces.back().end = m_bytes.size();
    } else {
        m_pieces.push_back({m_bytes.size(), fromTemplate});
    }
}

void Text::append(const Text& other) {
    std::size_t begin = 0;
    for (const Piece& piece : other.m_pieces) {
        append(std::string_view(other.m_bytes).substr(begin, piece.end - begin),
               piece.fromTemplate);
        begin = piece.end;
    }
}

Text Text::substr(std::size_t position, std::size_t length) const {
    Text result;
    const std::size_t stop = length < size() - position ? position + length : size();
    auto piece = std::upper_bound(
        m_pieces.begin(), m_pieces.end(), position, [](std::size_t offset, const Piece& each) {
            return offset < each.end;
        });
    for (std::size_t from = position; from < stop && piece != m_pieces.end(); ++piece) {
        const std::size_t to = std::min(piece->end, stop);
        result.append(std::string_view(m_bytes).substr(from, to - from), piece->fromTemplate);
        from = to;
    }
    return result;
}

bool isSpace(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

std::size_t leadingSpace(std::string_view text) {
    std::size_t position = 0;
    while (position < text.size()) {
        const CodePoint next = codePointAt(text, position);
        if (!next.valid || !isSpace(next.value)) {
            break;
        }
        position += next.length;
    }
    return position;
}

std::size_t trailingSpace(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0) {
        std::size_t begin = end - 1;
        while (begin > 0 && end - begin < 4 &&
               (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
            --begin;
        }
        const CodePoint last = codePointAt(text.substr(0, end), begin);
        if (!last.valid || begin + last.length != end || !isSpace(last.value)) {
            break;
        }
        end = begin;
    }
    return text.size() - end;
}

}  // namespace lire::text::jinja
