// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QPushButton;

namespace lire::ui {

/// One of the ways to begin: an icon, what it does, what it needs, and its button.
/// Thread: window.
class StartCard final : public QFrame {
    Q_OBJECT
public:
    struct Words {
        QString icon = {};
        QString title = {};
        QString sentence = {};
        QString foot = {};
        QString button = {};
    };
    StartCard(const Words& words, bool primary, QWidget* parent = nullptr);
    QPushButton* button() const { return m_button; }

private:
    QPushButton* m_button;
};

}  // namespace lire::ui
