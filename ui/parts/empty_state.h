// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace lire::ui {

/// What stands where there is no data yet: an icon, a headline, one sentence, and the next step.
/// Thread: window.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& icon,
               const QString& headline,
               const QString& sentence,
               QWidget* parent = nullptr);

    void setWords(const QString& headline, const QString& sentence);
    /// The first button added is the primary one.
    QPushButton* addButton(const QString& text, const QString& icon = {});

private:
    QLabel* m_headline;
    QLabel* m_sentence;
    QHBoxLayout* m_buttons;
};

/// A page that has nothing to show yet: its title, and the state inside a panel. Thread: window.
QWidget* emptyPage(const QString& title, EmptyState* state, QWidget* parent);

}  // namespace lire::ui
