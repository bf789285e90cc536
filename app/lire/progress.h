// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace lire::app {

/// Progress on standard error: a bar with rate and time left on a terminal, a line every ten
/// seconds elsewhere, nothing where quiet. Other words follow behind leaveBar() (terminal_bar.h).
class Progress {
public:
    Progress(std::string title, bool quiet);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    Progress(Progress&&) = delete;
    Progress& operator=(Progress&&) = delete;

    /// `rate` in words ("612 tokens/s"), may be empty. The time left follows from the time since
    /// the start, unless `secondsLeft` is given (0: nobody knows yet, and nothing is told).
    void show(double fraction, const std::string& rate, std::optional<double> secondsLeft = {});
    /// After step `step` of `steps`.
    void showStep(std::int64_t step, std::int64_t steps, double tokensPerSecond);
    /// After `done` of `of` lists with `tokens` tokens together since the start.
    void showLists(std::size_t done, std::size_t of, std::size_t tokens);
    /// What is being done from now on.
    void setTitle(std::string title) { m_title = std::move(title); }

private:
    using Clock = std::chrono::steady_clock;

    std::string m_title;
    std::string m_line = {};  ///< the newest one
    bool m_quiet;
    bool m_terminal;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_last = {};
};

}  // namespace lire::app
