// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/input_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <zlib.h>

#include "core/error.h"

namespace lire::data {

namespace {

Error cannotOpen(const std::string& place, const std::string& reason) {
    return {place, "cannot be opened (" + reason + ")", "check the path and the right to read it"};
}

}  // namespace

void InputFile::Close::operator()(gzFile_s* file) const {
    gzclose_r(file);
}

InputFile::InputFile(const std::filesystem::path& file) : m_place(file.string()) {
    std::error_code unknownSize;
    if (std::filesystem::is_directory(file, unknownSize)) {
        throw cannotOpen(m_place, "it is a folder");
    }
    errno = 0;
    m_file.reset(gzopen(m_place.c_str(), "rb"));
    if (!m_file) {
        throw cannotOpen(m_place, errno == 0 ? "out of memory" : std::strerror(errno));
    }
    const auto size = std::filesystem::file_size(file, unknownSize);
    m_size = unknownSize ? 0.0 : static_cast<double>(size);
}

std::size_t InputFile::read(std::span<char> buffer) {
    errno = 0;
    const int length = gzread(m_file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    int code = Z_OK;
    const std::string message = gzerror(m_file.get(), &code);
    if (code == Z_ERRNO) {
        throw Error(m_place,
                    std::string("cannot be read (") + std::strerror(errno) + ")",
                    "check the disk and its connection",
                    Blame::Running);
    }
    // At the end of a file that was cut short zlib reports Z_BUF_ERROR beside the last bytes.
    if (length < 0 || (code != Z_OK && code != Z_STREAM_END)) {
        throw Error(m_place,
                    "its gzip data are damaged or cut short (" + message + ")",
                    "fetch or pack the file again");
    }
    return static_cast<std::size_t>(length);
}

double InputFile::fraction() const {
    const auto offset = static_cast<double>(gzoffset(m_file.get()));
    return m_size > 0.0 ? std::clamp(offset / m_size, 0.0, 1.0) : 0.0;
}

}  // namespace lire::data
