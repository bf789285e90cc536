// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

struct gzFile_s;  // NOLINT(readability-identifier-naming): zlib's

namespace lire::data {

/// A file read from its beginning to its end, unpacked where it is gzip (told by its bytes, not by
/// its name). Thread: one at a time.
class InputFile {
public:
    /// Raises Error where the file cannot be opened.
    explicit InputFile(const std::filesystem::path& file);

    /// Fills the front of `buffer` and returns how many bytes, 0 at the end. Raises Error where the
    /// file cannot be read or its gzip data are damaged or cut short.
    std::size_t read(std::span<char> buffer);
    /// How much of the file on disk was read, 0 to 1.
    double fraction() const;
    const std::string& place() const { return m_place; }

private:
    struct Close {
        void operator()(gzFile_s* file) const;
    };
    std::string m_place;
    double m_size = 0.0;  ///< bytes on disk
    std::unique_ptr<gzFile_s, Close> m_file;
};

}  // namespace lire::data
