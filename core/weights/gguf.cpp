// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/gguf.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "core/error.h"

namespace lire::weights {

namespace {

constexpr std::uint32_t magic = 0x46554747;  // "GGUF"

/// ggml's numbers of the metadata's types.
enum class ValueType : std::uint32_t {
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    Float32,
    Bool,
    String,
    Array,
    UInt64,
    Int64,
    Float64
};

/// Reads numbers and texts in order, each checked against the file's end.
class Cursor {
public:
    explicit Cursor(const MappedFile& file) : m_file(file) {}

    template <class Number>
    Number number(const std::string& what) {
        need(sizeof(Number), what);
        Number value;
        std::memcpy(&value, m_file.bytes().data() + m_at, sizeof(Number));
        m_at += sizeof(Number);
        return value;
    }

    std::string text(const std::string& what) {
        const auto length = number<std::uint64_t>(what);
        need(length, what);
        std::string value(length, '\0');
        std::memcpy(value.data(), m_file.bytes().data() + m_at, length);
        m_at += length;
        return value;
    }

    std::uint64_t left() const { return m_file.bytes().size() - m_at; }
    std::uint64_t at() const { return m_at; }

    [[noreturn]] void damaged(const std::string& what, const std::string& problem) const {
        throw Error(m_file.place(), what + ": " + problem, "fetch the file again: it is damaged");
    }

private:
    void need(std::uint64_t bytes, const std::string& what) const {
        if (bytes > left()) {
            damaged(what, "the file ends before it");
        }
    }

