// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/progress.h"

#include <cmath>
#include <cstdio>
#include <utility>

#include <unistd.h>

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
    end();
}

void Progress::end() {
    if (m_shown && m_terminal) {
        std::fputc('\n', stderr);
    }
    m_shown = false;
}

void Progress::showStep(std::int64_t step, std::int64_t steps, double tokensPerSecond) {
    show(static_cast<double>(step) / static_cast<double>(steps),
         std::to_string(std::lround(tokensPerSecond)) + " tokens/s");
}

void Progress::show(double fraction, const std::string& rate, std::optional<double> secondsLeft) {
    const auto now = Clock::now();
    const auto pause =
        m_terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10000);
    if (m_quiet || (now - m_last < pause && fraction < 1.0)) {
        return;
    }
    m_last = now;
    m_shown = true;
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
    std::fprintf(stderr, m_terminal ? "\r\033[K%s" : "%s\n", line.c_str());
    std::fflush(stderr);
}

}  // namespace lire::app
