// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_filters.h"
#include "core/text/jinja_methods.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_print.h"
#include "core/text/jinja_text_operations.h"
#include "core/text/letter_case.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

Value textOf(const Value& subject, Sandbox& sandbox) {
    return Value(printed(subject, sandbox));
}

/// A filter that is the method of str with the same name, after str().
Value methodFilter(const std::string& name,
                   const Value& subject,
                   const Arguments& arguments,
                   Sandbox& sandbox) {
    const Value text = textOf(subject, sandbox);
    return textMethod(text, name, sandbox).function().call(arguments);
}

Value trim(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    return methodFilter("strip", subject, arguments, sandbox);
}
Value upper(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    return methodFilter("upper", subject, arguments, sandbox);
}
Value lower(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    return methodFilter("lower", subject, arguments, sandbox);
}
Value capitalize(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    return methodFilter("capitalize", subject, arguments, sandbox);
}
Value string(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("string", {});
    return textOf(subject, sandbox);
}

/// Words begin after white space and after - ( { [ <; an apostrophe does not end one.
Value title(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("title", {});
    const Text text = printed(subject, sandbox);
    sandbox.step(1 + text.size());
    Text result;
    bool atWord = true;
    for (const Text& character : characters(text)) {
        const std::string& bytes = character.bytes();
        const bool between = std::string_view("-({[<").find(bytes) != std::string_view::npos ||
                             leadingSpace(bytes) > 0;
        result.append(mapped(character, atWord ? upperCase : lowerCase));
        atWord = between;
    }
    return Value(std::move(result));
}

Value replace(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("replace", {"old", "new", "count"});
    Arguments given;
    given.positional = {textOf(bound[0], sandbox), textOf(bound[1], sandbox), bound[2]};
    return methodFilter("replace", subject, given, sandbox);
}

Value escape(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("escape", {});
    const Text text = printed(subject, sandbox);
    sandbox.makeText(text.size() * 5);
    return Value(mapped(text, [](std::string_view part) {
        std::string safe;
        for (const char c : part) {
            switch (c) {
                case '&':
                    safe += "&amp;";
                    break;
                case '<':
                    safe += "&lt;";
                    break;
                case '>':
                    safe += "&gt;";
                    break;
                case '"':
                    safe += "&#34;";
                    break;
                case '\'':
                    safe += "&#39;";
                    break;
                default:
                    safe.push_back(c);
            }
        }
        return safe;
    }));
}

Value indent(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("indent", {"width", "first", "blank"});
    Value margin = bound[0];
    if (!margin.is(Kind::String)) {
        const Value width = margin.is(Kind::Undefined) ? Value(std::int64_t{4}) : margin;
        margin = binary(Operator::Multiply, Value::text(" "), width, sandbox);
    }
    const Text text = printed(subject, sandbox);
    std::vector<Text> each = lines(text, false);
    const bool endsWithLine =
        text.empty() || lines(text.substr(text.size() - 1), false).front().empty();
    if (endsWithLine) {
        each.emplace_back();  // jinja2 adds a newline, so that the last line counts
    }
    const Text& space = margin.text();
    sandbox.makeText(text.size() + each.size() * (space.size() + 1));
    Text result;
    for (std::size_t i = 0; i < each.size(); ++i) {
        if (i > 0) {
            result.append("\n", true);
        }
        const bool indented = i == 0 ? bound[1].isTrue() : bound[2].isTrue() || !each[i].empty();
        if (indented) {
            result.append(space);
        }
        result.append(each[i]);
    }
    return Value(std::move(result));
}

Value center(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("center", {"width"});
    Arguments given;
    given.positional = {bound[0].is(Kind::Undefined) ? Value(std::int64_t{80}) : bound[0]};
    return methodFilter("center", subject, given, sandbox);
}

Value wordCount(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("wordcount", {});
    return countOf(splitAtSpace(printed(subject, sandbox), -1, false).size());
}

}  // namespace

const FilterTable& textFilters() {
    static const FilterTable table{
        {"trim", trim},
        {"upper", upper},
        {"lower", lower},
        {"capitalize", capitalize},
        {"title", title},
        {"string", string},
        {"safe", string},  // nothing is escaped on its own
        {"replace", replace},
        {"escape", escape},
        {"e", escape},
        {"forceescape", escape},
        {"indent", indent},
        {"center", center},
        {"wordcount", wordCount},
    };
    return table;
}

}  // namespace lire::text::jinja
