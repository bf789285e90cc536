// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lire::text::jinja {

/// A string that remembers which of its bytes the template wrote and which came with the data.
/// Positions and lengths are bytes. Thread: any.
class Text {
public:
    struct Piece {
        std::size_t end = 0;  ///< offset behind its last byte
        bool fromTemplate = true;
    };

    Text() = default;
    Text(std::string bytes, bool fromTemplate);

    const std::string& bytes() const { return m_bytes; }
    std::size_t size() const { return m_bytes.size(); }
    bool empty() const { return m_bytes.empty(); }
    /// In order, none empty, neighbours of different origin.
    const std::vector<Piece>& pieces() const { return m_pieces; }
    /// True where no byte came with the data.
    bool allFromTemplate() const;

    void append(std::string_view bytes, bool fromTemplate);
    void append(const Text& other);
    Text substr(std::size_t position, std::size_t length = std::string::npos) const;

private:
    std::string m_bytes = {};
    std::vector<Piece> m_pieces = {};
};

/// White space as Python's str.isspace counts it; jinja's `-` signs and str.strip remove it.
bool isSpace(char32_t codePoint);
std::size_t leadingSpace(std::string_view text);   ///< bytes
std::size_t trailingSpace(std::string_view text);  ///< bytes

}  // namespace lire::text::jinja
