// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/start/run_row.h"

namespace lire::ui {

/// Whether a run fits what was typed. Words must occur in its name, policies or rewards;
/// "state:done" and "method:lire" ask that column alone; "T>2", "seed=1", "objective:dpo" ask a
/// setting of the experiment by the end of its pointer (T: an objective's temperature), by : = <
/// <= > >=; one that stands several times fits by any. Thread: any.
bool runFits(const RunRow& row, const QString& typed);

/// The first setting asked for that none of the runs has; empty where there is none such: a slip of
/// the keyboard must not look like an answer. Thread: any.
QString unknownSetting(const std::vector<RunRow>& rows, const QString& typed);

}  // namespace lire::ui
