// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace lire::experiment {

/// Lets a worker wait between two pieces of its work while the user has paused it.
/// Thread: any.
class PauseGate {
public:
    void pause();
    void unpause();
    bool paused() const;
    /// Returns at once where not paused, else when unpaused or stopped. True where it had to wait.
    bool waitWhilePaused(const std::stop_token& stop);

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_paused = false;  ///< guarded by m_mutex
};

}  // namespace lire::experiment
