// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/digest.h"

#include <array>
#include <cstdio>

namespace lire::experiment {

void Digest::add(std::string_view bytes) {
    for (const char byte : bytes) {
        m_state = (m_state ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    }
}

void Digest::add(std::uint64_t number) {
    std::array<char, sizeof(number)> bytes = {};
    for (auto& byte : bytes) {
        byte = static_cast<char>(number & 0xffU);
        number >>= 8U;
    }
    add(std::string_view(bytes.data(), bytes.size()));
}

std::string Digest::text() const {
    std::array<char, 17> hex = {};
    std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(m_state));
    return hex.data();
}

}  // namespace lire::experiment
