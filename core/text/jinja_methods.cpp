// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_methods.h"

#include <algorithm>
#include <array>

#include "core/text/jinja_operators.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;
using Work = Value (*)(const Value&, const Arguments&, Sandbox&);

Value items(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("items", {});
    std::vector<Value> pairs;
    sandbox.makeList(object.dict().entries().size());
    for (const auto& [key, value] : object.dict().entries()) {
        pairs.push_back(Value::tuple({key, value}));
    }
    return Value::list(std::move(pairs));
}

Value keys(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("keys", {});
    return Value::list(iterated(object, sandbox));
}

Value values(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    arguments.bind("values", {});
    std::vector<Value> all;
    sandbox.makeList(object.dict().entries().size());
    for (const auto& entry : object.dict().entries()) {
        all.push_back(entry.second);
    }
    return Value::list(std::move(all));
}

Value get(const Value& object, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("get", {"key", "default"});
    const Value* found = object.dict().find(bound[0]);
    if (found != nullptr) {
        return *found;
    }
    const bool given = arguments.positional.size() + arguments.named.size() > 1;
    return given ? bound[1] : Value::none();
}

Value copy(const Value& object, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("copy", {});
    return object;  // values never change
}

Value index(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("index", {"value"});
    sandbox.walk(object);
    const auto& all = object.items();
    const auto found = std::find(all.begin(), all.end(), bound[0]);
    if (found == all.end()) {
        throw Failure("index() finds no such item in the list");
    }
    return countOf(static_cast<std::size_t>(found - all.begin()));
}

Value count(const Value& object, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("count", {"value"});
    sandbox.walk(object);
    const auto& all = object.items();
    return countOf(static_cast<std::size_t>(std::count(all.begin(), all.end(), bound[0])));
}

Value refuse(const Value& object, const Arguments& /*arguments*/, Sandbox& /*sandbox*/) {
    throw Failure("a template may not change a " + object.typeName(),
                  "make a new one with + or set a namespace's attribute");
}

struct Method {
    std::string_view name;
    Work work;
};
constexpr std::array<Method, 10> dictMethods{{{"items", items},
                                              {"keys", keys},
                                              {"values", values},
                                              {"get", get},
                                              {"copy", copy},
                                              {"clear", refuse},
                                              {"pop", refuse},
                                              {"popitem", refuse},
                                              {"setdefault", refuse},
                                              {"update", refuse}}};
constexpr std::array<Method, 11> listMethods{{{"index", index},
                                              {"count", count},
                                              {"copy", copy},
                                              {"append", refuse},
                                              {"clear", refuse},
                                              {"extend", refuse},
                                              {"insert", refuse},
                                              {"pop", refuse},
                                              {"remove", refuse},
                                              {"reverse", refuse},
                                              {"sort", refuse}}};

template <std::size_t Count>
Value found(const std::array<Method, Count>& methods,
            const Value& object,
            const std::string& name,
            Sandbox& sandbox) {
    for (const Method& method : methods) {
        if (method.name == name) {
            return boundTo(object, name, method.work, sandbox);
        }
    }
    return Value(Undefined{name});
}

}  // namespace

Value boundTo(const Value& object, const std::string& name, Work work, Sandbox& sandbox) {
    Function function;
    function.name = name;
    function.size.add(object);
    function.size.check();
    function.call = [object, work, &sandbox](const Arguments& arguments) {
        if (object.is(Kind::String)) {
            sandbox.step(object.extent().weight);  // most methods read the whole string
        }
        return work(object, arguments, sandbox);
    };
    return Value(std::move(function));
}

Value methodOf(const Value& object, const std::string& name, Sandbox& sandbox) {
    switch (object.kind()) {
        case Kind::String:
            return textMethod(object, name, sandbox);
        case Kind::List:
            return found(listMethods, object, name, sandbox);
        case Kind::Dict:
            return found(dictMethods, object, name, sandbox);
        default:
            return Value(Undefined{name});
    }
}

}  // namespace lire::text::jinja
