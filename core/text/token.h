// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lire::text {

/// Index into a vocabulary.
using TokenId = std::int32_t;

}  // namespace lire::text
