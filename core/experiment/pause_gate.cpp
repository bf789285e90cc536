// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/pause_gate.h"

namespace lire::experiment {

void PauseGate::pause() {
    const std::scoped_lock lock(m_mutex);
    m_paused = true;
}

void PauseGate::unpause() {
    {
        const std::scoped_lock lock(m_mutex);
        m_paused = false;
    }
    m_changed.notify_all();
}

bool PauseGate::paused() const {
    const std::scoped_lock lock(m_mutex);
    return m_paused;
}

bool PauseGate::waitWhilePaused(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    if (!m_paused) {
        return false;
    }
    m_changed.wait(lock, stop, [this] { return !m_paused; });
    return true;
}

}  // namespace lire::experiment
