// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QToolButton;
class QVBoxLayout;

namespace lire::ui {

/// A section of the form under a heading that folds it. Thread: window.
class FormGroup final : public QFrame {
    Q_OBJECT
public:
    FormGroup(const QString& title, const QString& help, bool open, QWidget* parent);

    QVBoxLayout* body() const { return m_body; }
    QToolButton* title() const { return m_title; }
    /// Right of the title: remove buttons, switches.
    QHBoxLayout* head() const { return m_head; }

Q_SIGNALS:
    void folded(bool open);

private:
    void setOpen(bool open);

    QToolButton* m_title;
    QHBoxLayout* m_head;
    QWidget* m_inside;
    QVBoxLayout* m_body;
};

}  // namespace lire::ui
