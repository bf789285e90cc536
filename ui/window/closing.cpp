// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/closing.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>

#include "ui/store/shell_words.h"

namespace lire::ui {

QString closingWords(const QString& command, const QStringList& waiting) {
    QString words =
        command.isEmpty()
            ? QObject::tr("Its state is saved either way, and it can be resumed.")
            : QObject::tr("Its state is saved either way. Without the window it goes on by\n%1")
                  .arg(command);
    if (!waiting.isEmpty()) {
        words += QObject::tr(
                     "\n\nWaiting: %1. What waits keeps its place and starts when the window "
                     "is next open and no other job runs here.")
                     .arg(waiting.join(QStringLiteral(", ")));
    }
    return words;
}

Closing askClosing(QWidget* window,
                   const QString& run,
                   const QString& command,
                   const QStringList& waiting) {
    QMessageBox box(window);
    box.setWindowTitle(QObject::tr("A job is running"));
    box.setText(QObject::tr("%1 is running.").arg(run));
    box.setInformativeText(closingWords(command, waiting));
    const auto* goOn = command.isEmpty() ? nullptr
                                         : box.addButton(QObject::tr("Go on without the window"),
                                                         QMessageBox::AcceptRole);
    const auto* stop = box.addButton(QObject::tr("Stop and save"), QMessageBox::DestructiveRole);
    auto* stay = box.addButton(QObject::tr("Stay"), QMessageBox::RejectRole);
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    if (goOn != nullptr && box.clickedButton() == goOn) {
        return Closing::GoOn;
    }
    return box.clickedButton() == stop ? Closing::Stop : Closing::Stay;
}

QString resumeCommand(const Session& session, const QString& run) {
    if (run.isEmpty() || lireProgram().isEmpty()) {
        return {};
    }
    return QStringLiteral("lire run --run %1 --workspace %2")
        .arg(shellWord(run), shellWord(QString::fromStdString(session.workspace().string())));
}

QString lireProgram() {
    const QString beside = QCoreApplication::applicationDirPath() + QStringLiteral("/lire");
    return QFileInfo(beside).isExecutable()
               ? beside
               : QStandardPaths::findExecutable(QStringLiteral("lire"));
}

bool goOnWithoutWindow(const QString& run, const QString& workspace) {
    QProcess program;
    program.setProgram(lireProgram());
    program.setArguments({QStringLiteral("run"),
                          QStringLiteral("--run"),
                          run,
                          QStringLiteral("--workspace"),
                          workspace,
                          QStringLiteral("--quiet")});
    // What it tells stands in the workspace; this window's terminal may be gone before it ends.
    program.setStandardOutputFile(QProcess::nullDevice());
    program.setStandardErrorFile(QProcess::nullDevice());
    return !program.program().isEmpty() && program.startDetached();
}

}  // namespace lire::ui
