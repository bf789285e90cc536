// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text/jinja_access.h"
#include "core/text/jinja_filters.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_tests.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

/// The positional arguments from `begin` on, and the named ones.
Arguments from(const Arguments& arguments, std::size_t begin) {
    Arguments rest;
    rest.named = arguments.named;
    for (std::size_t i = begin; i < arguments.positional.size(); ++i) {
        rest.positional.push_back(arguments.positional[i]);
    }
    return rest;
}

const Value* named(const Arguments& arguments, std::string_view name) {
    const auto found = std::find_if(arguments.named.begin(),
                                    arguments.named.end(),
                                    [name](const auto& entry) { return entry.first == name; });
    return found == arguments.named.end() ? nullptr : &found->second;
}

Value map(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    std::vector<Value> results = iterated(subject, sandbox);
    if (arguments.positional.empty()) {
        const Value* path = named(arguments, "attribute");
        const Value* otherwise = named(arguments, "default");
        if (path == nullptr || arguments.named.size() > (otherwise == nullptr ? 1U : 2U)) {
            throw Failure("map needs the name of a filter, or attribute=");
        }
        for (Value& item : results) {
            item = pathOf(item, *path, sandbox);
            if (item.is(Kind::Undefined) && otherwise != nullptr) {
                item = *otherwise;
            }
        }
        return Value::list(std::move(results));
    }
    const FilterFunction filter = filterOf(arguments.positional.front().text().bytes());
    const Arguments rest = from(arguments, 1);
    for (Value& item : results) {
        sandbox.step();
        item = filter(item, rest, sandbox);
    }
    return Value::list(std::move(results));
}

/// select, reject (ByAttribute false) and selectattr, rejectattr.
template <bool ByAttribute, bool Keeps>
Value select(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const std::size_t testAt = ByAttribute ? 1 : 0;
    if (arguments.positional.size() < testAt) {
        throw Failure("selectattr and rejectattr need the name of an attribute");
    }
    const bool hasTest = arguments.positional.size() > testAt;
    const std::string test = hasTest ? arguments.positional[testAt].text().bytes() : "";
    const Arguments rest = from(arguments, testAt + (hasTest ? 1 : 0));
    std::vector<Value> kept;
    for (const Value& item : iterated(subject, sandbox)) {
        sandbox.step();
        const Value part = ByAttribute ? pathOf(item, arguments.positional.front(), sandbox) : item;
        const bool holds = hasTest ? testHolds(test, part, rest, sandbox) : part.isTrue();
        if (holds == Keeps) {
            kept.push_back(item);
        }
    }
    return Value::list(std::move(kept));
}

/// Groups in the order of their keys: (key, items).
Value groupBy(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("groupby", {"attribute", "default", "case_sensitive"});
    Arguments order;
    order.named = {{"attribute", bound[0]}, {"case_sensitive", bound[2]}};
    const Value sorted = filterOf("sort")(subject, order, sandbox);
    std::vector<std::pair<Value, std::vector<Value>>> groups;
    for (const Value& item : sorted.items()) {
        Value key = pathOf(item, bound[0], sandbox);
        if (key.is(Kind::Undefined)) {
            key = bound[1];
        }
        if (groups.empty() || !compared(Operator::Equal, groups.back().first, key, sandbox)) {
            groups.emplace_back(key, std::vector<Value>{});
        }
        groups.back().second.push_back(item);
    }
    std::vector<Value> pairs;
    pairs.reserve(groups.size());
    for (auto& [key, members] : groups) {
        pairs.push_back(Value::tuple({key, Value::list(std::move(members))}));
    }
    return Value::list(std::move(pairs));
}

}  // namespace

const FilterTable& selectionFilters() {
    static const FilterTable table{
        {"map", map},
        {"select", select<false, true>},
        {"reject", select<false, false>},
        {"selectattr", select<true, true>},
        {"rejectattr", select<true, false>},
        {"groupby", groupBy},
    };
    return table;
}

}  // namespace lire::text::jinja
