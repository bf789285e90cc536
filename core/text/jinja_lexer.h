// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lire::text::jinja {

struct Token {
    enum class Kind : std::uint8_t {
        Text,           ///< outside of tags, white space control applied
        BlockBegin,     ///< {%
        BlockEnd,       ///< %}
        VariableBegin,  ///< {{
        VariableEnd,    ///< }}
        Name,
        String,  ///< `text` is its value, escapes resolved
        Integer,
        Float,
        Operator,
        End
    };
    Kind kind = Kind::End;
    std::string text = {};
    std::size_t line = 1;
};

/// Cuts Jinja source into tokens, with trim_blocks and lstrip_blocks on and one newline at the end
/// dropped, as transformers sets jinja2 up. Raises Error (place:line). Thread: any.
std::vector<Token> tokenizeTemplate(std::string_view source, const std::string& place);

}  // namespace lire::text::jinja
