// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/interrupt.h"

#include <csignal>
#include <cstdlib>
#include <thread>

namespace lire::app {

std::stop_token stopOnInterrupt() {
    // Requesting a stop is not async-signal-safe: a thread waits for the signals, which every other
    // thread has blocked.
    static std::stop_source source;
    static const bool started = [] {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        std::thread([signals] {
            int signal = 0;
            sigwait(&signals, &signal);
            source.request_stop();
            sigwait(&signals, &signal);
            std::_Exit(interruptedExit);
        }).detach();
        return true;
    }();
    static_cast<void>(started);
    return source.get_token();
}

}  // namespace lire::app
