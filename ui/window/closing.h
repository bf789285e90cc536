// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

#include "ui/session.h"

class QWidget;

namespace lire::ui {

/// What to do with a job that runs while the window is closed.
enum class Closing { GoOn, Stop, Stay };

/// Asks; the one modal question of the window. `command`: how the job goes on without it; empty: it
/// cannot, and that way is not offered. `waiting`: names of the jobs in the queue.
Closing askClosing(QWidget* window,
                   const QString& run,
                   const QString& command,
                   const QStringList& waiting);

/// What the question tells before it is answered: what becomes of the job and of those that wait.
QString closingWords(const QString& command, const QStringList& waiting);

/// The program `lire`: beside this one, else on the PATH; empty where there is none.
QString lireProgram();

/// "lire run --run ID --workspace DIR", quoted for a shell; empty without a run, or where `lire` is
/// not installed.
QString resumeCommand(const Session& session, const QString& run);

/// Starts that command as a program of its own. To be called once the session is gone: it holds the
/// workspace. False where it could not.
bool goOnWithoutWindow(const QString& run, const QString& workspace);

}  // namespace lire::ui
