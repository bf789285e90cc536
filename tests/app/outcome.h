// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <fstream>
#include <string>
#include <vector>

#include "app/lire_process.h"

/// A command from its start to its end, with what it reads and all that it writes.
namespace lire::tests {

struct Outcome {
    int code = 0;
    std::vector<std::string> lines = {};  ///< of standard output
    std::string errors = {};              ///< standard error
};

/// One sentence in one line.
inline bool isOneLine(const std::string& errors) {
    return !errors.empty() && errors.find('\n') == errors.size() - 1;
}

/// `environment` stands before the program as a shell reads it: "A=1 -u B" for `env`.
inline Outcome outcomeOf(const QStringList& words,
                         const QByteArray& input = {},
                         const std::string& program = LIRE_PROGRAM,
                         const std::string& environment = {}) {
    const QTemporaryDir folder;
    const auto place = [&folder](const char* name) { return folder.filePath(name).toStdString(); };
    std::ofstream(place("in"), std::ios::binary) << input.toStdString();
    std::string command = "exec env " + environment + " '" + program + "'";
    for (const auto& word : words) {
        command += " '" + word.toStdString() + "'";
    }
    LireProcess process({"-c", command + " < '" + place("in") + "'"}, place("errors"), "sh");
    Outcome outcome{.lines = process.lines()};
    outcome.code = process.wait();
    outcome.errors = process.errors();
    return outcome;
}

/// Writes a file of a test's folder; its path.
inline QString written(const QTemporaryDir& folder, const QString& name, const QByteArray& text) {
    const auto path = folder.filePath(name);
    std::ofstream(path.toStdString(), std::ios::binary) << text.toStdString();
    return path;
}

}  // namespace lire::tests
