// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/screen_watch.h"

#include <QString>
#include <QStringList>
#include <QtGlobal>
#include <cstdlib>
#include <iostream>

#include "core/error.h"

namespace lire::studio {

namespace {

/// A message handler is a plain function: what it keeps cannot stand in the class.
QStringList& keptMessages() {
    static QStringList messages;
    return messages;
}

/// What the display was to be, for people.
std::string displayInWords() {
    for (const char* name : {"WAYLAND_DISPLAY", "DISPLAY"}) {
        if (!qEnvironmentVariableIsEmpty(name)) {
            return std::string(name) + " is " + qgetenv(name).toStdString();
        }
    }
    return "neither DISPLAY nor WAYLAND_DISPLAY is set";
}

[[noreturn]] void giveUp() {
    std::string problem = "no display can be reached (" + displayInWords();
    if (!keptMessages().isEmpty()) {
        problem += "; Qt: " + keptMessages().first().simplified().toStdString();
    }
    const Error error("lire-studio",
                      problem + ")",
                      "start it on a desktop, or work without a window: lire run EXPERIMENT.json "
                      "--workspace DIR",
                      Blame::Running);
    std::cerr << error.what() << '\n';
    std::_Exit(1);  // no return from here into Qt, which would abort
}

void keep(QtMsgType type, const QMessageLogContext& /*context*/, const QString& text) {
    if (type == QtFatalMsg) {
        giveUp();
    }
    keptMessages() << text;
}

}  // namespace

ScreenWatch::ScreenWatch() {
    keptMessages().clear();
    qInstallMessageHandler(keep);
}

ScreenWatch::~ScreenWatch() {
    end();
}

void ScreenWatch::end() {
    if (!m_watches) {
        return;
    }
    m_watches = false;
    qInstallMessageHandler(nullptr);
    for (const QString& message : keptMessages()) {
        std::cerr << message.toStdString() << '\n';
    }
    keptMessages().clear();
}

}  // namespace lire::studio
