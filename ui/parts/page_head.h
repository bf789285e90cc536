// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace lire::ui {

/// A page's title line: title, what the page is over, actions at the right. Thread: window.
class PageHead final : public QWidget {
    Q_OBJECT
public:
    explicit PageHead(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setOver(const QString& words);
    /// Adds a control at the right end.
    void addAction(QWidget* control);

private:
    QLabel* m_title;
    QLabel* m_over;
    QHBoxLayout* m_line;
};

}  // namespace lire::ui
