// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/text_place.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::ui {

namespace {

/// Walks over JSON value by value.
class Walk {
public:
    explicit Walk(std::string_view text) : m_text(text) { space(); }

    std::size_t at() const { return m_at; }
    /// The character here; a zero at the end.
    char here() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    /// Passes by one character and the space behind it.
    void step() {
        ++m_at;
        space();
    }

    /// Passes by a text in quotes and the space behind it; gives it with its quotes.
    std::string_view quoted() {
        const std::size_t begin = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        }
        m_at = std::min(m_at + 1, m_text.size());
        const auto text = m_text.substr(begin, m_at - begin);
        space();
        return text;
    }

    /// Passes by a whole value and the space behind it.
    void value() {
        int depth = 0;
        do {
            const char letter = here();
            if (letter == '"') {
                quoted();
            } else if (letter == '{' || letter == '[') {
                ++depth;
                step();
            } else if (letter == '}' || letter == ']') {
                --depth;
                step();
            } else if (letter == ',' || letter == ':') {
                step();
            } else {
                m_at = std::min(m_text.find_first_of(" \t\r\n,:]}", m_at), m_text.size());
                space();
            }
        } while (depth > 0 && m_at < m_text.size());
    }

private:
    void space() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }

    std::string_view m_text;
    std::size_t m_at = 0;
};

/// Goes from the beginning of an object or a list to its entry of that key: true, and the walk
/// stands at its value; `begin`: where the entry begins.
bool enter(Walk& walk, const std::string& key, std::size_t& begin) {
    const bool object = walk.here() == '{';
    if (!object && walk.here() != '[') {
        return false;
    }
    walk.step();
    for (std::size_t index = 0; walk.here() != '\0'; ++index) {
        if (walk.here() == '}' || walk.here() == ']') {
            return false;
        }
        const std::size_t entry = walk.at();
        bool found = !object && std::to_string(index) == key;
        if (object) {
            found = nlohmann::json::parse(walk.quoted(), nullptr, false) == key;
            walk.step();  // the colon
        }
        if (found) {
            begin = entry;
            return true;
        }
        walk.value();
        if (walk.here() == ',') {
            walk.step();
        }
    }
    return false;
}

}  // namespace

std::size_t placeInText(std::string_view text, const std::string& pointer) {
    std::vector<std::string> keys;
    for (nlohmann::json::json_pointer rest(pointer); !rest.empty(); rest.pop_back()) {
        keys.push_back(rest.back());
    }
    std::reverse(keys.begin(), keys.end());
    Walk walk(text);
    std::size_t place = walk.at();
    for (const auto& key : keys) {
        if (!enter(walk, key, place)) {
            break;
        }
    }
    return place;
}

}  // namespace lire::ui
