// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace lire::runs {

/// The right to write to a workspace: flock on its workspace.lock, held while this lives and given
/// back by the system where the process is killed. Thread: any.
class WorkspaceLock {
public:
    /// Raises Error: Blame::Input where another writer holds the workspace (names its process),
    /// Blame::Running where the lock file cannot be made.
    explicit WorkspaceLock(const std::filesystem::path& workspace);
    ~WorkspaceLock();
    WorkspaceLock(const WorkspaceLock&) = delete;
    WorkspaceLock& operator=(const WorkspaceLock&) = delete;
    WorkspaceLock(WorkspaceLock&&) = delete;
    WorkspaceLock& operator=(WorkspaceLock&&) = delete;

private:
    int m_file = -1;
};

}  // namespace lire::runs
