// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lire::text::jinja {

namespace {

constexpr int deepestJson = 100;

/// Keys that Python counts as equal have one spelling.
std::string keySpelling(const Value& key) {
    if (!key.isHashable()) {
        throw Failure("a " + key.typeName() + " cannot be the key of a dict");
    }
    switch (key.kind()) {
        case Value::Kind::String:
            return std::string("s").append(key.text().bytes());
        case Value::Kind::None:
            return "n";
        case Value::Kind::Boolean:
        case Value::Kind::Integer:
            return std::string("i").append(std::to_string(key.integer()));
        case Value::Kind::Float:
            if (key.number() == std::floor(key.number()) && std::abs(key.number()) < 1e15) {
                return std::string("i").append(
                    std::to_string(static_cast<std::int64_t>(key.number())));
            }
            return std::string("f").append(std::to_string(key.number()));
        default: {
            std::string spelling = "t(";
            for (const Value& item : key.items()) {
                const std::string part = keySpelling(item);
                spelling += std::to_string(part.size()) + ":" + part;
            }
            return spelling;
        }
    }
}

bool isPlainWord(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || c == '_';
    });
}

Value fromJsonAt(const nlohmann::ordered_json& json, int depth, bool isRole) {
    if (depth > deepestJson) {
        throw Failure("the data nests deeper than " + std::to_string(deepestJson) + " levels",
                      "give flatter data");
    }
    if (json.is_null()) {
        return Value::none();
    }
    if (json.is_boolean()) {
        return Value(json.get<bool>());
    }
    if (json.is_number_unsigned() &&
        json.get<std::uint64_t>() >
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return Value(json.get<double>());
    }
    if (json.is_number_integer()) {
        return Value(json.get<std::int64_t>());
    }
    if (json.is_number()) {
        return Value(json.get<double>());
    }
    if (json.is_string()) {
        const auto& text = json.get_ref<const std::string&>();
        return Value(Text(text, isRole && isPlainWord(text)));
    }
    if (json.is_array()) {
        std::vector<Value> items;
        items.reserve(json.size());
        for (const auto& item : json) {
            items.push_back(fromJsonAt(item, depth + 1, false));
        }
        return Value::list(std::move(items));
    }
    Dict dict;
    for (const auto& [key, value] : json.items()) {
        dict.set(Value(Text(key, false)), fromJsonAt(value, depth + 1, key == "role"));
    }
    return Value(std::move(dict));
}

}  // namespace

Value::Value(List list) {
    for (const Value& item : list.items) {
        list.size.add(item);
    }
    list.size.check();
    m_data = std::make_shared<const List>(std::move(list));
}

Value::Value(Dict dict) {
    for (const auto& [key, value] : dict.entries()) {
        dict.m_size.add(key);
        dict.m_size.add(value);
    }
    dict.m_size.check();
    m_data = std::make_shared<const Dict>(std::move(dict));
}

Value Value::list(std::vector<Value> items) {
    return Value(List{std::move(items), false});
}

Value Value::tuple(std::vector<Value> items) {
    return Value(List{std::move(items), true});
}

void Extent::add(const Value& part) {
    const Extent inner = part.extent();
    depth = std::max(depth, inner.depth + 1);
    weight += inner.weight;  // parts are checked, so the sum stays far from its type's end
}

void Extent::check() const {
    if (depth > deepest) {
        throw Failure("a value nests deeper than " + std::to_string(deepest) + " levels",
                      "give flatter data");
    }
    if (weight > heaviest) {
        throw Failure("a value has more than " + std::to_string(heaviest) + " parts",
                      "shorten the data");
    }
}

Extent Value::extent() const {
    switch (kind()) {
        case Kind::String:
            return {0, 1 + text().size() / 64};
        case Kind::List:
            return std::get<std::shared_ptr<const List>>(m_data)->size;
        case Kind::Dict:
            return dict().extent();
        case Kind::Function:
            return function().size;
        default:
            return {};
    }
}

bool Value::isNumber() const {
    return is(Kind::Boolean) || is(Kind::Integer) || is(Kind::Float);
}

bool Value::isTrue() const {
    switch (kind()) {
        case Kind::Undefined:
        case Kind::None:
            return false;
        case Kind::Boolean:
        case Kind::Integer:
            return integer() != 0;
        case Kind::Float:
            return number() != 0.0;
        case Kind::String:
            return !text().empty();
        case Kind::List:
            return !items().empty();
        case Kind::Dict:
            return !dict().entries().empty();
        default:
            return true;
    }
}

std::string Value::typeName() const {
    static constexpr std::array<const char*, 10> names{"undefined",
                                                       "NoneType",
                                                       "bool",
                                                       "int",
                                                       "float",
                                                       "str",
                                                       "list",
                                                       "dict",
                                                       "namespace",
                                                       "function"};
    return is(Kind::List) && isTuple() ? "tuple" : names.at(m_data.index());
}

