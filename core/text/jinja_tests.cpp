// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_tests.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/suggestion.h"
#include "core/text/jinja_filters.h"
#include "core/text/jinja_operators.h"
#include "core/text/letter_case.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;
using Test = bool (*)(const Value& subject, const Arguments& arguments, Sandbox& sandbox);
using TestTable = std::map<std::string_view, Test>;

template <Kind... Kinds>
bool isOneOf(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("this test", {});
    return (subject.is(Kinds) || ...);
}

bool isDefined(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("defined", {});
    return !subject.is(Kind::Undefined);
}

template <bool Wanted>
bool isExactly(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("this test", {});
    return subject.is(Kind::Boolean) && subject.boolean() == Wanted;
}

bool iterable(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("iterable", {});
    return isIterable(subject);
}

template <Operator Comparison>
bool holds(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("this test", {"other"});
    return compared(Comparison, subject, bound[0], sandbox);
}

template <std::int64_t Remainder>
bool hasParity(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("odd and even", {});
    return (subject.integer() & 1) == Remainder;
}

bool divisibleBy(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("divisibleby", {"num"});
    return !binary(Operator::Modulo, subject, bound[0], sandbox).isTrue();
}

template <bool Upper>
bool isCased(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("upper and lower", {});
    const std::string& text = subject.text().bytes();
    sandbox.makeText(text.size());
    const std::string upper = upperCase(text);
    const std::string lower = lowerCase(text);
    return upper != lower && text == (Upper ? upper : lower);
}

/// Python's `is`, which for values that never change differs from == by the type alone.
bool sameAs(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("sameas", {"other"});
    return subject.kind() == bound[0].kind() &&
           compared(Operator::Equal, subject, bound[0], sandbox);
}

bool isFilterName(const std::string& name) {
    const std::array tables = {
        &textFilters(), &listFilters(), &selectionFilters(), &valueFilters()};
    return std::any_of(tables.begin(), tables.end(), [&name](const FilterTable* table) {
        return table->contains(name);
    });
}

bool filterThere(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("filter", {});
    return isFilterName(subject.text().bytes());
}

bool testThere(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("test", {});
    return isTestName(subject.text().bytes());
}

const TestTable& table() {
    static const TestTable tests{
        {"defined", isDefined},
        {"undefined", isOneOf<Kind::Undefined>},
        {"none", isOneOf<Kind::None>},
        {"string", isOneOf<Kind::String>},
        {"mapping", isOneOf<Kind::Dict>},
        {"sequence", isOneOf<Kind::String, Kind::List, Kind::Dict>},
        {"iterable", iterable},
        {"number", isOneOf<Kind::Boolean, Kind::Integer, Kind::Float>},
        {"integer", isOneOf<Kind::Integer>},
        {"float", isOneOf<Kind::Float>},
        {"boolean", isOneOf<Kind::Boolean>},
        {"true", isExactly<true>},
        {"false", isExactly<false>},
        {"callable", isOneOf<Kind::Function>},
        {"escaped", isOneOf<>},
        {"eq", holds<Operator::Equal>},
        {"equalto", holds<Operator::Equal>},
        {"==", holds<Operator::Equal>},
        {"ne", holds<Operator::NotEqual>},
        {"!=", holds<Operator::NotEqual>},
        {"lt", holds<Operator::Less>},
        {"lessthan", holds<Operator::Less>},
        {"<", holds<Operator::Less>},
        {"le", holds<Operator::LessEqual>},
        {"<=", holds<Operator::LessEqual>},
        {"gt", holds<Operator::Greater>},
        {"greaterthan", holds<Operator::Greater>},
        {">", holds<Operator::Greater>},
        {"ge", holds<Operator::GreaterEqual>},
        {">=", holds<Operator::GreaterEqual>},
        {"in", holds<Operator::In>},
        {"odd", hasParity<1>},
        {"even", hasParity<0>},
        {"divisibleby", divisibleBy},
        {"upper", isCased<true>},
        {"lower", isCased<false>},
        {"sameas", sameAs},
        {"filter", filterThere},
        {"test", testThere},
    };
    return tests;
}

}  // namespace

bool isTestName(const std::string& name) {
    return table().contains(name);
}

bool testHolds(const std::string& name,
               const Value& subject,
               const Arguments& arguments,
               Sandbox& sandbox) {
    const auto found = table().find(name);
    if (found == table().end()) {
        std::vector<std::string> names;
        for (const auto& entry : table()) {
            names.emplace_back(entry.first);
        }
        throw Failure("there is no test '" + name + "'",
                      "use another test; " + suggestName(name, names));
    }
    return found->second(subject, arguments, sandbox);
}

}  // namespace lire::text::jinja
