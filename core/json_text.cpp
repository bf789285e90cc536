// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <unordered_set>
#include <utility>
#include <vector>

namespace lire {

namespace {

std::string lineOf(std::string_view text, std::size_t byte) {
    const auto before = text.substr(0, byte);
    return std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

/// The number that the library could not read: its message ends with it, quoted.
std::string numberIn(const std::string& message) {
    const auto begin = message.find('\'');
    const auto end = message.rfind('\'');
    return begin == std::string::npos || end <= begin
               ? "a number"
               : "the number " + message.substr(begin + 1, end - begin - 1);
}

const char* const outOfRange = "write numbers between -1e308 and 1e308";

/// A number that no program could read, and its byte in the text.
struct BeyondRange {
    std::size_t at = 0;
    std::string problem = {};
};

BeyondRange beyondRange(std::string_view text, const std::string& message) {
    const auto number = numberIn(message);
    const auto at = text.find(number.substr(number.rfind(' ') + 1));
    return {.at = at == std::string_view::npos ? 0 : at,
            .problem = number + " is beyond the range of numbers"};
}

/// What the library says of a fault, and what a person is told.
struct Words {
    std::string_view found;  ///< in the library's message
    std::string_view expected;
    const char* problem;
    const char* mend;
};

// The first that fits counts. What the library calls "parsing value" stands after a colon, a comma
// or a bracket.
constexpr std::array faults = {
    Words{"", "end of input", "the object ends before this", "remove what follows"},
    Words{"missing closing quote", "", "a text does not end", "close it with a quote"},
    Words{"must be escaped",
          "",
          "a text does not end on its line",
          "close it with a quote, or write \\n for the line's end"},
    Words{"backslash", "", "a backslash begins nothing here", "write two for one"},
    Words{"hex digits", "", "\\u lacks its four digits", "write for example \\u00e4"},
    Words{"invalid number", "", "a number is not complete", "write it like 0.5, -2 or 1e-5"},
    Words{
        "invalid literal", "string literal", "a key stands without quotes", "write \"key\": value"},
    Words{"invalid literal",
          "",
          "this is no value",
          "put texts in quotes; numbers like 0.5, true, false and null stand without"},
    Words{"unexpected end of input",
          "",
          "the text ends too early",
          "close each quote, bracket and brace"},
    Words{"unexpected '}'",
          "string literal",
          "a comma stands before the closing brace",
          "remove the comma"},
    Words{"", "string literal", "a key must stand here", "write \"key\": value"},
    Words{"", "':'", "a colon is missing before this", "write \"key\": value"},
    Words{"unexpected ']'", "'}'", "this bracket closes a brace", "write } in its place"},
    Words{"unexpected ':'", "'}'", "a colon stands twice", "write \"key\": value"},
    Words{"unexpected '}'", "']'", "this brace closes a bracket", "write ] in its place"},
    Words{"", "'}'", "a comma is missing before this", "put a comma between two entries"},
    Words{"", "']'", "a comma is missing before this", "put a comma between two entries"},
    Words{"", "literal", "a value is missing before this", "write one, or remove the comma"},
};

const Words unknownFault = {"",
                            "",
                            "the text is no JSON from here on",
                            "look for a missing comma, quote or bracket here or before"};

const Words& wordsOf(std::string_view message) {
    const auto cut = message.rfind("; expected ");
    const auto expected = cut == std::string_view::npos ? std::string_view() : message.substr(cut);
    // What was last read is the text's own and may hold anything.
    const auto found = message.substr(0, std::min(cut, message.find("; last read")));
    for (const Words& words : faults) {
        if (found.find(words.found) != std::string_view::npos &&
            expected.find(words.expected) != std::string_view::npos) {
            return words;
        }
    }
    return unknownFault;
}

/// Where the word, number or text begins whose last byte the library told; `broken`: the byte that
/// showed that it was none.
std::size_t beginOf(std::string_view text, std::size_t last, bool broken) {
    const auto inWord = [text](std::size_t at) {
        const char letter = text[at];
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' ||
               letter == '-' || letter == '+' || letter == '_';
    };
    std::size_t at = last;
    if (text[at] == '"') {
        while (at > 0 && (text[at - 1] != '"' || (at > 1 && text[at - 2] == '\\'))) {
            --at;
        }
        return at > 0 ? at - 1 : last;
    }
    if (broken && at > 0 && !inWord(at) && inWord(at - 1)) {
        --at;
    }
    while (at > 0 && inWord(at) && inWord(at - 1)) {
        --at;
    }
    return at;
}

template <class Json>
Json parse(std::string_view text, const JsonOrigin& origin) {
    const auto placeAt = [&](std::size_t byte) {
        return origin.lines ? origin.place + ":" + lineOf(text, byte) : origin.place;
    };
    try {
        auto value = Json::parse(text);
        if (const auto repeated = repeatedKey(text)) {
            throw Error(placeAt(repeated->at), repeated->problem(), RepeatedKey::mend);
        }
        return value;
    } catch (const nlohmann::json::parse_error& error) {
        throw Error(placeAt(error.byte),
                    origin.lines ? origin.problem
                                 : origin.problem + " (at byte " + std::to_string(error.byte) + ")",
                    origin.mend);
    } catch (const nlohmann::json::exception& error) {
        const auto fault = beyondRange(text, error.what());
        throw Error(placeAt(fault.at), fault.problem, outOfRange);
    }
}

}  // namespace

JsonFault faultAt(std::string_view text, std::size_t at, std::string problem, std::string mend) {
    const auto before = text.substr(0, at);
    const auto line = before.substr(before.rfind('\n') + 1);
    // UTF-8: each character has one byte that is no continuation.
    const auto column = 1 + std::count_if(line.begin(), line.end(), [](char byte) {
                            return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
                        });
    Error error("line " + lineOf(text, at) + ", column " + std::to_string(column),
                std::move(problem),
                std::move(mend));
    return {at, std::move(error)};
}

std::optional<JsonFault> jsonFault(std::string_view text) {
    try {
        const auto json = nlohmann::json::parse(text);
        const auto repeated = repeatedKey(text);
        return repeated ? std::optional(
                              faultAt(text, repeated->at, repeated->problem(), RepeatedKey::mend))
                        : std::nullopt;
    } catch (const nlohmann::json::parse_error& error) {
        const std::string_view message = error.what();
        const Words& words = wordsOf(message);
        const bool broken = message.find("; last read") != std::string_view::npos;
        const bool early = error.byte == 0 || error.byte > text.size();
        return faultAt(text,
                       early ? text.size() : beginOf(text, error.byte - 1, broken),
                       words.problem,
                       words.mend);
    } catch (const nlohmann::json::exception& error) {
        auto fault = beyondRange(text, error.what());
        return faultAt(text, fault.at, std::move(fault.problem), outOfRange);
    }
}

nlohmann::json parseJson(std::string_view text, const JsonOrigin& origin) {
    return parse<nlohmann::json>(text, origin);
}

nlohmann::ordered_json parseOrderedJson(std::string_view text, const JsonOrigin& origin) {
    return parse<nlohmann::ordered_json>(text, origin);
}

std::optional<RepeatedKey> repeatedKey(std::string_view json) {
    std::vector<std::unordered_set<std::string>> open;  // an object's keys; of a list none
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char letter = json[i];
        if (letter == '{' || letter == '[') {
            open.emplace_back();
        } else if (letter == '}' || letter == ']') {
            open.pop_back();
        } else if (letter == '"') {
            const auto begin = i++;
            for (; json[i] != '"'; ++i) {
                i += json[i] == '\\' ? 1 : 0;
            }
            const auto next = json.find_first_not_of(" \t\r\n", i + 1);
            if (next == std::string_view::npos || json[next] != ':') {
                continue;  // a value
            }
            const auto quoted = json.substr(begin, i + 1 - begin);
            auto key = quoted.find('\\') == std::string_view::npos  // vocabularies have many
                           ? std::string(quoted.substr(1, quoted.size() - 2))
                           : nlohmann::json::parse(quoted).get<std::string>();
            if (!open.back().insert(key).second) {
                return RepeatedKey{.key = std::move(key), .at = begin};
            }
        }
    }
    return std::nullopt;
}

std::string readWholeFile(const std::filesystem::path& path, const std::string& what) {
    std::error_code reason;
    if (std::filesystem::is_directory(path, reason)) {
        throw Error(path.string(), what + " is a folder", "name a readable JSON file");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(path.string(), what + " cannot be read", "name a readable JSON file");
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lire
