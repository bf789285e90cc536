// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_operators.h"

#include <algorithm>
#include <cmath>

#include "core/text/jinja_text_operations.h"
#include "core/text/utf8.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

const char* symbolOf(Operator operation) {
    switch (operation) {
        case Operator::Add:
            return "+";
        case Operator::Subtract:
            return "-";
        case Operator::Multiply:
            return "*";
        case Operator::Divide:
            return "/";
        case Operator::FloorDivide:
            return "//";
        case Operator::Modulo:
            return "%";
        default:
            return "**";
    }
}

[[noreturn]] void tooLarge() {
    throw Failure("an integer does not fit 64 bits");
}

std::int64_t fitting(bool overflow, std::int64_t value) {
    if (overflow) {
        tooLarge();
    }
    return value;
}

std::int64_t floorDivided(std::int64_t left, std::int64_t right) {
    const std::int64_t quotient = left / right;
    return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
}

Value powerOf(std::int64_t base, std::int64_t exponent) {
    if (exponent < 0) {
        return Value(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
    }
    std::int64_t result = 1;
    for (std::int64_t i = 0; i < exponent && result != 0; ++i) {
        if (base == 1 || (base == -1 && i > 1)) {
            return Value(base == 1 || exponent % 2 == 0 ? std::int64_t{1} : std::int64_t{-1});
        }
        const bool overflow = __builtin_mul_overflow(result, base, &result);
        fitting(overflow, result);
    }
    return Value(result);
}

Value ofIntegers(Operator operation, std::int64_t left, std::int64_t right) {
    std::int64_t result = 0;
    const bool divides = operation == Operator::Divide || operation == Operator::FloorDivide ||
                         operation == Operator::Modulo;
    if (divides && right == 0) {
        throw Failure("division by zero");
    }
    if (divides && right == -1 && operation != Operator::Divide) {
        // The smallest integer divided by -1 does not fit.
        if (operation == Operator::Modulo) {
            return Value(std::int64_t{0});
        }
        return Value(fitting(__builtin_sub_overflow(std::int64_t{0}, left, &result), result));
    }
    bool overflow = false;
    switch (operation) {
        case Operator::Add:
            overflow = __builtin_add_overflow(left, right, &result);
            break;
        case Operator::Subtract:
            overflow = __builtin_sub_overflow(left, right, &result);
            break;
        case Operator::Multiply:
            overflow = __builtin_mul_overflow(left, right, &result);
            break;
        case Operator::Divide:
            return Value(static_cast<double>(left) / static_cast<double>(right));
        case Operator::FloorDivide:
            result = floorDivided(left, right);
            break;
        case Operator::Modulo:
            result = left - floorDivided(left, right) * right;
            break;
        default:
            return powerOf(left, right);
    }
    return Value(fitting(overflow, result));
}

Value ofNumbers(Operator operation, double left, double right) {
    switch (operation) {
        case Operator::Add:
            return Value(left + right);
        case Operator::Subtract:
            return Value(left - right);
        case Operator::Multiply:
            return Value(left * right);
        case Operator::Power:
            return Value(std::pow(left, right));
        default:
            break;
    }
    if (right == 0.0) {
        throw Failure("division by zero");
    }
    if (operation == Operator::Divide) {
        return Value(left / right);
    }
    double remainder = std::fmod(left, right);
    if (remainder != 0.0 && (remainder < 0) != (right < 0)) {
        remainder += right;
    }
    return Value(operation == Operator::Modulo ? remainder
                                               : std::round((left - remainder) / right));
}

Value added(const Value& left, const Value& right, Sandbox& sandbox) {
    if (left.is(Kind::String) && right.is(Kind::String)) {
        sandbox.makeText(left.text().size() + right.text().size());
        Text joined = left.text();
        joined.append(right.text());
        return Value(std::move(joined));
    }
    sandbox.makeList(left.items().size() + right.items().size());
    std::vector<Value> joined = left.items();
    joined.insert(joined.end(), right.items().begin(), right.items().end());
    return Value(List{std::move(joined), left.isTuple()});
}

Value repeated(const Value& value, std::int64_t count, Sandbox& sandbox) {
    const auto times = static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
    const bool isText = value.is(Kind::String);
    const std::size_t size = isText ? value.text().size() : value.items().size();
    const std::size_t most = isText ? Sandbox::longestText : Sandbox::longestList;
    // The product may not wrap around.
    const std::size_t total = size != 0 && times > most / size ? most + 1 : size * times;
    if (isText) {
        sandbox.makeText(total);
        Text result;
        for (std::size_t i = 0; i < times && size > 0; ++i) {
            result.append(value.text());
        }
        return Value(std::move(result));
    }
    sandbox.makeList(total);
    std::vector<Value> items;
    for (std::size_t i = 0; i < times && size > 0; ++i) {
        items.insert(items.end(), value.items().begin(), value.items().end());
    }
    return Value(List{std::move(items), value.isTuple()});
}

void mustBeDefined(const Value& value) {
    if (value.is(Kind::Undefined)) {
        throw Failure("'" + value.undefinedName() + "' is undefined");
    }
}

bool isSequence(const Value& value) {
    return value.is(Kind::String) || value.is(Kind::List);
}

}  // namespace

