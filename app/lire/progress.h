// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace lire::app {

/// Progress on standard error: a bar with rate and time left on a terminal, a line every ten
/// seconds elsewhere, nothing where quiet.
class Progress {
public:
    Progress(std::string title, bool quiet);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    Progress(Progress&&) = delete;
    Progress& operator=(Progress&&) = delete;

    /// `rate` in words ("612 tokens/s"), may be empty.
    void show(double fraction, const std::string& rate);

private:
    using Clock = std::chrono::steady_clock;

    std::string m_title;
    bool m_quiet;
    bool m_terminal;
    bool m_shown = false;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_last = {};
};

}  // namespace lire::app
