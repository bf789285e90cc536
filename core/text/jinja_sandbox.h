// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// What one rendering may use up. Work on long strings and lists counts as steps, so that no
/// template runs or grows without end. Owns the namespaces. Thread: any, one at a time.
class Sandbox {
public:
    Sandbox() = default;
    ~Sandbox() = default;
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;
    Sandbox(Sandbox&&) = delete;
    Sandbox& operator=(Sandbox&&) = delete;

    static constexpr std::size_t mostSteps = 1'000'000;
    static constexpr std::size_t longestText = 16U << 20U;  ///< bytes of a string, of the output
    static constexpr std::size_t longestList = 100'000;     ///< as jinja2's MAX_RANGE
    static constexpr int deepest = 100;                     ///< calls within another
    static constexpr int deepestExpression = 1500;  ///< expressions and blocks within another

    /// One level of nesting, for as long as it lives.
    class Level {
    public:
        explicit Level(int& depth, int most) : m_depth(depth) {
            if (m_depth >= most) {
                throw Failure("the template nests deeper than " + std::to_string(most) + " levels",
                              "use a template without endless recursion");
            }
            ++m_depth;
        }
        ~Level() { --m_depth; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        Level(Level&&) = delete;
        Level& operator=(Level&&) = delete;

    private:
        int& m_depth;
    };
    Level enterCall() { return Level(m_calls, deepest); }
    Level enterExpression() { return Level(m_expressions, deepestExpression); }

    void step(std::size_t count = 1) {
        m_steps += count;
        if (m_steps > mostSteps) {
            throw Failure("the template takes more than " + std::to_string(mostSteps) + " steps",
                          "use a template without runaway loops");
        }
    }
    /// A string of this many bytes is about to be made.
    void makeText(std::size_t bytes) {
        if (bytes > longestText) {
            throw Failure("the template makes a text longer than 16 MiB", "shorten the data");
        }
        step(1 + bytes / 256);
    }
    /// A list of this many items is about to be made.
    void makeList(std::size_t items) {
        if (items > longestList) {
            throw Failure("the template makes a list longer than " + std::to_string(longestList),
                          "shorten the data");
        }
        step(1 + items / 4);
    }
    /// All parts of a value are about to be read.
    void walk(const Value& value) { step(1 + value.extent().weight / 16); }
    /// Lives as long as the sandbox.
    Namespace& makeNamespace() {
        step(32);
        return m_namespaces.emplace_back();
    }

private:
    std::size_t m_steps = 0;
    int m_calls = 0;
    int m_expressions = 0;
    std::deque<Namespace> m_namespaces = {};
};

}  // namespace lire::text::jinja
