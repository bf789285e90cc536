// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lire::studio {

/// Stands around the making of QApplication, which ends the program by an abort and many lines
/// where it reaches no display. While it stands, Qt's messages are kept: they are told at end();
/// where Qt gives up, one line is told in their place, with what can be done without a window, and
/// the program ends with 1. One at a time. Thread: window.
class ScreenWatch {
public:
    ScreenWatch();
    ~ScreenWatch();
    ScreenWatch(const ScreenWatch&) = delete;
    ScreenWatch& operator=(const ScreenWatch&) = delete;
    ScreenWatch(ScreenWatch&&) = delete;
    ScreenWatch& operator=(ScreenWatch&&) = delete;

    /// A display is there: from now on messages are told as they come.
    void end();

private:
    bool m_watches = true;
};

}  // namespace lire::studio
