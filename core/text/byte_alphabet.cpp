// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_alphabet.h"

#include <array>
#include <cstdint>

#include "core/text/utf8.h"

namespace lire::text {

namespace {

constexpr std::size_t alphabetEnd = 256 + 68;  // 68 bytes are not printable in Latin-1

struct Tables {
    std::array<char32_t, 256> characters = {};
    std::array<std::int16_t, alphabetEnd> bytes = {};
};

constexpr bool printable(char32_t byte) {
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

constexpr Tables makeTables() {
    Tables tables;
    for (std::int16_t& byte : tables.bytes) {
        byte = -1;
    }
    char32_t next = 256;
    for (std::size_t byte = 0; byte < 256; ++byte) {
        const char32_t character =
            printable(static_cast<char32_t>(byte)) ? static_cast<char32_t>(byte) : next++;
        tables.characters.at(byte) = character;
        tables.bytes.at(character) = static_cast<std::int16_t>(byte);
    }
    return tables;
}

constexpr Tables tables = makeTables();

}  // namespace

std::string toByteAlphabet(std::string_view bytes) {
    std::string spelling;
    spelling.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        appendUtf8(spelling, tables.characters.at(static_cast<std::uint8_t>(byte)));
    }
    return spelling;
}

std::optional<std::string> fromByteAlphabet(std::string_view spelling) {
    std::string bytes;
    bytes.reserve(spelling.size());
    for (std::size_t position = 0; position < spelling.size();) {
        const CodePoint next = codePointAt(spelling, position);
        if (!next.valid || next.value >= alphabetEnd || tables.bytes.at(next.value) < 0) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<char>(tables.bytes.at(next.value)));
        position += next.length;
    }
    return bytes;
}

}  // namespace lire::text
