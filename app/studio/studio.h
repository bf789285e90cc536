// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>

#include "ui/window/main_window.h"

namespace lire::studio {

/// The program's one window, and the change from a workspace to another. Thread: window.
class Studio final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Opens the window on a workspace, in place of the one that is open; a job that runs in that
    /// one is asked about first. Raises lire::Error where it cannot be a workspace.
    ui::MainWindow& open(const QString& workspace);

private:
    std::unique_ptr<ui::MainWindow> m_window;
};

}  // namespace lire::studio
