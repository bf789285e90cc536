// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <iostream>

#include "app/studio/capture.h"
#include "app/studio/options.h"
#include "app/studio/screen_watch.h"
#include "app/studio/studio.h"
#include "core/error.h"
#include "core/models/tensor_memory.h"
#include "core/plain_reason.h"
#include "ui/render/render_run.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/look_settings.h"
#include "ui/window/recent_workspaces.h"

namespace {

using lire::studio::StudioOptions;

/// The workspace that is used where none is named: the last one, else one in the home folder.
QString usualWorkspace() {
    return lire::ui::recentWorkspaces().value(0, QDir::homePath() + QStringLiteral("/LIRE"));
}

int runStudio(QApplication& application, const StudioOptions& options) {
    const QString workspace = options.workspace.isEmpty() ? usualWorkspace() : options.workspace;
    const auto theme =
        options.theme.value_or(lire::ui::storedTheme().value_or(lire::ui::desktopTheme()));
    lire::ui::applyTheme(application, theme, lire::ui::storedTextScale());
    if (!options.render.isEmpty()) {
        return lire::ui::renderRun(
            workspace.toStdString(), options.render.toStdString(), options.out.toStdString());
    }
    if (!options.capture.isEmpty()) {
        return lire::studio::capturePages(workspace, options.capture);
    }
    lire::studio::Studio studio;
    lire::ui::MainWindow& window = studio.open(workspace);
    if (options.demo) {
        window.session().runDemo();
    }
    if (!options.experiment.isEmpty()) {
        window.session().openExperiment(QDir().absoluteFilePath(options.experiment));
    }
    return QApplication::exec();
}

/// What can be known of the paths before a window is there. Raises lire::Error.
void checkPaths(const StudioOptions& options) {
    const QString workspace = options.workspace.isEmpty() ? usualWorkspace() : options.workspace;
    if (!options.capture.isEmpty() && !QFileInfo(workspace).isDir()) {
        throw lire::Error("--workspace",
                          workspace.toStdString() + " is no folder",
                          "name a workspace whose pages are to be drawn");
    }
    if (!options.experiment.isEmpty() && !QFileInfo(options.experiment).isFile()) {
        throw lire::Error(options.experiment.toStdString(),
                          "the experiment file cannot be read",
                          "name a readable JSON file");
    }
}

int run(int argc, char** argv) {
    const StudioOptions options = lire::studio::readOptions(lire::studio::ownArguments(argc, argv));
    checkPaths(options);
    const bool screenless = !options.render.isEmpty() || !options.capture.isEmpty();
    if (screenless && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");  // pictures need no screen
    }
    lire::studio::ScreenWatch watch;
    QApplication application(argc, argv);
    watch.end();
    return runStudio(application, options);
}

}  // namespace

int main(int argc, char** argv) {
    lire::models::useTensorMemory();
    QCoreApplication::setOrganizationName(QStringLiteral("lire"));
    QCoreApplication::setApplicationName(QStringLiteral("lire-studio"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LIRE_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("LIRE Studio"));
    QGuiApplication::setDesktopFileName(QStringLiteral("lire-studio"));
    try {
        return run(argc, argv);
    } catch (const lire::Error& error) {
        std::cerr << error.what() << '\n';
        return error.blame() == lire::Blame::Input ? 2 : 1;
    } catch (const std::exception& problem) {
        std::cerr << "lire-studio: " << lire::plainReason(problem) << '\n';
        return 1;
    }
}
