// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <iostream>

#include "app/studio/capture.h"
#include "app/studio/options.h"
#include "app/studio/studio.h"
#include "core/error.h"
#include "core/models/tensor_memory.h"
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

/// Drawing for a report or a picture needs no screen.
void chooseScreen(int argc, char** argv) {
    for (int at = 1; at < argc; ++at) {
        const QByteArray argument(argv[at]);
        const bool screenless = argument.startsWith("--render") ||
                                argument.startsWith("--capture") || argument == "--help" ||
                                argument == "--version" || argument == "-h" || argument == "-v";
        if (screenless && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    lire::models::useTensorMemory();
    chooseScreen(argc, argv);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("lire"));
    QApplication::setApplicationName(QStringLiteral("lire-studio"));
    QApplication::setApplicationDisplayName(QStringLiteral("LIRE Studio"));
    QApplication::setApplicationVersion(QStringLiteral(LIRE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("lire-studio"));
    try {
        return runStudio(application, lire::studio::readOptions(QApplication::arguments()));
    } catch (const lire::Error& error) {
        std::cerr << error.what() << '\n';
        return error.blame() == lire::Blame::Input ? 2 : 1;
    } catch (const std::exception& problem) {
        std::cerr << "lire-studio: " << problem.what() << '\n';
        return 1;
    }
}
