// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/capture.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QThread>
#include <algorithm>
#include <optional>

#include "core/error.h"
#include "ui/pages/registry.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"

namespace lire::studio {

namespace {

constexpr qint64 longestWait = 300'000;  ///< ms, on the busiest machine
constexpr qint64 shortestWait = 700;     ///< ms: the reader looks 4 times a second

/// `what` is waited for, in words; raises Error where it does not come: no picture is better than
/// an empty one.
template <class Done>
void waitFor(const QString& workspace, const QString& what, const Done& done) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < shortestWait || !done()) {
        if (timer.elapsed() > longestWait) {
            throw Error(workspace.toStdString(),
                        what.toStdString() + " was not read within five minutes",
                        "free the machine or its disk, then draw the pictures again",
                        Blame::Running);
        }
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(5);
    }
}

/// The runs of the window's workspace, once they are read. Raises Error where they cannot be.
ui::RunListPtr readRuns(const ui::Session& session, const QString& workspace) {
    bool read = false;
    std::optional<Error> failure;
    const QObject reading;
    QObject::connect(&session, &ui::Session::runsChanged, &reading, [&read] { read = true; });
    QObject::connect(&session,
                     &ui::Session::failed,
                     &reading,
                     [&failure](const QString& place, const QString& problem, const QString& mend) {
                         failure.emplace(
                             place.toStdString(), problem.toStdString(), mend.toStdString());
                     });
    waitFor(workspace, QStringLiteral("the list of runs"), [&] { return read || failure; });
    if (failure) {
        throw Error(*failure);
    }
    return session.runs();
}

/// The run that the pictures show: the newest that is done, else the newest.
QString shownRun(const ui::RunListPtr& runs) {
    const auto done = std::find_if(
        runs->begin(), runs->end(), [](const auto& run) { return run.state == "done"; });
    const auto shown = done != runs->end() ? done : runs->begin();
    return shown == runs->end() ? QString() : QString::fromStdString(shown->id);
}

void draw(ui::MainWindow& window,
          const QString& workspace,
          const QString& page,
          const QString& file) {
    window.pages().open(page);
    waitFor(workspace, QStringLiteral("what the page %1 shows").arg(page), [&window] {
        return window.pages().currentPage()->settled();
    });
    if (!window.grab().save(file)) {
        throw Error(file.toStdString(),
                    "the picture cannot be written",
                    "name a folder that can be written",
                    Blame::Running);
    }
}

}  // namespace

int capturePages(const QString& workspace, const QString& folder) {
    QDir().mkpath(folder);
    struct Look {
        QSize size;
        ui::Theme theme;
        const char* suffix;
    };
    for (const Look& look :
         {Look{.size = {1440, 900}, .theme = ui::Theme::Light, .suffix = "light"},
          Look{.size = {1440, 900}, .theme = ui::Theme::Dark, .suffix = "dark"},
          Look{.size = {1280, 720}, .theme = ui::Theme::Dark, .suffix = "1280x720-dark"},
          Look{.size = {1024, 640}, .theme = ui::Theme::Light, .suffix = "1024x640-light"}}) {
        ui::applyTheme(*qApp, look.theme);
        ui::MainWindow window(std::make_unique<ui::Session>(workspace.toStdString(), true), false);
        window.resize(look.size);
        window.show();
        const QString run = shownRun(readRuns(window.session(), workspace));
        window.session().select({.run = run});
        window.session().watchRun(run);
        waitFor(workspace, QStringLiteral("the run %1").arg(run), [&] {
            return run.isEmpty() || window.session().run(run) != nullptr;
        });
        for (const ui::PageKind& page : ui::pageKinds()) {
            draw(window,
                 workspace,
                 page.id,
                 QStringLiteral("%1/%2-%3.png").arg(folder, page.id, QLatin1String(look.suffix)));
        }
    }
    return 0;
}

}  // namespace lire::studio
