// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

#include "ui/theme/icon.h"

namespace lire::ui {

/// An icon that stands as a picture, and follows the theme. Thread: window.
class IconLabel final : public QLabel {
    Q_OBJECT
public:
    /// `pixels`: width and height at text size 100 %.
    IconLabel(const QString& name, Ink ink, int pixels, QWidget* parent = nullptr);
    void setIcon(const QString& name, Ink ink);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QIcon m_icon;
};

}  // namespace lire::ui
