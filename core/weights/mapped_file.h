// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace lire::weights {

/// A file mapped read-only into memory. Thread: any.
class MappedFile {
public:
    /// Raises Error where the file cannot be read.
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    MappedFile(MappedFile&&) = delete;
    MappedFile& operator=(MappedFile&&) = delete;

    std::span<const std::byte> bytes() const { return m_bytes; }
    const std::string& place() const { return m_place; }

private:
    std::string m_place;
    std::span<const std::byte> m_bytes;
};

}  // namespace lire::weights
