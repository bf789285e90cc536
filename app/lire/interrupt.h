// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace lire::app {

/// Exit code of a command that was interrupted and saved its state.
inline constexpr int interruptedExit = 130;

/// How a work that was stopped goes on.
inline constexpr const char* goOn = "go on with the same command and --resume";

/// From here on SIGINT, SIGTERM and SIGHUP (unless it is ignored, as by nohup) end the program with
/// interruptedExit, between two lines of results; and a closed pipe is an error of printLine(), no
/// longer the program's end. Call once, before any thread starts.
void endOnInterrupt();

/// A work with something to save. While it lives, the first of the signals requests a stop and does
/// not end the program; a second one does. Call endOnInterrupt() before. One at a time.
/// Thread: any.
class StoppableWork {
public:
    StoppableWork();
    ~StoppableWork();
    StoppableWork(const StoppableWork&) = delete;
    StoppableWork& operator=(const StoppableWork&) = delete;
    StoppableWork(StoppableWork&&) = delete;
    StoppableWork& operator=(StoppableWork&&) = delete;

    std::stop_token token() const { return m_source.get_token(); }
    /// A line of results. Where standard output does not take it, the work is stopped as by a
    /// signal, so that it saves its state, and requirePrinted() tells why.
    void print(const nlohmann::json& line);
    /// Raises the Error of the first line that was not taken. `next` is put behind its mend: how
    /// the work that was stopped goes on; may be empty.
    void requirePrinted(const std::string& next) const;

private:
    std::stop_source m_source;
    mutable std::mutex m_mutex;
    std::optional<Error> m_unprinted;  ///< guarded by m_mutex
};

}  // namespace lire::app
