// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace lire::sampling {

/// A uniform number in [0, 1) that depends on these four alone: counter-based (SplitMix64 over a
/// hash of the key), so that who shares a batch, or in which order, changes no draw. Thread: any.
double uniformDraw(std::uint64_t seed,
                   std::string_view key,
                   std::uint64_t response,
                   std::uint64_t position);

}  // namespace lire::sampling
