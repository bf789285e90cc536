// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string_view>

#include "core/data/entry_reader.h"
#include "core/json_text.h"
#include "core/text/utf8.h"

namespace lire::data {

namespace {

constexpr std::size_t deepest = 100;

/// The greatest number of brackets that are open at once, those in strings left out.
std::size_t nesting(std::string_view text) {
    std::size_t depth = 0;
    std::size_t greatest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;  // whatever is escaped ends no string
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            greatest = std::max(greatest, ++depth);
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return greatest;
}

}  // namespace

nlohmann::json parseEntry(const Entry& entry, const std::string& place) {
    if (entry.tooLong) {
        throw Error(place, "the entry is longer than 64 MiB", "split it, or leave it out");
    }
    if (entry.unclosed) {
        throw Error(place,
                    "the file ends before the closing ] of its list",
                    "fetch or write the file again");
    }
    const auto valid = text::validUtf8Prefix(entry.text);
    if (valid < entry.text.size()) {
        throw Error(place,
                    "byte " + std::to_string(valid + 1) + " of the entry is not UTF-8",
                    "write the file as UTF-8");
    }
    if (nesting(entry.text) > deepest) {
        throw Error(place, "the entry is nested deeper than 100 levels", "write it flatter");
    }
    try {
        auto value = nlohmann::json::parse(entry.text);
        if (const auto repeated = repeatedKey(entry.text)) {
            throw Error(place, repeated->problem(), RepeatedKey::mend);
        }
        return value;
    } catch (const nlohmann::json::parse_error& error) {
        throw Error(place,
                    "the entry is no JSON (at its byte " + std::to_string(error.byte) + ")",
                    "write one JSON object a line, or one JSON list of them");
    } catch (const nlohmann::json::exception&) {
        throw Error(place,
                    "the entry holds a number that no program could read",
                    "write numbers between -1e308 and 1e308");
    }
}

}  // namespace lire::data
