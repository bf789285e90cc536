// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace lire::ui {

/// A panel of a page: a heading with what it is over, actions at its right, and a body.
/// Thread: window.
class Panel final : public QFrame {
    Q_OBJECT
public:
    explicit Panel(const QString& heading, QWidget* parent = nullptr);

    /// The muted words beside the heading: n, step, "24 runs".
    void setOver(const QString& words);
    void setHeading(const QString& heading);
    /// Where actions go: right of the heading.
    QHBoxLayout* head() const { return m_head; }
    QVBoxLayout* body() const { return m_body; }

private:
    QLabel* m_heading;
    QLabel* m_over;
    QHBoxLayout* m_head;
    QVBoxLayout* m_body;
};

}  // namespace lire::ui
