// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/mapped_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

namespace lire::weights {

MappedFile::MappedFile(const std::filesystem::path& path) : m_place(path.string()) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status = {};
    if (file < 0 || ::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        const std::string reason = file < 0 ? std::strerror(errno) : "not a regular file";
        if (file >= 0) {
            ::close(file);
        }
        throw Error(m_place, "cannot be read (" + reason + ")", "name a readable file");
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > 0) {
        void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
        if (address == MAP_FAILED) {  // NOLINT: the system's macro casts
            ::close(file);
            throw Error(m_place,
                        std::string("cannot be mapped (") + std::strerror(errno) + ")",
                        "free memory or raise the limit of address space",
                        Blame::Running);
        }
        m_bytes = {static_cast<const std::byte*>(address), size};
    }
    ::close(file);
}

MappedFile::~MappedFile() {
    if (!m_bytes.empty()) {
        // munmap takes a pointer to non-const, but changes nothing that it points to.
        ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());  // NOLINT
    }
}

}  // namespace lire::weights
