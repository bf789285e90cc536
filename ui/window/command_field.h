// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "ui/window/command.h"

class QLineEdit;
class QListWidget;

namespace lire::ui {

/// The command field (Ctrl+K): type to find commands, pages, runs and prompts; arrows choose, Enter
/// does it, Esc closes. Stands over its window. Thread: window.
class CommandField final : public QFrame {
    Q_OBJECT
public:
    explicit CommandField(QWidget* window);

    /// Opens with these commands, nothing typed.
    void open(std::vector<Command> commands);
    /// Adds some that came late (prompts), without moving the choice.
    void add(std::vector<Command> commands);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void moveChoice(int by);
    void doChosen();
    void place();

    QLineEdit* m_typed;
    QListWidget* m_list;
    std::vector<Command> m_commands;
    std::vector<Command> m_shown;
};

}  // namespace lire::ui
