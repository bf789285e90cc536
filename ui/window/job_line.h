// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/session.h"

namespace lire::ui {

/// A job in one line, as the status strip shows it.
struct JobLine {
    QString run = {};
    QString name = {};
    std::string state = {};
    double fraction = 0.0;  ///< of the whole run, 0 to 1
    QString doing = {};   ///< "Train the policy lire · step 12 of 44 · 1.5 s/step · 2 min left"
    QString device = {};  ///< "GPU cuda:0", "CPU · 4 threads": what the run was decided to use
    QString peak = {};    ///< "peak 3.1 GB", where the run has told
    bool operator==(const JobLine&) const = default;
};

/// The newest of what the run has told. Thread: any.
JobLine jobLine(const RunSnapshot& run);
/// Before its snapshot has arrived.
JobLine jobLine(const runs::RunSummary& run);

/// "CPU · 4 threads".
QString processorInWords(int threads);

/// "40 s", "28 min", "2 h 10 min".
QString durationInWords(double seconds);

}  // namespace lire::ui
