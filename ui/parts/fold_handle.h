// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace lire::ui {

/// The strip of 36 px that a folded panel leaves at the page's right edge; a click folds and
/// unfolds. Thread: window.
class FoldHandle final : public QToolButton {
    Q_OBJECT
public:
    /// `panel`: what it folds, in words ("the inspector"); `keys`: of the action that does the
    /// same.
    FoldHandle(QString panel, QString keys, QWidget* parent);
    void setFolded(bool folded);

private:
    QString m_panel;
    QString m_keys;
};

}  // namespace lire::ui
