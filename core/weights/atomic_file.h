// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace lire::weights {

/// A file that appears whole or not at all: written beside its place under a temporary name,
/// flushed to the disk and renamed by commit(); without commit() it is removed again. Raises Error
/// (Blame::Running) that names the file: disk full, read-only.
class AtomicFile {
public:
    explicit AtomicFile(std::filesystem::path path);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    AtomicFile(AtomicFile&&) = delete;
    AtomicFile& operator=(AtomicFile&&) = delete;

    void write(const void* data, std::size_t bytes);
    void write(std::string_view text) { write(text.data(), text.size()); }
    void commit();

private:
    [[noreturn]] void failed(const std::string& what) const;

    std::filesystem::path m_path;
    std::filesystem::path m_temporary;
    int m_file = -1;
};

/// Whether it has the temporary name of such a file: "model.safetensors.tmp-1234".
bool isTemporaryName(const std::filesystem::path& path);

/// The whole of a small text file, atomically.
void writeTextFile(const std::filesystem::path& path, std::string_view text);

/// Flushes a folder's entries (after renames in it) to the disk.
void syncFolder(const std::filesystem::path& folder);

}  // namespace lire::weights
