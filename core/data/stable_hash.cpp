// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/stable_hash.h"

namespace lire::data {

namespace {

std::uint64_t mixed(std::uint64_t bits) {
    bits ^= bits >> 30U;
    bits *= 0xbf58476d1ce4e5b9ULL;
    bits ^= bits >> 27U;
    bits *= 0x94d049bb133111ebULL;
    return bits ^ (bits >> 31U);
}

}  // namespace

std::uint64_t stableHash(std::string_view text, std::uint64_t seed) {
    std::uint64_t hash = 0xcbf29ce484222325ULL ^ mixed(seed);
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return mixed(hash);
}

double stableShare(std::string_view text, std::uint64_t seed) {
    return static_cast<double>(stableHash(text, seed) >> 11U) * 0x1p-53;  // a double has 53 bits
}

}  // namespace lire::data
