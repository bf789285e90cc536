// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "core/text/jinja_filters.h"
#include "core/text/jinja_methods.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_text_operations.h"
#include "core/text/letter_case.h"
#include "core/text/utf8.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;
using Work = Value (*)(const Value&, const Arguments&, Sandbox&);

bool isAbsent(const Value& value) {
    return value.is(Kind::Undefined) || value.is(Kind::None);
}

std::int64_t countFrom(const Value& value) {
    return isAbsent(value) ? -1 : value.integer();
}

std::optional<std::string> charactersFrom(const Value& value) {
    return isAbsent(value) ? std::nullopt : std::optional(value.text().bytes());
}

template <bool Left, bool Right>
Value strip(const Value& object, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("strip", {"chars"});
    return Value(stripped(object.text(), charactersFrom(bound[0]), Left, Right));
}

Value listOf(std::vector<Text> parts, Sandbox& sandbox) {
    sandbox.makeList(parts.size());
    std::vector<Value> values;
    values.reserve(parts.size());
    for (Text& part : parts) {
        values.emplace_back(std::move(part));
    }
    return Value::list(std::move(values));
}

template <bool FromRight>
Value split(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("split", {"sep", "maxsplit"});
    const std::int64_t most = countFrom(bound[1]);
    if (isAbsent(bound[0])) {
        return listOf(splitAtSpace(object.text(), most, FromRight), sandbox);
    }
    const std::string& separator = bound[0].text().bytes();
    if (separator.empty()) {
        throw Failure("split() needs a separator that is not empty");
    }
    return listOf(splitAt(object.text(), separator, most, FromRight), sandbox);
}

Value splitLines(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("splitlines", {"keepends"});
    return listOf(lines(object.text(), bound[0].isTrue()), sandbox);
}

template <bool FromRight>
Value partition(const Value& object, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("partition", {"sep"});
    const Text& text = object.text();
    const std::string& separator = bound[0].text().bytes();
    if (separator.empty()) {
        throw Failure("partition() needs a separator that is not empty");
    }
    const std::size_t place =
        FromRight ? text.bytes().rfind(separator) : text.bytes().find(separator);
    if (place == std::string::npos) {
        const Value empty(Text{});
        return FromRight ? Value::tuple({empty, empty, object})
                         : Value::tuple({object, empty, empty});
    }
    return Value::tuple({Value(text.substr(0, place)),
                         Value(text.substr(place, separator.size())),
                         Value(text.substr(place + separator.size()))});
}

/// startswith and endswith: one string or a tuple of them.
template <bool AtStart>
Value affix(const Value& object, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind(AtStart ? "startswith" : "endswith", {"affix"});
    const std::string& bytes = object.text().bytes();
    const auto matches = [&](const Value& part) {
        const std::string& text = part.text().bytes();
        return AtStart ? bytes.starts_with(text) : bytes.ends_with(text);
    };
    if (bound[0].isTuple()) {
        const auto& parts = bound[0].items();
        return Value(std::any_of(parts.begin(), parts.end(), matches));
    }
    return Value(matches(bound[0]));
}

template <bool Prefix>
Value removeAffix(const Value& object, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind(Prefix ? "removeprefix" : "removesuffix", {"affix"});
    const Text& text = object.text();
    const std::string& part = bound[0].text().bytes();
    if (Prefix && text.bytes().starts_with(part)) {
        return Value(text.substr(part.size()));
    }
    if (!Prefix && text.bytes().ends_with(part)) {
        return Value(text.substr(0, text.size() - part.size()));
    }
    return object;
}

Value replace(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("replace", {"old", "new", "count"});
    const Text& text = object.text();
    const std::string& from = bound[0].text().bytes();
    const Text& to = bound[1].text();
    // The most that replacing can give, before it is made.
    const std::size_t places = from.empty() ? text.size() + 1 : text.size() / from.size();
    sandbox.step(1 + text.size() / 64);
    if (text.size() + places * to.size() > Sandbox::longestText) {
        std::size_t found = from.empty() ? places : 0;
        for (std::size_t at = from.empty() ? std::string::npos : text.bytes().find(from);
             at != std::string::npos;
             at = text.bytes().find(from, at + from.size())) {
            ++found;
        }
        sandbox.makeText(text.size() + found * to.size());
    }
    Text result = replaced(text, from, to, countFrom(bound[2]));
    sandbox.makeText(result.size());
    return Value(std::move(result));
}

template <typename Change>
Value changed(const Value& object, const Arguments& arguments, Sandbox& sandbox, Change change) {
    arguments.bind("this method", {});
    sandbox.makeText(object.text().size());
    return Value(change(object.text()));
}

Value upper(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    return changed(
        object, arguments, sandbox, [](const Text& text) { return mapped(text, upperCase); });
}
Value lower(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    return changed(
        object, arguments, sandbox, [](const Text& text) { return mapped(text, lowerCase); });
}
Value capitalize(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    return changed(object, arguments, sandbox, capitalized);
}
Value title(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    sandbox.step(1 + object.text().size());
    return changed(object, arguments, sandbox, titled);
}