    const MappedFile& m_file;
    std::uint64_t m_at = 0;
};

template <class To, class Number>
std::vector<To> numbers(Cursor& cursor, std::uint64_t count, const std::string& what) {
    if (count > cursor.left() / sizeof(Number)) {
        cursor.damaged(what, "an array of " + std::to_string(count) + " entries does not fit");
    }
    std::vector<To> values(count);
    for (auto& value : values) {
        // NOLINTNEXTLINE(bugprone-signed-char-misuse): 8-bit numbers with their sign, no text.
        value = static_cast<To>(cursor.number<Number>(what));
    }
    return values;
}

GgufValue readArray(Cursor& cursor, const std::string& what) {
    const auto type = static_cast<ValueType>(cursor.number<std::uint32_t>(what));
    const auto count = cursor.number<std::uint64_t>(what);
    switch (type) {
        case ValueType::UInt8:
        case ValueType::Bool:
            return numbers<std::int64_t, std::uint8_t>(cursor, count, what);
        case ValueType::Int8:
            return numbers<std::int64_t, std::int8_t>(cursor, count, what);
        case ValueType::UInt16:
            return numbers<std::int64_t, std::uint16_t>(cursor, count, what);
        case ValueType::Int16:
            return numbers<std::int64_t, std::int16_t>(cursor, count, what);
        case ValueType::UInt32:
            return numbers<std::int64_t, std::uint32_t>(cursor, count, what);
        case ValueType::Int32:
            return numbers<std::int64_t, std::int32_t>(cursor, count, what);
        case ValueType::UInt64:
            return numbers<std::int64_t, std::uint64_t>(cursor, count, what);
        case ValueType::Int64:
            return numbers<std::int64_t, std::int64_t>(cursor, count, what);
        case ValueType::Float32:
            return numbers<double, float>(cursor, count, what);
        case ValueType::Float64:
            return numbers<double, double>(cursor, count, what);
        case ValueType::String: {
            // Each text takes eight bytes at least: bounds the allocation by the file's size.
            if (count > cursor.left() / sizeof(std::uint64_t)) {
                cursor.damaged(what,
                               "an array of " + std::to_string(count) + " texts does not fit");
            }
            std::vector<std::string> texts;
            texts.reserve(count);
            for (std::uint64_t i = 0; i < count; ++i) {
                texts.push_back(cursor.text(what));
            }
            return texts;
        }
        case ValueType::Array:
            break;
    }
    cursor.damaged(what, "an array of type " + std::to_string(static_cast<std::uint32_t>(type)));
}

GgufValue readValue(Cursor& cursor, const std::string& what) {
    const auto type = cursor.number<std::uint32_t>(what);
    switch (static_cast<ValueType>(type)) {
        case ValueType::UInt8:
            return std::int64_t{cursor.number<std::uint8_t>(what)};
        case ValueType::Int8:
            return std::int64_t{cursor.number<std::int8_t>(what)};
        case ValueType::UInt16:
            return std::int64_t{cursor.number<std::uint16_t>(what)};
        case ValueType::Int16:
            return std::int64_t{cursor.number<std::int16_t>(what)};
        case ValueType::UInt32:
            return std::int64_t{cursor.number<std::uint32_t>(what)};
        case ValueType::Int32:
            return std::int64_t{cursor.number<std::int32_t>(what)};
        case ValueType::UInt64:
            return cursor.number<std::uint64_t>(what);
        case ValueType::Int64:
            return cursor.number<std::int64_t>(what);
        case ValueType::Float32:
            return double{cursor.number<float>(what)};
        case ValueType::Float64:
            return cursor.number<double>(what);
        case ValueType::Bool:
            return cursor.number<std::uint8_t>(what) != 0;
        case ValueType::String:
            return cursor.text(what);
        case ValueType::Array:
            return readArray(cursor, what);
    }
    cursor.damaged(what, "its type is " + std::to_string(type));
}

/// The product of dimensions, or an error where it overflows what a file can hold.
std::uint64_t valueCount(Cursor& cursor,
                         const std::vector<std::int64_t>& shape,
                         const std::string& what) {
    std::uint64_t count = 1;
    for (const auto size : shape) {
        const auto factor = static_cast<std::uint64_t>(size);
        if (factor != 0 && count > (std::uint64_t{1} << 48) / factor) {
            cursor.damaged(what, "its shape is too large");
        }
        count *= factor;
    }
    return count;
}

GgufTensor readTensor(Cursor& cursor) {
    GgufTensor tensor;
    tensor.name = cursor.text("a tensor's name");
    const std::string what = "tensor " + tensor.name;
    const auto rank = cursor.number<std::uint32_t>(what);
    if (rank > 4) {
        cursor.damaged(what, "it has " + std::to_string(rank) + " dimensions");
    }
    for (std::uint32_t i = 0; i < rank; ++i) {
        const auto size = cursor.number<std::uint64_t>(what);
        if (size == 0 ||
            size > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
            cursor.damaged(what, "a dimension is " + std::to_string(size));
        }
        tensor.shape.insert(tensor.shape.begin(), static_cast<std::int64_t>(size));
    }
    tensor.type = cursor.number<std::uint32_t>(what);
    tensor.offset = cursor.number<std::uint64_t>(what);
    const auto block = ggufBlock(tensor.type);
    if (!block) {
        return tensor;  // only an error where the tensor is asked for
    }
    const auto row = tensor.shape.empty() ? std::int64_t{1} : tensor.shape.back();
    if (row % block->values != 0) {
        cursor.damaged(what, "a row of " + std::to_string(row) + " is no whole number of blocks");
    }
    const auto blocks =
        valueCount(cursor, tensor.shape, what) / static_cast<std::uint64_t>(block->values);
    tensor.bytes = blocks * static_cast<std::uint64_t>(block->bytes);
    return tensor;
}

}  // namespace

std::optional<GgufBlock> ggufBlock(std::uint32_t type) {
    switch (type) {
        case 0:
            return GgufBlock{"F32", 1, 4};
        case 1:
            return GgufBlock{"F16", 1, 2};
        case 2:
            return GgufBlock{"Q4_0", 32, 18};
        case 3:
            return GgufBlock{"Q4_1", 32, 20};
        case 8:
            return GgufBlock{"Q8_0", 32, 34};
        case 30:
            return GgufBlock{"BF16", 1, 2};
        default:
            return std::nullopt;
    }
}

Gguf::Gguf(const std::filesystem::path& path) : m_file(std::make_shared<MappedFile>(path)) {
    Cursor cursor(*m_file);
    if (cursor.number<std::uint32_t>("the header") != magic) {
        throw Error(place(), "not a GGUF file", "name a GGUF file or a Hugging Face folder");
    }
    const auto version = cursor.number<std::uint32_t>("the header");
    if (version < 2 || version > 3) {
        throw Error(place(),
                    "GGUF version " + std::to_string(version),
                    "convert it to version 3 with a current llama.cpp");
    }
    const auto tensorCount = cursor.number<std::uint64_t>("the header");
    const auto keyCount = cursor.number<std::uint64_t>("the header");
    for (std::uint64_t i = 0; i < keyCount; ++i) {
        const auto key = cursor.text("a key");
        m_metadata.insert_or_assign(key, readValue(cursor, "key " + key));
    }
    constexpr std::uint64_t smallestEntry = 24;
    if (tensorCount > cursor.left() / smallestEntry) {
        cursor.damaged("the header", std::to_string(tensorCount) + " tensors do not fit");
    }
    for (std::uint64_t i = 0; i < tensorCount; ++i) {
        m_tensors.push_back(readTensor(cursor));
    }
    const auto alignment = static_cast<std::uint64_t>(integer("general.alignment", 32));
    if (alignment == 0 || alignment > 65536) {
        cursor.damaged("general.alignment", std::to_string(alignment));
    }
    const std::uint64_t start = (cursor.at() + alignment - 1) / alignment * alignment;
    const std::uint64_t size = m_file->bytes().size();
    for (auto& tensor : m_tensors) {
        if (start > size || tensor.offset > size - start ||
            tensor.bytes > size - start - tensor.offset) {
            cursor.damaged("tensor " + tensor.name, "the file ends before its last value");
        }
        tensor.offset += start;
    }
}

const std::byte* Gguf::data(const GgufTensor& tensor) const {
    return m_file->bytes().data() + tensor.offset;
}

namespace {

[[noreturn]] void wrongType(const std::string& place, std::string_view key, const char* wanted) {
    throw Error(place,
                "key " + std::string(key) + " is not " + wanted,
                "convert the model again with a current llama.cpp");
}

}  // namespace

std::string Gguf::text(std::string_view key, const std::string& standard) const {
    const auto found = m_metadata.find(key);
    if (found == m_metadata.end()) {
        return standard;
    }
    const auto* value = std::get_if<std::string>(&found->second);
    return value != nullptr ? *value : (wrongType(place(), key, "a text"), standard);
}

std::int64_t Gguf::integer(std::string_view key, std::int64_t standard) const {
    const auto found = m_metadata.find(key);
    if (found == m_metadata.end()) {
        return standard;
    }
    if (const auto* value = std::get_if<std::int64_t>(&found->second)) {
        return *value;
    }
    if (const auto* value = std::get_if<std::uint64_t>(&found->second);
        value != nullptr && *value <= std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
        return static_cast<std::int64_t>(*value);
    }
    wrongType(place(), key, "a whole number");
}

double Gguf::number(std::string_view key, double standard) const {
    const auto found = m_metadata.find(key);
    if (found == m_metadata.end()) {
        return standard;
    }
    if (const auto* value = std::get_if<double>(&found->second);
        value != nullptr && std::isfinite(*value)) {
        return *value;
    }
    return static_cast<double>(integer(key, 0));
}

bool Gguf::boolean(std::string_view key, bool standard) const {
    const auto found = m_metadata.find(key);
    if (found == m_metadata.end()) {
        return standard;
    }
    const auto* value = std::get_if<bool>(&found->second);
    return value != nullptr ? *value : (wrongType(place(), key, "true or false"), standard);
}

std::int64_t Gguf::requiredInteger(std::string_view key) const {
    if (!has(key)) {
        throw Error(place(),
                    "key " + std::string(key) + " is missing",
                    "convert the model again with a current llama.cpp");
    }
    return integer(key, 0);
}

const std::vector<std::string>& Gguf::texts(std::string_view key) const {
    static const std::vector<std::string> none;
    const auto found = m_metadata.find(key);
    if (found == m_metadata.end()) {
        return none;
    }
    const auto* value = std::get_if<std::vector<std::string>>(&found->second);
    if (value == nullptr) {
        wrongType(place(), key, "an array of texts");
    }
    return *value;
}

}  // namespace lire::weights
