// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <functional>

class QWidget;

namespace lire::ui {

/// Files dropped on a widget are given to `take` where `wanted` says so; others are left to what
/// stands around it, and never written into a text as their addresses. Empty functions: none is
/// taken. Dropped text is the widget's own matter. Thread: window.
void takeDroppedFiles(QWidget* widget,
                      std::function<bool(const QStringList&)> wanted,
                      std::function<void(const QStringList&)> take);

}  // namespace lire::ui