bool Value::isHashable() const {
    switch (kind()) {
        case Kind::String:
        case Kind::None:
        case Kind::Boolean:
        case Kind::Integer:
        case Kind::Float:
            return true;
        case Kind::List:
            return isTuple() && std::all_of(items().begin(), items().end(), [](const Value& item) {
                       return item.isHashable();
                   });
        default:
            return false;
    }
}

std::int64_t Value::integer() const {
    if (is(Kind::Boolean)) {
        return boolean() ? 1 : 0;
    }
    if (!is(Kind::Integer)) {
        throw Failure("an int is needed, not a " + typeName());
    }
    return std::get<std::int64_t>(m_data);
}

double Value::number() const {
    return is(Kind::Float) ? std::get<double>(m_data) : static_cast<double>(integer());
}

const Text& Value::text() const {
    if (!is(Kind::String)) {
        throw Failure("a str is needed, not a " + typeName());
    }
    return *std::get<std::shared_ptr<const Text>>(m_data);
}

const std::vector<Value>& Value::items() const {
    if (!is(Kind::List)) {
        throw Failure("a list is needed, not a " + typeName());
    }
    return std::get<std::shared_ptr<const List>>(m_data)->items;
}

bool Value::isTuple() const {
    return is(Kind::List) && std::get<std::shared_ptr<const List>>(m_data)->isTuple;
}

const Dict& Value::dict() const {
    if (!is(Kind::Dict)) {
        throw Failure("a dict is needed, not a " + typeName());
    }
    return *std::get<std::shared_ptr<const Dict>>(m_data);
}

const Function& Value::function() const {
    if (is(Kind::Undefined)) {
        throw Failure("'" + undefinedName() + "' is undefined");
    }
    if (!is(Kind::Function)) {
        throw Failure("a " + typeName() + " cannot be called");
    }
    return *std::get<std::shared_ptr<const Function>>(m_data);
}

bool Value::operator==(const Value& other) const {
    if (isNumber() && other.isNumber()) {
        return is(Kind::Float) || other.is(Kind::Float) ? number() == other.number()
                                                        : integer() == other.integer();
    }
    if (kind() != other.kind()) {
        return false;
    }
    switch (kind()) {
        case Kind::String:
            return text().bytes() == other.text().bytes();
        case Kind::List:
            return isTuple() == other.isTuple() && items() == other.items();
        case Kind::Dict: {
            const auto& entries = dict().entries();
            return entries.size() == other.dict().entries().size() &&
                   std::all_of(entries.begin(), entries.end(), [&](const Dict::Entry& entry) {
                       const Value* found = other.dict().find(entry.first);
                       return found != nullptr && *found == entry.second;
                   });
        }
        case Kind::Namespace:
            return &space() == &other.space();
        case Kind::Function:
            return &function() == &other.function();
        default:
            return true;  // two None, two undefined
    }
}

bool Value::operator<(const Value& other) const {
    if (isNumber() && other.isNumber()) {
        return is(Kind::Float) || other.is(Kind::Float) ? number() < other.number()
                                                        : integer() < other.integer();
    }
    if (is(Kind::String) && other.is(Kind::String)) {
        return text().bytes() < other.text().bytes();  // UTF-8 keeps the order of code points
    }
    if (is(Kind::List) && other.is(Kind::List) && isTuple() == other.isTuple()) {
        return std::lexicographical_compare(
            items().begin(), items().end(), other.items().begin(), other.items().end());
    }
    throw Failure("a " + typeName() + " and a " + other.typeName() + " have no order");
}

void Dict::set(const Value& key, Value value) {
    const auto [place, isNew] = m_places.emplace(keySpelling(key), m_entries.size());
    if (isNew) {
        m_entries.emplace_back(key, std::move(value));
    } else {
        m_entries[place->second].second = std::move(value);
    }
}

const Value* Dict::find(const Value& key) const {
    if (!key.isHashable()) {
        return nullptr;
    }
    const auto found = m_places.find(keySpelling(key));
    return found == m_places.end() ? nullptr : &m_entries[found->second].second;
}

const Value* Dict::find(const std::string& key) const {
    const auto found = m_places.find("s" + key);
    return found == m_places.end() ? nullptr : &m_entries[found->second].second;
}

std::vector<Value> Arguments::bind(const std::string& function,
                                   const std::vector<std::string>& parameters) const {
    if (positional.size() > parameters.size()) {
        throw Failure(function + " takes at most " + std::to_string(parameters.size()) +
                      " arguments, not " + std::to_string(positional.size()));
    }
    std::vector<Value> bound = positional;
    bound.resize(parameters.size());
    for (const auto& [name, value] : named) {
        const auto place = std::find(parameters.begin(), parameters.end(), name);
        if (place == parameters.end()) {
            throw Failure(function + " has no argument '" + name + "'");
        }
        const auto index = static_cast<std::size_t>(place - parameters.begin());
        if (index < positional.size()) {
            throw Failure(function + " was given '" + name + "' twice");
        }
        bound[index] = value;
    }
    return bound;
}

Value fromJson(const nlohmann::ordered_json& json) {
    return fromJsonAt(json, 0, false);
}

Value countOf(std::size_t count) {
    return Value(static_cast<std::int64_t>(count));
}

}  // namespace lire::text::jinja
