// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>
#include <functional>
#include <vector>

namespace lire::ui {

/// One thing that the command field can do.
struct Command {
    QString section = {};  ///< "Commands", "Pages", "Runs", "Prompts"
    QString title = {};
    QString words = {};  ///< muted, beside the title
    QString icon = {};
    QKeySequence keys = {};
    std::function<void()> run = {};
};

/// How well typed text fits a title: every typed word must occur in it, in order of worth: at the
/// title's start, at a word's start, inside, its letters in order. 0: not at all. Thread: any.
int fit(const QString& typed, const QString& title);

/// The commands that fit, the best first within the order of their sections, at most `most` a
/// section. "> run" looks in "Commands" alone; nothing typed: all. Thread: any.
std::vector<Command> fitting(const std::vector<Command>& commands,
                             const QString& typed,
                             std::size_t most = 8);

}  // namespace lire::ui
