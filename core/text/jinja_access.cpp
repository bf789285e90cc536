// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_access.h"

#include <algorithm>

#include "core/text/jinja_methods.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_text_operations.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

Value missing(const std::string& name) {
    return Value(Undefined{name});
}

void mustBeDefined(const Value& value) {
    if (value.is(Kind::Undefined)) {
        throw Failure("'" + value.undefinedName() + "' is undefined");
    }
}

void refusePrivate(const std::string& name) {
    if (name.starts_with("__")) {
        throw Failure("access to '" + name + "' is refused",
                      "use a template that reads its data only");
    }
}

/// Where `index` lies in `size` items; `size` where outside.
std::size_t placeOf(std::int64_t index, std::size_t size) {
    const auto count = static_cast<std::int64_t>(size);
    if (index < -count || index >= count) {
        return size;
    }
    return static_cast<std::size_t>(index < 0 ? index + count : index);
}

/// Python's slice.indices for one bound.
std::int64_t boundOf(const Value& bound, std::int64_t absent, std::int64_t count, bool backwards) {
    if (bound.is(Kind::None) || bound.is(Kind::Undefined)) {
        return absent;
    }
    std::int64_t index = bound.integer();
    if (index < 0) {
        index = index < -count ? -1 : index + count;
        return index < 0 ? (backwards ? -1 : 0) : index;
    }
    return std::min(index, backwards ? count - 1 : count);
}

}  // namespace

Value attributeOf(const Value& object, const std::string& name, Sandbox& sandbox) {
    mustBeDefined(object);
    if (object.is(Kind::Namespace)) {
        const auto& attributes = object.space().attributes;
        const auto found = attributes.find(name);
        if (found != attributes.end()) {
            return found->second;
        }
    } else if (Value method = methodOf(object, name, sandbox); !method.is(Kind::Undefined)) {
        return method;
    }
    if (object.is(Kind::Dict)) {
        if (const Value* found = object.dict().find(name)) {
            return *found;
        }
    }
    refusePrivate(name);
    return missing(name);
}

Value itemOf(const Value& object, const Value& key, Sandbox& sandbox) {
    mustBeDefined(object);
    if (object.is(Kind::Dict)) {
        if (const Value* found = object.dict().find(key)) {
            return *found;
        }
    }
    if (key.is(Kind::String)) {
        return attributeOf(object, key.text().bytes(), sandbox);
    }
    const bool isIndex = key.is(Kind::Integer) || key.is(Kind::Boolean);
    if (isIndex && object.is(Kind::List)) {
        const std::size_t place = placeOf(key.integer(), object.items().size());
        if (place < object.items().size()) {
            return object.items()[place];
        }
    }
    if (isIndex && object.is(Kind::String)) {
        const std::size_t length = lengthOf(object, sandbox);
        const std::size_t place = placeOf(key.integer(), length);
        if (place < length) {
            const std::size_t begin = offsetOf(object.text().bytes(), place);
            const std::string_view rest = std::string_view(object.text().bytes()).substr(begin);
            return Value(object.text().substr(begin, offsetOf(rest, 1)));
        }
    }
    return missing(isIndex ? "item " + std::to_string(key.integer()) : "item");
}

Value sliceOf(const Value& object,
              const Value& start,
              const Value& stop,
              const Value& step,
              Sandbox& sandbox) {
    mustBeDefined(object);
    if (!object.is(Kind::String) && !object.is(Kind::List)) {
        throw Failure("a " + object.typeName() + " cannot be sliced");
    }
    const bool hasStep = !step.is(Kind::None) && !step.is(Kind::Undefined);
    const std::int64_t stride = hasStep ? step.integer() : 1;
    if (stride == 0) {
        throw Failure("a slice's step may not be 0");
    }
    const bool backwards = stride < 0;
    const auto count = static_cast<std::int64_t>(lengthOf(object, sandbox));
    const std::int64_t from = boundOf(start, backwards ? count - 1 : 0, count, backwards);
    const std::int64_t to = boundOf(stop, backwards ? -1 : count, count, backwards);
    if (object.is(Kind::String) && stride == 1) {
        sandbox.makeText(object.text().size());
        if (from >= to) {
            return Value(Text());
        }
        const std::string& bytes = object.text().bytes();
        const std::size_t begin = offsetOf(bytes, static_cast<std::size_t>(from));
        const std::size_t length =
            offsetOf(std::string_view(bytes).substr(begin), static_cast<std::size_t>(to - from));
        return Value(object.text().substr(begin, length));
    }
    const std::vector<Value> items = iterated(object, sandbox);
    std::vector<Value> kept;
    for (std::int64_t i = from; backwards ? i > to : i < to;) {
        kept.push_back(items[static_cast<std::size_t>(i)]);
        if (__builtin_add_overflow(i, stride, &i)) {
            break;
        }
    }
    if (object.is(Kind::List)) {
        return Value(List{std::move(kept), object.isTuple()});
    }
    Text text;
    for (const Value& character : kept) {
        text.append(character.text());
    }
    return Value(std::move(text));
}

Value pathOf(const Value& object, const Value& path, Sandbox& sandbox) {
    if (!path.is(Kind::String)) {
        return itemOf(object, path, sandbox);
    }
    Value value = object;
    for (const Text& part : splitAt(path.text(), ".", -1, false)) {
        const std::string& name = part.bytes();
        const bool isIndex =
            !name.empty() && name.size() < 10 &&
            std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
        value =
            itemOf(value, isIndex ? Value(std::int64_t{std::stoll(name)}) : Value(part), sandbox);
    }
    return value;
}

}  // namespace lire::text::jinja
