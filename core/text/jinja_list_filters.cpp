// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text/jinja_filters.h"
#include "core/text/jinja_methods.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_text_operations.h"
#include "core/text/letter_case.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

Value length(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("length", {});
    return countOf(lengthOf(subject, sandbox));
}

Value list(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("list", {});
    return Value::list(iterated(subject, sandbox));
}

Value first(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("first", {});
    const auto items = iterated(subject, sandbox);
    return items.empty() ? Value(Undefined{"the first item of nothing"}) : items.front();
}

Value last(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("last", {});
    const auto items = iterated(subject, sandbox);
    return items.empty() ? Value(Undefined{"the last item of nothing"}) : items.back();
}

Value join(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("join", {"d", "attribute"});
    std::vector<Value> items = iterated(subject, sandbox);
    for (Value& item : items) {
        item = partOf(item, bound[1], sandbox);
    }
    return joined(items, bound[0].is(Kind::Undefined) ? Text() : bound[0].text(), sandbox);
}

Value items(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("items", {});
    if (subject.is(Kind::Undefined)) {
        return Value::list({});
    }
    if (!subject.is(Kind::Dict)) {
        throw Failure("the filter 'items' needs a dict, not a " + subject.typeName());
    }
    return methodOf(subject, "items", sandbox).function().call({});
}

Value reverse(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("reverse", {});
    std::vector<Value> all = iterated(subject, sandbox);
    std::reverse(all.begin(), all.end());
    if (!subject.is(Kind::String)) {
        return Value::list(std::move(all));
    }
    return joined(all, Text(), sandbox);
}

/// What is compared: strings without their case unless `caseSensitive`.
Value comparable(const Value& value, bool caseSensitive) {
    return value.is(Kind::String) && !caseSensitive ? Value(mapped(value.text(), lowerCase))
                                                    : value;
}

struct Keyed {
    std::vector<Value> keys;
    Value value;
};

/// Stable, as Python's sorted(); its steps are paid before.
std::vector<Value> sorted(std::vector<Keyed> all, bool falling, Sandbox& sandbox) {
    std::size_t levels = 1;
    while ((std::size_t{1} << levels) < all.size()) {
        ++levels;
    }
    for (const Keyed& each : all) {
        for (const Value& key : each.keys) {
            sandbox.step(levels * (1 + key.extent().weight / 16));
        }
    }
    std::stable_sort(all.begin(), all.end(), [falling](const Keyed& a, const Keyed& b) {
        const Keyed& low = falling ? b : a;
        const Keyed& high = falling ? a : b;
        return std::lexicographical_compare(
            low.keys.begin(), low.keys.end(), high.keys.begin(), high.keys.end());
    });
    std::vector<Value> values;
    values.reserve(all.size());
    for (Keyed& each : all) {
        values.push_back(std::move(each.value));
    }
    return values;
}

Value sort(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("sort", {"reverse", "case_sensitive", "attribute"});
    std::vector<Value> paths{Value()};
    if (bound[2].is(Kind::String)) {  // "a,b": by a, then by b
        paths.clear();
        for (const Text& path : splitAt(bound[2].text(), ",", -1, false)) {
            paths.emplace_back(path);
        }
    } else if (!bound[2].is(Kind::None)) {
        paths = {bound[2]};
    }
    std::vector<Keyed> all;
    for (const Value& item : iterated(subject, sandbox)) {
        Keyed keyed{{}, item};
        for (const Value& path : paths) {
            keyed.keys.push_back(comparable(partOf(item, path, sandbox), bound[1].isTrue()));
        }
        all.push_back(std::move(keyed));
    }
    return Value::list(sorted(std::move(all), bound[0].isTrue(), sandbox));
}

Value dictSort(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("dictsort", {"case_sensitive", "by", "reverse"});
    const std::string by = bound[1].is(Kind::Undefined) ? "key" : bound[1].text().bytes();
    if (by != "key" && by != "value") {
        throw Failure("dictsort sorts by \"key\" or \"value\", not by \"" + by + "\"");
    }
    std::vector<Keyed> all;
    sandbox.makeList(subject.dict().entries().size());
    for (const auto& [key, value] : subject.dict().entries()) {
        const Value& read = by == "key" ? key : value;
        all.push_back({{comparable(read, bound[0].isTrue())}, Value::tuple({key, value})});
    }
    return Value::list(sorted(std::move(all), bound[2].isTrue(), sandbox));
}

Value unique(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("unique", {"case_sensitive", "attribute"});
    Dict seen;
    std::vector<Value> kept;
    for (const Value& item : iterated(subject, sandbox)) {
        const Value key = comparable(partOf(item, bound[1], sandbox), bound[0].isTrue());
        sandbox.walk(key);
        if (seen.find(key) == nullptr) {
            seen.set(key, Value(true));
            kept.push_back(item);
        }
    }
    return Value::list(std::move(kept));
}

template <bool Largest>
Value extreme(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind(Largest ? "max" : "min", {"case_sensitive", "attribute"});
    const std::vector<Value> all = iterated(subject, sandbox);
    Value best(Undefined{"the extreme of nothing"});
    Value bestKey;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Value key = comparable(partOf(all[i], bound[1], sandbox), bound[0].isTrue());
        sandbox.walk(key);
        if (i == 0 || (Largest ? bestKey < key : key < bestKey)) {
            best = all[i];
            bestKey = key;
        }
    }
    return best;
}

Value sum(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("sum", {"attribute", "start"});
    Value total = bound[1].is(Kind::Undefined) ? Value(std::int64_t{0}) : bound[1];
    for (const Value& item : iterated(subject, sandbox)) {
        total = binary(Operator::Add, total, partOf(item, bound[0], sandbox), sandbox);
    }
    return total;
}

Value batch(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("batch", {"linecount", "fill_with"});
    const std::int64_t size = bound[0].integer();
    if (size < 1) {
        throw Failure("the filter 'batch' needs a count of at least 1");
    }
    std::vector<Value> rows;
    std::vector<Value> row;
    for (const Value& item : iterated(subject, sandbox)) {
        row.push_back(item);
        if (row.size() == static_cast<std::size_t>(size)) {
            rows.push_back(Value::list(std::move(row)));
            row = {};
        }
    }
    if (!row.empty()) {
        if (!bound[1].is(Kind::Undefined) && !bound[1].is(Kind::None)) {
            sandbox.makeList(static_cast<std::size_t>(size));
            row.resize(static_cast<std::size_t>(size), bound[1]);
        }
        rows.push_back(Value::list(std::move(row)));
    }
    return Value::list(std::move(rows));
}

}  // namespace

const FilterTable& listFilters() {
    static const FilterTable table{
        {"length", length},
        {"count", length},
        {"list", list},
        {"first", first},
        {"last", last},
        {"join", join},
        {"items", items},
        {"reverse", reverse},
        {"sort", sort},
        {"dictsort", dictSort},
        {"unique", unique},
        {"min", extreme<false>},
        {"max", extreme<true>},
        {"sum", sum},
        {"batch", batch},
    };
    return table;
}

}  // namespace lire::text::jinja
