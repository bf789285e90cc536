// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entry_reader.h"

#include <string_view>

namespace lire::data {

namespace {

constexpr std::size_t bufferBytes = std::size_t{1} << 18;
constexpr std::size_t longestEntry = std::size_t{64} << 20;
constexpr int endOfFile = -1;

bool isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void append(Entry& entry, char c) {
    if (entry.tooLong) {
        return;
    }
    entry.text += c;
    if (entry.text.size() > longestEntry) {
        entry.tooLong = true;
        entry.text = std::string();  // gives the memory back
    }
}

}  // namespace

EntryReader::EntryReader(const std::filesystem::path& file) : m_file(file), m_buffer(bufferBytes) {}

int EntryReader::peek() {
    if (m_position == m_length) {
        m_length = m_file.read(m_buffer);
        m_position = 0;
        if (m_length == 0) {
            return endOfFile;
        }
    }
    return static_cast<unsigned char>(m_buffer[m_position]);
}

int EntryReader::take() {
    const int c = peek();
    if (c != endOfFile) {
        ++m_position;
        m_line += c == '\n' ? 1 : 0;
    }
    return c;
}

/// Skips a byte order mark and blank lines, and looks whether the file is an array.
void EntryReader::begin() {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    peek();
    if (std::string_view(m_buffer.data(), m_length).starts_with(mark)) {
        m_position += mark.size();
    }
    while (isSpace(peek())) {
        take();
    }
    m_isArray = peek() == '[';
    if (m_isArray) {
        take();
    }
    m_begun = true;
}

std::optional<Entry> EntryReader::next() {
    if (!m_begun) {
        begin();
    }
    return m_isArray ? nextElement() : nextLine();
}

std::optional<Entry> EntryReader::nextLine() {
    while (isSpace(peek())) {
        take();
    }
    if (peek() == endOfFile) {
        return std::nullopt;
    }
    Entry entry{.line = m_line};
    for (int c = take(); c != endOfFile && c != '\n'; c = take()) {
        append(entry, static_cast<char>(c));
    }
    return entry;
}

std::optional<Entry> EntryReader::nextElement() {
    while (isSpace(peek()) || (peek() == ',' && !m_ended)) {
        take();
    }
    if (peek() == ']' && !m_ended) {
        take();
        m_ended = true;
        while (isSpace(peek())) {
            take();
        }
    }
    if (m_ended && peek() == endOfFile) {
        return std::nullopt;
    }
    Entry entry{.line = m_line};
    int depth = 0;
    bool inString = false;
    bool escaped = false;
    // An element ends at the comma or bracket of the array itself; what follows a closed array is
    // one last entry, which is no JSON of its own or of no known format.
    for (int c = peek(); c != endOfFile; c = peek()) {
        if (!inString && !m_ended && depth == 0 && (c == ',' || c == ']')) {
            return entry;
        }
        take();
        append(entry, static_cast<char>(c));
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    entry.unclosed = !m_ended;
    m_ended = true;
    return entry;
}

}  // namespace lire::data
