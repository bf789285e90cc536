// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <array>

#include "core/error.h"
#include "core/suggestion.h"

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

/// What the parser says of a command line that it refused.
Error parseError(const QCommandLineParser& parser, const std::vector<std::string>& known) {
    const QString unknown = parser.unknownOptionNames().value(0);
    if (!unknown.isEmpty()) {
        const auto near = nearName(unknown.toStdString(), known);
        return {"lire-studio",
                "unknown option \"--" + unknown.toStdString() + "\"",
                near ? "the nearest known one is \"--" + *near + "\"" : "see lire-studio --help"};
    }
    QString problem = parser.errorText();  // a whole sentence
    problem.chop(problem.endsWith(QLatin1Char('.')) ? 1 : 0);
    return {"lire-studio", problem.toStdString(), "see lire-studio --help"};
}

/// The help names the program, which Qt asks an application for; this one needs no display.
[[noreturn]] void showAndEnd(QCommandLineParser& parser, bool help) {
    std::string name = "lire-studio";
    int argc = 1;
    std::array<char*, 2> argv = {name.data(), nullptr};
    const QCoreApplication application(argc, argv.data());
    if (help) {
        parser.showHelp(0);
    }
    parser.showVersion();
}

}  // namespace

QStringList ownArguments(int argc, char** argv) {
    static const QStringList withValue = {"platform",
                                          "platformpluginpath",
                                          "platformtheme",
                                          "plugin",
                                          "qwindowgeometry",
                                          "qwindowicon",
                                          "qwindowtitle",
                                          "session",
                                          "display",
                                          "style",
                                          "stylesheet"};
    static const QStringList alone = {"reverse", "widgetcount"};
    QStringList own;
    for (int at = 0; at < argc; ++at) {
        const QString word = QString::fromLocal8Bit(argv[at]);
        const bool dashed = at > 0 && word.startsWith(QLatin1Char('-'));
        const QString option = word.mid(word.startsWith(QLatin1String("--")) ? 2 : 1);
        const QString name = option.section(QLatin1Char('='), 0, 0);
        if (dashed && withValue.contains(name)) {
            at += option.contains(QLatin1Char('=')) ? 0 : 1;
        } else if (!dashed || !alone.contains(name)) {
            own << word;
        }
    }
    return own;
}

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
        throw parseError(parser, {"workspace", "demo", "capture", "render", "out", "theme"});
    }
    if (parser.isSet(help) || parser.isSet(version)) {
        showAndEnd(parser, parser.isSet(help));
    }
    if (parser.positionalArguments().size() > 1) {
        throw Error(
            "lire-studio",
            "there is no place for \"" + parser.positionalArguments()[1].toStdString() + "\"",
            "open one experiment at a time");
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
