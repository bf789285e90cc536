// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace lire::data {

/// 64 well-mixed bits of a text and a seed, the same on every machine and in every version: splits
/// rest on it. FNV-1a, then SplitMix64's finalizer (Steele et al. 2014). Thread: any.
std::uint64_t stableHash(std::string_view text, std::uint64_t seed);

/// The hash as a number from 0 to below 1.
double stableShare(std::string_view text, std::uint64_t seed);

}  // namespace lire::data
