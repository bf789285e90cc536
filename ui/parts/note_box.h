// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace lire::ui {

class IconLabel;

/// A message in its place: an icon, what is so, and buttons that mend it. Thread: window.
class NoteBox final : public QFrame {
    Q_OBJECT
public:
    /// `kind`: "info", "ok", "warn" or "error".
    NoteBox(const QString& kind, const QString& text, QWidget* parent = nullptr);

    void setText(const QString& text);
    void setKind(const QString& kind);
    QPushButton* addButton(const QString& text);

private:
    IconLabel* m_sign;
    QLabel* m_text;
    QHBoxLayout* m_buttons;
};

}  // namespace lire::ui
