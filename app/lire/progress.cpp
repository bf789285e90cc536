// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/progress.h"

#include <cmath>
#include <cstdio>
#include <utility>

#include <unistd.h>

#include "app/lire/text/terminal_bar.h"

namespace lire::app {

namespace {

std::string timeLeft(double seconds) {
    const long whole = std::lround(seconds);
    if (whole >= 3600) {
        return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) +
               " min left";
    }
    if (whole >= 60) {
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s left";
    }
    return std::to_string(whole) + " s left";
}

}  // namespace

Progress::Progress(std::string title, bool quiet)
    : m_title(std::move(title)), m_quiet(quiet), m_terminal(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    leaveBar();
}

void Progress::showStep(std::int64_t step, std::int64_t steps, double tokensPerSecond) {
    show(static_cast<double>(step) / static_cast<double>(steps),
         std::to_string(std::lround(tokensPerSecond)) + " tokens/s");
}

void Progress::showLists(std::size_t done, std::size_t of, std::size_t tokens) {
    const std::chrono::duration<double> elapsed = Clock::now() - m_start;
    show(static_cast<double>(done) / static_cast<double>(of),
         std::to_string(std::lround(static_cast<double>(tokens) / elapsed.count())) + " tokens/s");
}

void Progress::show(double fraction, const std::string& rate, std::optional<double> secondsLeft) {
    const auto now = Clock::now();
    const auto pause =
        m_terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10000);
    const bool stands = !m_terminal || barStands();  // a line of results takes the bar away
    if (m_quiet || (stands && now - m_last < pause && fraction < 1.0)) {
        return;
    }
    m_last = now;
    const double elapsed = std::chrono::duration<double>(now - m_start).count();
    std::string line = m_title + " ";
    if (m_terminal) {
        constexpr int width = 24;
        const int filled = static_cast<int>(std::lround(fraction * width));
        for (int i = 0; i < width; ++i) {
            line += i < filled ? '#' : '.';
        }
        line += ' ';
    }
    line += std::to_string(std::lround(fraction * 100)) + " %";
    if (!rate.empty()) {
        line += "  " + rate;
    }
    if (fraction > 0.0 && fraction < 1.0) {
        const double left = secondsLeft.value_or(elapsed * (1.0 - fraction) / fraction);
        line += left > 0.0 ? "  " + timeLeft(left) : "";
    }
    if (!m_terminal && line == m_line) {
        return;  // a log tells nothing twice
    }
    m_line = line;
    if (m_terminal) {
        drawBar(line);
    } else {
        std::fprintf(stderr, "%s\n", line.c_str());
    }
}

}  // namespace lire::app