template <bool FromRight, bool MustBeThere>
Value find(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind(MustBeThere ? "index" : "find", {"sub"});
    const std::string& bytes = object.text().bytes();
    const std::string& part = bound[0].text().bytes();
    sandbox.step(1 + bytes.size() / 256);
    const std::size_t place = FromRight ? bytes.rfind(part) : bytes.find(part);
    if (place != std::string::npos) {
        return countOf(utf8Length(std::string_view(bytes).substr(0, place)));
    }
    if (MustBeThere) {
        throw Failure("index() finds no such part of the string");
    }
    return Value(std::int64_t{-1});
}

Value count(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("count", {"sub"});
    const std::string& part = bound[0].text().bytes();
    if (part.empty()) {
        return countOf(lengthOf(object, sandbox) + 1);
    }
    sandbox.step(1 + object.text().size() / 64);
    return countOf(splitAt(object.text(), part, -1, false).size() - 1);
}

Value join(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("join", {"items"});
    const std::vector<Value> items = iterated(bound[0], sandbox);
    for (const Value& item : items) {
        item.text();  // only strings join
    }
    return joined(items, object.text(), sandbox);
}

/// str.isdigit and the like: not empty, and `holds` for each character.
template <typename Holds>
Value every(const Value& object, const Arguments& arguments, Sandbox& sandbox, Holds holds) {
    arguments.bind("this method", {});
    const std::string_view bytes(object.text().bytes());
    sandbox.step(1 + bytes.size());
    std::size_t position = 0;
    while (position < bytes.size() && holds(bytes.substr(position))) {
        position += codePointAt(bytes, position).length;
    }
    return Value(!bytes.empty() && position == bytes.size());
}

Value isDigit(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    return every(object, arguments, sandbox, beginsWithDigit);
}
Value isAlpha(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    return every(object, arguments, sandbox, beginsWithLetter);
}
Value isAlphaNumeric(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    return every(object, arguments, sandbox, [](std::string_view rest) {
        return beginsWithLetter(rest) || beginsWithDigit(rest);
    });
}
Value isWhite(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    return every(object, arguments, sandbox, [](std::string_view rest) {
        const CodePoint first = codePointAt(rest, 0);
        return first.valid && isSpace(first.value);
    });
}

/// Equal to its own upper (lower) case, with at least one letter that has a case.
template <bool Upper>
Value isCased(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind(Upper ? "isupper" : "islower", {});
    const std::string& bytes = object.text().bytes();
    sandbox.makeText(bytes.size());
    const std::string upper = upperCase(bytes);
    const std::string lower = lowerCase(bytes);
    return Value(upper != lower && bytes == (Upper ? upper : lower));
}

enum class Side { Left, Right, Both };

template <Side Fill>
Value pad(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("this method", {"width", "fillchar"});
    const auto length = static_cast<std::int64_t>(lengthOf(object, sandbox));
    const std::int64_t missing = std::max<std::int64_t>(bound[0].integer() - length, 0);
    const Text fill = isAbsent(bound[1]) ? Text(" ", true) : bound[1].text();
    // str.center puts the odd one to the left where the width is odd.
    const std::int64_t left = Fill == Side::Left ? missing
                              : Fill == Side::Right
                                  ? 0
                                  : missing / 2 + (missing & bound[0].integer() & 1);
    const auto run = [&](std::int64_t count) {
        return binary(Operator::Multiply, Value(fill), Value(count), sandbox);
    };
    const Value padded = binary(Operator::Add, run(left), object, sandbox);
    return binary(Operator::Add, padded, run(missing - left), sandbox);
}

}  // namespace

Value textMethod(const Value& object, const std::string& name, Sandbox& sandbox) {
    static const std::map<std::string_view, Work> methods{
        {"strip", strip<true, true>},
        {"lstrip", strip<true, false>},
        {"rstrip", strip<false, true>},
        {"split", split<false>},
        {"rsplit", split<true>},
        {"splitlines", splitLines},
        {"partition", partition<false>},
        {"rpartition", partition<true>},
        {"startswith", affix<true>},
        {"endswith", affix<false>},
        {"removeprefix", removeAffix<true>},
        {"removesuffix", removeAffix<false>},
        {"replace", replace},
        {"upper", upper},
        {"lower", lower},
        {"capitalize", capitalize},
        {"title", title},
        {"find", find<false, false>},
        {"rfind", find<true, false>},
        {"index", find<false, true>},
        {"rindex", find<true, true>},
        {"count", count},
        {"join", join},
        {"isdigit", isDigit},
        {"isdecimal", isDigit},
        {"isalpha", isAlpha},
        {"isalnum", isAlphaNumeric},
        {"isspace", isWhite},
        {"isupper", isCased<true>},
        {"islower", isCased<false>},
        {"ljust", pad<Side::Right>},
        {"rjust", pad<Side::Left>},
        {"center", pad<Side::Both>},
    };
    const auto found = methods.find(name);
    return found == methods.end() ? Value(Undefined{name})
                                  : boundTo(object, name, found->second, sandbox);
}

}  // namespace lire::text::jinja