Value binary(Operator operation, const Value& left, const Value& right, Sandbox& sandbox) {
    mustBeDefined(left);
    mustBeDefined(right);
    if (left.isNumber() && right.isNumber()) {
        return left.is(Kind::Float) || right.is(Kind::Float)
                   ? ofNumbers(operation, left.number(), right.number())
                   : ofIntegers(operation, left.integer(), right.integer());
    }
    if (operation == Operator::Add && isSequence(left) && left.kind() == right.kind() &&
        left.isTuple() == right.isTuple()) {
        return added(left, right, sandbox);
    }
    const auto isCount = [](const Value& value) {
        return value.is(Kind::Integer) || value.is(Kind::Boolean);
    };
    if (operation == Operator::Multiply && isSequence(left) && isCount(right)) {
        return repeated(left, right.integer(), sandbox);
    }
    if (operation == Operator::Multiply && isCount(left) && isSequence(right)) {
        return repeated(right, left.integer(), sandbox);
    }
    throw Failure(std::string("'") + symbolOf(operation) + "' does not go between " +
                  left.typeName() + " and " + right.typeName());
}

Value negated(const Value& value) {
    mustBeDefined(value);
    if (value.is(Kind::Float)) {
        return Value(-value.number());
    }
    return ofIntegers(Operator::Subtract, 0, value.integer());
}

bool compared(Operator operation, const Value& left, const Value& right, Sandbox& sandbox) {
    sandbox.walk(left);
    sandbox.walk(right);
    switch (operation) {
        case Operator::Equal:
            return left == right;
        case Operator::NotEqual:
            return !(left == right);
        case Operator::In:
            return contains(right, left, sandbox);
        case Operator::NotIn:
            return !contains(right, left, sandbox);
        default:
            break;
    }
    mustBeDefined(left);
    mustBeDefined(right);
    if (left.is(Kind::Float) || right.is(Kind::Float)) {
        const double a = left.number();
        const double b = right.number();  // with NaN none of the four holds
        return operation == Operator::Less        ? a < b
               : operation == Operator::LessEqual ? a <= b
               : operation == Operator::Greater   ? a > b
                                                  : a >= b;
    }
    switch (operation) {
        case Operator::Less:
            return left < right;
        case Operator::LessEqual:
            return !(right < left);
        case Operator::Greater:
            return right < left;
        default:
            return !(left < right);
    }
}

bool contains(const Value& container, const Value& item, Sandbox& sandbox) {
    switch (container.kind()) {
        case Kind::Undefined:
            return false;
        case Kind::String:
            if (!item.is(Kind::String)) {
                throw Failure("'in' of a str needs a str, not a " + item.typeName());
            }
            return container.text().bytes().find(item.text().bytes()) != std::string::npos;
        case Kind::Dict:
            return container.dict().find(item) != nullptr;
        case Kind::List:
            sandbox.walk(container);
            return std::any_of(container.items().begin(),
                               container.items().end(),
                               [&](const Value& each) { return each == item; });
        default:
            throw Failure("a " + container.typeName() + " holds nothing to look 'in'");
    }
}

bool isIterable(const Value& value) {
    return value.is(Kind::Undefined) || isSequence(value) || value.is(Kind::Dict);
}

std::vector<Value> iterated(const Value& value, Sandbox& sandbox) {
    if (value.is(Kind::Undefined)) {
        return {};
    }
    sandbox.makeList(lengthOf(value, sandbox));
    std::vector<Value> items;
    if (value.is(Kind::List)) {
        return value.items();
    }
    if (value.is(Kind::Dict)) {
        for (const auto& entry : value.dict().entries()) {
            items.push_back(entry.first);
        }
        return items;
    }
    for (Text& character : characters(value.text())) {
        items.emplace_back(std::move(character));
    }
    return items;
}

std::size_t lengthOf(const Value& value, Sandbox& sandbox) {
    switch (value.kind()) {
        case Kind::Undefined:
            return 0;
        case Kind::String:
            sandbox.step(1 + value.text().size() / 256);
            return utf8Length(value.text().bytes());
        case Kind::List:
            return value.items().size();
        case Kind::Dict:
            return value.dict().entries().size();
        default:
            throw Failure("a " + value.typeName() + " has no items");
    }
}

}  // namespace lire::text::jinja
