// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/text/jinja_print.h"
#include "core/text/utf8.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

class Writer {
public:
    Writer(const JsonStyle& style, Sandbox& sandbox) : m_style(style), m_sandbox(sandbox) {}

    void write(const Value& value) {
        if (m_out.size() > Sandbox::longestText) {
            m_sandbox.makeText(m_out.size());
        }
        switch (value.kind()) {
            case Kind::String:
                writeString(value.text().bytes());
                break;
            case Kind::List:
                writeList(value.items());
                break;
            case Kind::Dict:
                writeDict(value.dict());
                break;
            default:
                m_out += scalar(value);
        }
    }

    std::string take() { return std::move(m_out); }

private:
    static std::string scalar(const Value& value) {
        switch (value.kind()) {
            case Kind::None:
                return "null";
            case Kind::Boolean:
                return value.boolean() ? "true" : "false";
            case Kind::Integer:
                return std::to_string(value.integer());
            case Kind::Float:
                if (std::isnan(value.number())) {
                    return "NaN";
                }
                if (std::isinf(value.number())) {
                    return value.number() < 0 ? "-Infinity" : "Infinity";
                }
                return floatSpelling(value.number());
            default:
                throw Failure("tojson cannot write a value of type " + value.typeName());
        }
    }

    void writeUnit(unsigned unit) {
        std::array<char, 8> buffer = {};
        const int length = std::snprintf(buffer.data(), buffer.size(), "\\u%04x", unit);
        m_out.append(buffer.data(), static_cast<std::size_t>(length));
    }

    void writeCodePoint(char32_t c) {
        if (c >= 0x10000) {
            writeUnit(0xD800U + ((c - 0x10000U) >> 10U));
            writeUnit(0xDC00U + ((c - 0x10000U) & 0x3FFU));
        } else {
            writeUnit(static_cast<unsigned>(c));
        }
    }

    void writeString(std::string_view text) {
        static constexpr std::string_view named = "\"\\\n\r\t\f\b";
        static constexpr std::string_view letters = "\"\\nrtfb";
        m_out.push_back('"');
        for (std::size_t i = 0; i < text.size();) {
            const CodePoint next = codePointAt(text, i);
            const std::size_t place = named.find(text[i]);
            if (place != std::string_view::npos) {
                m_out.append({'\\', letters[place]});
            } else if (next.valid &&
                       (next.value < 0x20 || (m_style.onlyAscii && next.value > 0x7F))) {
                writeCodePoint(next.value);
            } else {
                m_out.append(text.substr(i, next.length));
            }
            i += next.length;
        }
        m_out.push_back('"');
    }

    void newline() {
        if (m_style.indent) {
            m_out.push_back('\n');
            for (int level = 0; level < m_level; ++level) {
                m_out += *m_style.indent;
            }
        }
    }

    /// Items between brackets; `writeItem(i)` writes one.
    template <typename WriteItem>
    void writeAll(char open, char close, std::size_t count, const WriteItem& writeItem) {
        m_out.push_back(open);
        ++m_level;
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) {
                m_out += m_style.betweenItems;
            }
            newline();
            writeItem(i);
        }
        --m_level;
        if (count > 0) {
            newline();
        }
        m_out.push_back(close);
    }

    void writeList(const std::vector<Value>& items) {
        writeAll('[', ']', items.size(), [&](std::size_t i) { write(items[i]); });
    }

    void writeDict(const Dict& dict) {
        std::vector<Dict::Entry> entries = dict.entries();
        if (m_style.sortedKeys) {
            std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
                return a.first < b.first;
            });
        }
        writeAll('{', '}', entries.size(), [&](std::size_t i) {
            const Value& key = entries[i].first;
            writeString(key.is(Kind::String) ? key.text().bytes() : scalar(key));
            m_out += m_style.afterKey;
            write(entries[i].second);
        });
    }

    const JsonStyle& m_style;
    Sandbox& m_sandbox;
    std::string m_out = {};
    int m_level = 0;
};

}  // namespace

std::string jsonSpelling(const Value& value, const JsonStyle& style, Sandbox& sandbox) {
    sandbox.walk(value);
    Writer writer(style, sandbox);
    writer.write(value);
    std::string spelling = writer.take();
    sandbox.makeText(spelling.size());
    return spelling;
}

}  // namespace lire::text::jinja
