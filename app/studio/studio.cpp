// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/studio.h"

#include <QApplication>
#include <iostream>

#include "core/error.h"
#include "ui/window/recent_workspaces.h"

namespace lire::studio {

ui::MainWindow& Studio::open(const QString& workspace) {
    auto session = std::make_unique<ui::Session>(workspace.toStdString());
    auto window = std::make_unique<ui::MainWindow>(std::move(session));
    ui::rememberWorkspace(workspace);
    connect(
        window.get(),
        &ui::MainWindow::workspaceWanted,
        this,
        [this](const QString& folder) {
            ui::MainWindow* before = m_window.get();
            QApplication::setQuitOnLastWindowClosed(false);  // another one follows
            try {
                const bool same = folder.toStdString() == before->session().workspace().string();
                if (before->close()) {
                    if (same) {
                        m_window.reset();  // it holds the workspace
                        before = nullptr;
                    }
                    open(folder);
                }
            } catch (const Error& error) {
                if (before == nullptr) {
                    std::cerr << error.what() << '\n';
                    QApplication::exit(1);
                    return;
                }
                before->show();
                Q_EMIT before->session().failed(QString::fromStdString(error.place()),
                                                QString::fromStdString(error.problem()),
                                                QString::fromStdString(error.mend()));
            }
            QApplication::setQuitOnLastWindowClosed(true);
        },
        Qt::QueuedConnection);  // the window that asks is deleted by the answer
    m_window = std::move(window);
    m_window->show();
    return *m_window;
}

}  // namespace lire::studio
