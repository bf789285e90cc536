// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/text/jinja_value.h"

namespace lire::text::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<const Expression>;

enum class Operator : std::uint8_t {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn
};

/// A node of an expression; which members are used depends on its kind.
struct Expression {
    enum class Kind : std::uint8_t {
        Literal,      ///< literal
        Name,         ///< name
        List,         ///< children
        Tuple,        ///< children
        Dict,         ///< children: key, value, key, value, …
        Attribute,    ///< children[0] . name
        Subscript,    ///< children[0] [ children[1] ]
        Slice,        ///< children[0] [ children[1] : [2] : [3] ], the latter three may be null
        Call,         ///< children[0] ( positional, named )
        Filter,       ///< children[0] | name ( positional, named ); [0] null in a filter block
        Test,         ///< children[0] is name ( positional, named )
        Not,          ///< children[0]
        Negate,       ///< children[0]
        Plus,         ///< children[0]
        And,          ///< children[0], children[1]
        Or,           ///< children[0], children[1]
        Binary,       ///< children[0] operators[0] children[1]
        Compare,      ///< children[0] operators[0] children[1] operators[1] …
        Concat,       ///< children
        Conditional,  ///< children[0] if children[1] else children[2], the last may be null
    };
    Kind kind = Kind::Literal;
    std::size_t line = 0;
    int height = 1;  ///< nodes on the longest way down; bounded, as walks recurse
    std::string name = {};
    Value literal = {};
    std::vector<ExpressionPtr> children = {};
    std::vector<Operator> operators = {};
    std::vector<ExpressionPtr> positional = {};
    std::vector<std::pair<std::string, ExpressionPtr>> named = {};
};

/// What `set` and `for` assign to: a name, an attribute of a namespace, or several targets.
struct Target {
    std::string name = {};
    std::string attribute = {};        ///< not empty: `name.attribute`
    std::vector<Target> targets = {};  ///< not empty: unpacks
};

struct Statement;
using Body = std::vector<std::unique_ptr<const Statement>>;

/// A parameter of a macro; `initial` is null where it has no default.
struct Parameter {
    std::string name = {};
    ExpressionPtr initial = {};
};

/// A statement; which members are used depends on its kind.
struct Statement {
    enum class Kind : std::uint8_t {
        Text,       ///< text
        Output,     ///< expression
        If,         ///< expression, body, otherwise
        For,        ///< target in expression if condition: body, else otherwise
        Set,        ///< target = expression
        SetBlock,   ///< target = body, through the filters of `expression` where it is not null
        Macro,      ///< name ( parameters ): body
        CallBlock,  ///< expression is a call; body ( parameters ) its caller
        Filter,     ///< body through the filters of `expression`
        With,       ///< assignments, body
        Break,
        Continue,
        Block,  ///< body alone ({% generation %})
    };
    Kind kind = Kind::Text;
    std::size_t line = 0;
    std::string text = {};
    std::string name = {};
    ExpressionPtr expression = {};
    ExpressionPtr condition = {};
    Target target = {};
    std::vector<Parameter> parameters = {};
    std::vector<std::pair<Target, ExpressionPtr>> assignments = {};
    Body body = {};
    Body otherwise = {};
};

}  // namespace lire::text::jinja
