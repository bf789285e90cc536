// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace lire {

/// What the error of a text that is no JSON says.
struct JsonOrigin {
    std::string place = {};  ///< a file, `stdin:LINE` or an option
    std::string problem = "not JSON";
    std::string mend = {};
    bool lines = false;  ///< a file of many lines: the place is `place:LINE`, else a byte is told
};

/// Parses JSON that comes from outside: the one place where the library's exceptions are known, so
/// that none of its words reach a user. Raises Error at the origin where the text is no JSON, holds
/// a number that no program could read (1e999), or a key twice in one object. Thread: any.
nlohmann::json parseJson(std::string_view text, const JsonOrigin& origin);
/// The same with the keys of objects in the order in which they are written.
nlohmann::ordered_json parseOrderedJson(std::string_view text, const JsonOrigin& origin);

/// The first fault of a text that is being written.
struct JsonFault {
    std::size_t at = 0;  ///< its byte in the text
    Error error;         ///< place: "line 3, column 5"; what stands or lacks there; the mend
};

/// Why a text is no JSON, in words that name what is expected there; empty where it is JSON.
/// Columns count characters from 1. Thread: any.
std::optional<JsonFault> jsonFault(std::string_view text);
/// A fault that only the reader of a text knows of, at a byte of it.
JsonFault faultAt(std::string_view text, std::size_t at, std::string problem, std::string mend);

/// A key that stands in an object for the second time: which of the two is meant nobody knows.
struct RepeatedKey {
    std::string key = {};
    std::size_t at = 0;  ///< the second one's byte in the text
    std::string problem() const { return "the key \"" + key + "\" stands twice in one object"; }
    static constexpr const char* mend = "remove one of the two";
};

/// The first one of a text that is JSON. Thread: any.
std::optional<RepeatedKey> repeatedKey(std::string_view json);

/// A whole file of JSON as text. Raises Error where `path` is a folder or cannot be read; `what` is
/// its name in the sentence ("the experiment file").
std::string readWholeFile(const std::filesystem::path& path, const std::string& what);

}  // namespace lire
