// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;

namespace lire::ui {

/// The pages at the left edge, an icon over a word each; lines part the groups. Thread: window.
class Rail final : public QWidget {
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);
    void setCurrent(const QString& page);

Q_SIGNALS:
    void chosen(const QString& page);

private:
    QButtonGroup* m_buttons;
};

}  // namespace lire::ui
