// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace lire {

/// What the error of a text that is no JSON says.
struct JsonOrigin {
    std::string place = {};  ///< a file, `stdin:LINE` or an option
    std::string problem = "not JSON";
    std::string mend = {};
    bool lines = false;  ///< a file of many lines: the place is `place:LINE`, else a byte is told
};

/// Parses JSON that comes from outside: the one place where the library's exceptions are known, so
/// that none of its words reach a user. Raises Error at the origin where the text is no JSON, or
/// holds a number that no program could read (1e999). Thread: any.
nlohmann::json parseJson(std::string_view text, const JsonOrigin& origin);
/// The same with the keys of objects in the order in which they are written.
nlohmann::ordered_json parseOrderedJson(std::string_view text, const JsonOrigin& origin);

/// A whole file of JSON as text. Raises Error where `path` is a folder or cannot be read; `what` is
/// its name in the sentence ("the experiment file").
std::string readWholeFile(const std::filesystem::path& path, const std::string& what);

}  // namespace lire
