// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lire::models {

/// A shape in a sentence: "[300, 76]". Thread: any.
inline std::string shapeInWords(const std::vector<std::int64_t>& shape) {
    std::string words = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        words += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    }
    return words + "]";
}

}  // namespace lire::models
