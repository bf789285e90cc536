// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/atomic_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "core/error.h"

namespace lire::weights {

namespace {

constexpr std::string_view temporaryPart = ".tmp-";  // a process's number follows

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path)
    : m_path(std::move(path)),
      m_temporary(m_path.string().append(temporaryPart).append(std::to_string(::getpid()))) {
    m_file = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (m_file < 0) {
        failed("cannot be created");
    }
}

AtomicFile::~AtomicFile() {
    if (m_file >= 0) {
        ::close(m_file);
        ::unlink(m_temporary.c_str());
    }
}

void AtomicFile::failed(const std::string& what) const {
    throw Error(m_path.string(),
                what + " (" + std::strerror(errno) + ")",
                "free room on the disk or choose a folder that can be written",
                Blame::Running);
}

void AtomicFile::write(const void* data, std::size_t bytes) {
    constexpr std::size_t atOnce = std::size_t{1} << 30;
    const auto* from = static_cast<const char*>(data);
    while (bytes > 0) {
        const auto written = ::write(m_file, from, std::min(bytes, atOnce));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            failed("cannot be written");
        }
        from += written;
        bytes -= static_cast<std::size_t>(written);
    }
}

void AtomicFile::commit() {
    if (::fsync(m_file) != 0) {
        failed("cannot be flushed");
    }
    ::close(m_file);
    m_file = -1;
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0) {
        const int reason = errno;
        ::unlink(m_temporary.c_str());
        errno = reason;
        failed("cannot be put in place");
    }
    syncFolder(m_path.parent_path());
}

bool isTemporaryName(const std::filesystem::path& path) {
    const auto part = path.extension().string();
    return part.size() > temporaryPart.size() && part.starts_with(temporaryPart) &&
           part.find_first_not_of("0123456789", temporaryPart.size()) == std::string::npos;
}

void writeTextFile(const std::filesystem::path& path, std::string_view text) {
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

void syncFolder(const std::filesystem::path& folder) {
    const int file =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
        ::fsync(file);
        ::close(file);
    }
}

}  // namespace lire::weights
