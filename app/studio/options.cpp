// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/options.h"

#include <QCommandLineParser>
#include <QDir>

#include "core/error.h"

namespace lire::studio {

namespace {

std::optional<ui::Theme> themeOf(const QString& name) {
    if (name.isEmpty()) {
        return {};
    }
    if (name == QLatin1String("dark")) {
        return ui::Theme::Dark;
    }
    if (name == QLatin1String("light")) {
        return ui::Theme::Light;
    }
    throw Error("--theme",
                "there is no theme \"" + name.toStdString() + "\"",
                "use dark or light, or leave it out");
}

}  // namespace

StudioOptions readOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Listwise alignment experiments with language models, in a window."));
    const QCommandLineOption help({"h", "help"}, "Show this help.");
    const QCommandLineOption version({"v", "version"}, "Show the version.");
    const QCommandLineOption workspace("workspace", "The folder of runs.", "DIR");
    const QCommandLineOption demo("demo", "Open the demonstration: start it, or go on with it.");
    const QCommandLineOption capture(
        "capture", "Draw every page, light and dark, into a folder and end.", "DIR");
    const QCommandLineOption render(
        "render", "Draw the figures of a run into --out and end.", "RUN");
    const QCommandLineOption out("out", "The folder for --render.", "DIR");
    const QCommandLineOption theme("theme", "dark or light; else as the desktop.", "NAME");
    parser.addOptions({help, version, workspace, demo, capture, render, out, theme});
    parser.addPositionalArgument("experiment", "An experiment file to open.", "[EXPERIMENT.json]");
    if (!parser.parse(arguments)) {
        QString problem = parser.errorText();  // a whole sentence
        problem.chop(problem.endsWith(QLatin1Char('.')) ? 1 : 0);
        throw Error("lire-studio", problem.toStdString(), "see lire-studio --help");
    }
    if (parser.isSet(help)) {
        parser.showHelp(0);
    }
    if (parser.isSet(version)) {
        parser.showVersion();
    }
    if (parser.isSet(render) && (!parser.isSet(out) || !parser.isSet(workspace))) {
        throw Error("--render", "needs --workspace and --out", "name both folders");
    }
    return {.workspace =
                parser.isSet(workspace) ? QDir(parser.value(workspace)).absolutePath() : QString(),
            .demo = parser.isSet(demo),
            .capture = parser.value(capture),
            .render = parser.value(render),
            .out = parser.value(out),
            .experiment = parser.positionalArguments().value(0),
            .theme = themeOf(parser.value(theme))};
}

}  // namespace lire::studio
