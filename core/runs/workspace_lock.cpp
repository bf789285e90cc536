// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/workspace_lock.h"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/error.h"

namespace lire::runs {

namespace {

/// The process id that the holder wrote, as text; empty where it has not written it yet.
std::string holder(int file) {
    std::array<char, 24> text = {};
    const auto length = ::pread(file, text.data(), text.size(), 0);
    std::string digits;
    for (const char c :
         std::string_view(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0)) {
        if (std::isdigit(static_cast<unsigned char>(c)) == 0) {
            break;
        }
        digits += c;
    }
    return digits;
}

/// For people and for holder(); the lock itself does not depend on it.
void writeHolder(int file) {
    const auto text = std::to_string(::getpid()) + "\n";
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, text.data(), text.size(), 0) < 0) {
        return;  // a full disk: the lock holds all the same, its message names no process
    }
}

}  // namespace

WorkspaceLock::WorkspaceLock(const std::filesystem::path& workspace) {
    const auto path = workspace / "workspace.lock";
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_file < 0) {
        throw Error(path.string(),
                    std::string("cannot be created (") + std::strerror(errno) + ")",
                    "make the folder writable or choose another workspace",
                    Blame::Running);
    }
    if (::flock(m_file, LOCK_EX | LOCK_NB) == 0) {
        writeHolder(m_file);
        return;
    }
    const int reason = errno;
    const auto process = holder(m_file);
    ::close(m_file);
    if (reason != EWOULDBLOCK) {
        throw Error(path.string(),
                    std::string("cannot be locked (") + std::strerror(reason) + ")",
                    "choose a workspace on a disk that knows locks",
                    Blame::Running);
    }
    throw Error(workspace.string(),
                "another worker is writing to this workspace" +
                    (process.empty() ? std::string() : " (process " + process + ")"),
                "wait for its end, stop it, or choose another workspace");
}

WorkspaceLock::~WorkspaceLock() {
    ::close(m_file);
}

}  // namespace lire::runs
