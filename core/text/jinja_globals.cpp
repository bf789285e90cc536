// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_globals.h"

#include <array>
#include <ctime>

#include "core/text/jinja_operators.h"
#include "core/text/jinja_print.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

Value range(const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("range", {"start", "stop", "step"});
    const bool hasStart = !bound[1].is(Kind::Undefined);
    const std::int64_t start = hasStart ? bound[0].integer() : 0;
    const std::int64_t stop = bound[hasStart ? 1 : 0].integer();
    const std::int64_t step = bound[2].is(Kind::Undefined) ? 1 : bound[2].integer();
    if (step == 0) {
        throw Failure("range() needs a step other than 0");
    }
    std::vector<Value> numbers;
    for (std::int64_t i = start; step > 0 ? i < stop : i > stop;) {
        if (numbers.size() >= Sandbox::longestList) {
            sandbox.makeList(numbers.size() + 1);
        }
        numbers.emplace_back(i);
        if (__builtin_add_overflow(i, step, &i)) {
            break;
        }
    }
    sandbox.makeList(numbers.size());
    return Value::list(std::move(numbers));
}

/// A mapping or pairs, then the named arguments: the way Python's dict() is called.
Dict dictFrom(const std::string& function, const Arguments& arguments, Sandbox& sandbox) {
    if (arguments.positional.size() > 1) {
        throw Failure(function + " takes one mapping and named values");
    }
    Dict dict;
    if (!arguments.positional.empty()) {
        const Value& given = arguments.positional.front();
        if (given.is(Kind::Dict)) {
            dict = given.dict();
            sandbox.walk(given);
        } else {
            for (const Value& pair : iterated(given, sandbox)) {
                const auto parts = iterated(pair, sandbox);
                if (parts.size() != 2) {
                    throw Failure(function + " needs pairs of a key and a value");
                }
                dict.set(parts[0], parts[1]);
            }
        }
    }
    for (const auto& [name, value] : arguments.named) {
        dict.set(Value::text(name), value);
    }
    return dict;
}

Value makeDict(const Arguments& arguments, Sandbox& sandbox) {
    return Value(dictFrom("dict", arguments, sandbox));
}

Value makeNamespace(const Arguments& arguments, Sandbox& sandbox) {
    const Dict dict = dictFrom("namespace", arguments, sandbox);
    Namespace& space = sandbox.makeNamespace();
    for (const auto& [name, value] : dict.entries()) {
        if (name.text().bytes().starts_with('_')) {
            throw Failure("a namespace may not have the attribute '" + name.text().bytes() + "'",
                          "rename the attribute");
        }
        space.attributes[name.text().bytes()] = value;
    }
    return Value(&space);
}

/// Nothing at its first call, the separator at every later one.
Value makeJoiner(const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("joiner", {"sep"});
    const Value separator = bound[0].is(Kind::Undefined) ? Value::text(", ") : bound[0];
    Function function;
    function.name = "joiner";
    function.size.add(separator);
    function.call = [separator, used = std::make_shared<bool>(false)](const Arguments& given) {
        given.bind("joiner()", {});
        const bool first = !*used;
        *used = true;
        return first ? Value::text("") : separator;
    };
    return Value(std::move(function));
}

Value raise(const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("raise_exception", {"message"});
    throw Failure("the template refuses the conversation: " + printed(bound[0], sandbox).bytes(),
                  "give messages as this model's template wants them");
}

Value now(const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("strftime_now", {"format"});
    const std::string& format = bound[0].text().bytes();
    const std::time_t time = std::time(nullptr);
    std::tm local = {};
    localtime_r(&time, &local);
    std::array<char, 512> buffer = {};
    const std::size_t length = std::strftime(buffer.data(), buffer.size(), format.c_str(), &local);
    if (length == 0 && !format.empty()) {
        throw Failure("strftime_now makes more than 511 bytes of this format");
    }
    return Value::text(std::string(buffer.data(), length));
}

}  // namespace

std::map<std::string, Value> globals(Sandbox& sandbox) {
    using Work = Value (*)(const Arguments&, Sandbox&);
    static constexpr std::array<std::pair<const char*, Work>, 6> works{
        {{"range", range},
         {"dict", makeDict},
         {"namespace", makeNamespace},
         {"joiner", makeJoiner},
         {"raise_exception", raise},
         {"strftime_now", now}}};
    std::map<std::string, Value> all;
    for (const auto& [name, work] : works) {
        Function function;
        function.name = name;
        function.call = [work = work, &sandbox](const Arguments& arguments) {
            return work(arguments, sandbox);
        };
        all.emplace(name, Value(std::move(function)));
    }
    return all;
}

}  // namespace lire::text::jinja
