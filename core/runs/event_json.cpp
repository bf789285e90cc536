// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/runs/event.h"
#include "core/runs/event_fields.h"
#include "core/suggestion.h"

namespace lire::runs {

namespace {

using Json = nlohmann::json;
using Rewards = std::vector<std::pair<std::string, Estimate>>;

Json written(const Estimate& value) {
    return {{"value", value.value}, {"low", value.low}, {"high", value.high}};
}

Json written(const Rewards& rewards) {
    Json object = Json::object();
    for (const auto& [name, estimate] : rewards) {
        object[name] = written(estimate);
    }
    return object;
}

template <class Value>
Json written(const Value& value) {
    return value;
}

/// Puts the fields of an event into an object.
class Writer {
public:
    explicit Writer(Json& object) : m_object(object) {}

    template <class Value>
    void operator()(std::string_view key, const Value& value) {
        m_object[std::string(key)] = written(value);
    }
    template <class Value>
    void operator()(std::string_view key, const std::optional<Value>& value) {
        if (value) {
            (*this)(key, *value);
        }
    }

private:
    Json& m_object;
};

/// Takes the fields of an event out of an object. An absent field keeps its default: events of an
/// older program can be read.
class Reader {
public:
    explicit Reader(const Json& object) : m_object(object) {}

    template <class Value>
    void operator()(std::string_view key, Value& value) {
        const auto found = m_object.find(std::string(key));
        if (found == m_object.end()) {
            return;
        }
        try {
            read(*found, value);
        } catch (const Json::exception&) {
            throw Error("/" + std::string(key),
                        "the event's value is of the wrong type: " + found->dump().substr(0, 60),
                        "write the event anew");
        }
    }

private:
    template <class Value>
    static void read(const Json& from, Value& value) {
        from.get_to(value);
    }
    // JSON has no word for NaN: it is written as null.
    static void read(const Json& from, double& value) {
        value = from.is_null() ? std::numeric_limits<double>::quiet_NaN() : from.get<double>();
    }
    static void read(const Json& from, std::vector<double>& values) {
        values.resize(from.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            read(from.at(i), values[i]);
        }
    }
    static void read(const Json& from, Estimate& value) {
        read(from.at("value"), value.value);
        read(from.at("low"), value.low);
        read(from.at("high"), value.high);
    }
    static void read(const Json& from, Rewards& rewards) {
        rewards.clear();
        for (const auto& [name, estimate] : from.get_ref<const Json::object_t&>()) {
            read(estimate, rewards.emplace_back(name, Estimate{}).second);
        }
    }
    template <class Value>
    static void read(const Json& from, std::optional<Value>& value) {
        read(from, value.emplace());
    }

    const Json& m_object;
};

/// The empty body of that name.
template <std::size_t index = 0>
EventBody bodyNamed(std::string_view name) {
    if constexpr (index < eventNames.size()) {
        return eventNames[index] == name ? EventBody(std::in_place_index<index>)
                                         : bodyNamed<index + 1>(name);
    } else {
        const std::vector<std::string> known(eventNames.begin(), eventNames.end());
        throw Error(
            "/event", "unknown event \"" + std::string(name) + "\"", suggestName(name, known));
    }
}

}  // namespace

Json toJson(const Event& event) {
    Json object = {{"event", eventNames.at(event.body.index())},
                   {"run", event.run},
                   {"stage", event.stage},
                   {"time", event.time}};
    std::visit([&object](const auto& body) { forEachField(body, Writer(object)); }, event.body);
    return object;
}

Event eventFromJson(const Json& json) {
    if (!json.is_object()) {
        throw Error("", "an event is a JSON object", "write the event anew");
    }
    std::string name;
    Event event;
    Reader read(json);
    read("event", name);
    read("run", event.run);
    read("stage", event.stage);
    read("time", event.time);
    event.body = bodyNamed(name);
    std::visit([&read](auto& body) { forEachField(body, read); }, event.body);
    return event;
}

}  // namespace lire::runs
