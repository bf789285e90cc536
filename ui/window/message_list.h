// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace lire::ui {

class MessageLog;
class WrapArea;

/// The messages as a list under the bell of the top bar; Esc or a click elsewhere closes it.
/// Thread: window.
class MessageList final : public QFrame {
    Q_OBJECT
public:
    explicit MessageList(MessageLog& log, QWidget* parent = nullptr);
    /// Shows the list with its upper right corner there (global).
    void popUp(const QPoint& corner);

private:
    void fill();

    MessageLog& m_log;
    WrapArea* m_area;
};

}  // namespace lire::ui
