// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lire::experiment {

/// FNV-1a, 64 bits: tells contents apart, guards against nothing. Thread: any (a plain value).
class Digest {
public:
    void add(std::string_view bytes);
    /// Its 8 bytes, the lowest first.
    void add(std::uint64_t number);
    /// 16 hexadecimal digits.
    std::string text() const;

private:
    std::uint64_t m_state = 0xcbf29ce484222325ULL;
};

}  // namespace lire::experiment
