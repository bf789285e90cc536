// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "ui/session.h"
#include "ui/start/run_difference.h"

namespace lire::ui {

/// A run as the runs table shows it; its results are empty until its snapshot has arrived.
struct RunRow {
    runs::RunSummary summary = {};
    QString policies = {};                       ///< "LIRE, DPO"
    QString rewards = {};                        ///< "rm, rm2"
    QString method = {};                         ///< of the first policy, for its mark
    std::optional<runs::Estimate> winRate = {};  ///< of the best policy, full evaluation, shares
    std::optional<runs::Estimate> kl = {};       ///< of the same, nats
    QString bestPolicy = {};
    int evaluations = 0;          ///< full ones that bestPolicy was picked from, all temperatures
    std::int64_t prompts = 0;     ///< n of the win rate
    double temperature = 0.0;     ///< of the same
    SettingValues settings = {};  ///< all that the experiment says, by pointer
    QString differs = {};         ///< "seed 2 · temperature 10": see tellApart()
};

/// `experiment` and `snapshot`: null where they are not known.
RunRow runRow(const runs::RunSummary& summary,
              const nlohmann::json* experiment,
              const RunSnapshot* snapshot);

/// Fills `differs` of runs that share a name: the settings that they do not all have alike, so that
/// they can be told apart; of a name that stands alone, its seed.
void tellApart(const std::vector<RunRow*>& rows);

/// "best of 9 evaluations": the highest of several draws is shown, which the reader must know.
QString pickedFrom(const RunRow& row);

/// "10:15" today, "Mon 10:15" within a week, "12 Nov 2026" before.
QString dateInWords(double secondsSince1970);

}  // namespace lire::ui
