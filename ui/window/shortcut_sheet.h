// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <vector>

class QAction;

namespace lire::ui {

/// Every key of the window and of the page that is shown (?); any key or click closes it.
/// Thread: window.
class ShortcutSheet final : public QFrame {
    Q_OBJECT
public:
    explicit ShortcutSheet(QWidget* window);
    void open(const QString& page,
              const std::vector<QAction*>& windowActions,
              const QList<QAction*>& pageActions);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
};

}  // namespace lire::ui
