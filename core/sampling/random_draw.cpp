// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/random_draw.h"

namespace lire::sampling {

namespace {

/// SplitMix64's finalizer (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

/// FNV-1a, 64 bits
std::uint64_t hash(std::string_view text) {
    std::uint64_t state = 0xcbf29ce484222325ULL;
    for (const char byte : text) {
        state = (state ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    }
    return state;
}

}  // namespace

double uniformDraw(std::uint64_t seed,
                   std::string_view key,
                   std::uint64_t response,
                   std::uint64_t position) {
    const auto state = mix(mix(mix(mix(seed) ^ hash(key)) ^ response) ^ position);
    return static_cast<double>(state >> 11U) * 0x1.0p-53;
}

}  // namespace lire::sampling
