// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

class QVBoxLayout;

namespace lire::ui {

/// A column of labels and notes that wrap, which scrolls where it is higher than its place. Its
/// inside is never lower than the lines need at the width there is: a plain QScrollArea asks for
/// that height before labels that were just added have their fonts, and squeezes them.
/// Thread: window.
class WrapArea final : public QScrollArea {
    Q_OBJECT
public:
    explicit WrapArea(QWidget* parent = nullptr);
    /// What stands in the area; after a change call settle().
    QVBoxLayout& lines() { return *m_lines; }
    /// Takes out all lines.
    void clear();
    /// Shows and places what was added, at once and not by events to come.
    void settle();

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    QWidget* m_inside;
    QVBoxLayout* m_lines;
};

}  // namespace lire::ui
