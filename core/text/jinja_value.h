// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text/jinja_text.h"

namespace lire::text::jinja {

/// What a template did wrong, without its line: the evaluator adds that.
class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& problem, std::string mend = "correct the chat template")
        : std::runtime_error(problem), m_mend(std::move(mend)) {}
    const std::string& mend() const { return m_mend; }

private:
    std::string m_mend;
};

class Value;
struct List;
class Dict;
class Sandbox;
struct Arguments;

/// How deep a value nests and how many parts it has, those that it holds twice counted twice.
/// Checked whenever a value is made of others, so that a walk over a value always ends.
struct Extent {
    static constexpr int deepest = 200;
    static constexpr std::size_t heaviest = 1'000'000;
    int depth = 0;
    std::size_t weight = 1;  ///< parts; 64 bytes of a string count as one

    void add(const Value& part);
    void check() const;  ///< raises Failure
};

/// What `namespace()` makes: the one thing a template may change. Owned by the evaluator, so that
/// namespaces that hold each other are freed.
struct Namespace {
    std::map<std::string, Value> attributes = {};
    bool isFixed = false;  ///< the loop's variables: `set` may not change them
};

/// A macro, a method of a value, or a global such as `range`.
struct Function {
    std::string name = {};
    std::function<Value(const Arguments&)> call = {};
    Extent size = {};  ///< of the value that a method belongs to
};

struct Undefined {
    std::string name = {};  ///< what was looked up, for errors
};

/// A value of the template language: Python's, as far as chat templates use them. Lists and dicts
/// never change once made, as in jinja2's immutable sandbox. Thread: any, one at a time.
class Value {
public:
    enum class Kind : std::uint8_t {
        Undefined,
        None,
        Boolean,
        Integer,
        Float,
        String,
        List,
        Dict,
        Namespace,
        Function
    };

    Value() = default;  ///< undefined
    explicit Value(Undefined undefined) : m_data(std::move(undefined)) {}
    explicit Value(bool boolean) : m_data(boolean) {}
    explicit Value(std::int64_t integer) : m_data(integer) {}
    explicit Value(double number) : m_data(number) {}
    explicit Value(Text text) : m_data(std::make_shared<const Text>(std::move(text))) {}
    /// Raise Failure where the value nests too deeply or grows too large.
    explicit Value(List list);
    explicit Value(Dict dict);
    explicit Value(Namespace* space) : m_data(space) {}
    explicit Value(Function function)
        : m_data(std::make_shared<const Function>(std::move(function))) {}
    static Value none() { return Value(Data(nullptr)); }
    static Value list(std::vector<Value> items);
    static Value tuple(std::vector<Value> items);
    /// A string that the template itself wrote (or a name of the language).
    static Value text(std::string bytes) { return Value(Text(std::move(bytes), true)); }

    Kind kind() const { return static_cast<Kind>(m_data.index()); }
    bool is(Kind kind) const { return this->kind() == kind; }
    bool isNumber() const;  ///< booleans count, as in Python
    bool isTrue() const;
    bool isHashable() const;  ///< may be the key of a dict
    Extent extent() const;
    /// "str", "list", …: Python's name of the type.
    std::string typeName() const;

    // The value as one kind; raises Failure where it is another.
    bool boolean() const { return std::get<bool>(m_data); }
    std::int64_t integer() const;  ///< booleans as 0 and 1
    double number() const;
    const Text& text() const;
    const std::vector<Value>& items() const;
    bool isTuple() const;
    const Dict& dict() const;
    Namespace& space() const { return *std::get<Namespace*>(m_data); }
    const Function& function() const;
    const std::string& undefinedName() const { return std::get<Undefined>(m_data).name; }

    /// Python's ==.
    bool operator==(const Value& other) const;
    /// Python's <; raises Failure for kinds without an order.
    bool operator<(const Value& other) const;

private:
    using Data = std::variant<Undefined,
                              std::nullptr_t,
                              bool,
                              std::int64_t,
                              double,
                              std::shared_ptr<const Text>,
                              std::shared_ptr<const List>,
                              std::shared_ptr<const Dict>,
                              Namespace*,
                              std::shared_ptr<const Function>>;
    explicit Value(Data data) : m_data(std::move(data)) {}

    Data m_data = {};
};

/// A list or a tuple.
struct List {
    std::vector<Value> items = {};
    bool isTuple = false;
    Extent size = {};  ///< set by Value
};

/// A mapping in order of insertion.
class Dict {
public:
    using Entry = std::pair<Value, Value>;
    void set(const Value& key, Value value);
    /// Null where the key is not there or cannot be one.
    const Value* find(const Value& key) const;
    const Value* find(const std::string& key) const;
    const std::vector<Entry>& entries() const { return m_entries; }
    const Extent& extent() const { return m_size; }

private:
    friend class Value;
    Extent m_size = {};  // set by Value
    std::vector<Entry> m_entries = {};
    std::unordered_map<std::string, std::size_t> m_places = {};
};

/// The arguments of a call, a filter or a test.
struct Arguments {
    std::vector<Value> positional = {};
    std::vector<std::pair<std::string, Value>> named = {};

    /// The arguments in the order of these parameter names, undefined where not given. Raises
    /// Failure for too many and for unknown names.
    std::vector<Value> bind(const std::string& function,
                            const std::vector<std::string>& parameters) const;
};

/// JSON as a value; its strings count as data. Strings under "role" that are plain lower-case words
/// count as the template's: some templates write a turn's token as '<|' + role + '|>'. Raises
/// Failure where it nests too deeply.
Value fromJson(const nlohmann::ordered_json& json);

/// A number that counts things.
Value countOf(std::size_t count);

}  // namespace lire::text::jinja
