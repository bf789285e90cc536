// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/dequantize.h"

#include <cstring>

#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>

namespace lire::weights {

namespace {

constexpr std::int64_t blockValues = 32;

template <class Number>
Number read(const std::byte* at) {
    Number value;
    std::memcpy(&value, at, sizeof(Number));
    return value;
}

float half(const std::byte* at) {
    return static_cast<float>(c10::Half(read<std::uint16_t>(at), c10::Half::from_bits()));
}

float brain(const std::byte* at) {
    return static_cast<float>(c10::BFloat16(read<std::uint16_t>(at), c10::BFloat16::from_bits()));
}

/// Nibbles: value = scale * nibble + minimum.
void nibbles(const std::byte* quants, float scale, float minimum, float* out) {
    for (std::int64_t i = 0; i < blockValues / 2; ++i) {
        const auto pair = std::to_integer<unsigned>(quants[i]);
        out[i] = scale * static_cast<float>(pair & 15U) + minimum;
        out[i + blockValues / 2] = scale * static_cast<float>(pair >> 4U) + minimum;
    }
}

}  // namespace

void dequantize(std::uint32_t type, const std::byte* blocks, std::int64_t values, float* out) {
    switch (type) {
        case 0:  // F32
            std::memcpy(out, blocks, static_cast<std::size_t>(values) * sizeof(float));
            return;
        case 1:  // F16
            for (std::int64_t i = 0; i < values; ++i) {
                out[i] = half(blocks + 2 * i);
            }
            return;
        case 30:  // BF16
            for (std::int64_t i = 0; i < values; ++i) {
                out[i] = brain(blocks + 2 * i);
            }
            return;
        case 2:  // Q4_0: d, then 16 bytes of nibbles about 8
            for (std::int64_t i = 0; i < values / blockValues; ++i, blocks += 18) {
                const float scale = half(blocks);
                nibbles(blocks + 2, scale, -8.0F * scale, out + i * blockValues);
            }
            return;
        case 3:  // Q4_1: d, m, then 16 bytes of nibbles
            for (std::int64_t i = 0; i < values / blockValues; ++i, blocks += 20) {
                nibbles(blocks + 4, half(blocks), half(blocks + 2), out + i * blockValues);
            }
            return;
        case 8:  // Q8_0: d, then 32 signed bytes
            for (std::int64_t i = 0; i < values / blockValues; ++i, blocks += 34) {
                const float scale = half(blocks);
                for (std::int64_t j = 0; j < blockValues; ++j) {
                    out[i * blockValues + j] =
                        scale * static_cast<float>(read<std::int8_t>(blocks + 2 + j));
                }
            }
            return;
        default:
            return;
    }
}

}  // namespace lire::weights
