// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/interrupt.h"

#include <csignal>
#include <thread>

#include "app/lire/text/output.h"

namespace lire::app {

namespace {

/// What a signal stops, where there is something to save.
struct Current {
    std::mutex mutex = {};
    std::optional<std::stop_source> work = {};  ///< guarded by mutex
};

Current& current() {
    static Current one;
    return one;
}

bool isIgnored(int signal) {
    struct sigaction action = {};
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void stopOrEnd() {
    std::optional<std::stop_source> work;
    {
        const std::scoped_lock lock(current().mutex);
        work = current().work;
    }
    if (!work || !work->request_stop()) {  // nothing to save, or asked for the second time
        endBetweenLines(interruptedExit);
    }
}

}  // namespace

void endOnInterrupt() {
    std::signal(SIGPIPE, SIG_IGN);
    // Requesting a stop is not async-signal-safe: a thread waits for the signals, which every other
    // thread has blocked.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (!isIgnored(SIGHUP)) {  // blocked, it would arrive all the same
        sigaddset(&signals, SIGHUP);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals] {
        for (int signal = 0;;) {
            sigwait(&signals, &signal);
            stopOrEnd();
        }
    }).detach();
}

StoppableWork::StoppableWork() {
    const std::scoped_lock lock(current().mutex);
    current().work = m_source;
}

StoppableWork::~StoppableWork() {
    const std::scoped_lock lock(current().mutex);
    current().work.reset();
}

void StoppableWork::print(const nlohmann::json& line) {
    try {
        printLine(line);
    } catch (const Error& error) {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_unprinted) {
                return;
            }
            m_unprinted = error;
        }
        m_source.request_stop();
    }
}

void StoppableWork::requirePrinted(const std::string& next) const {
    const std::scoped_lock lock(m_mutex);
    if (m_unprinted) {
        throw Error(m_unprinted->place(),
                    m_unprinted->problem(),
                    m_unprinted->mend() + (next.empty() ? "" : ", then " + next),
                    m_unprinted->blame());
    }
}

}  // namespace lire::app
