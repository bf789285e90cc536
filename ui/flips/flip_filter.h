// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/report/change_bins.h"
#include "ui/flips/flip_data.h"

namespace lire::ui {

/// What of the prompts is listed. Thread: any.
struct FlipFilter {
    std::optional<FlipReading> reading = {};            ///< flips of that reading alone
    std::optional<report::ChangeBin> change = {};       ///< a histogram's bar
    std::optional<std::set<std::string>> brushed = {};  ///< prompt ids

    bool empty() const { return !reading && !change && !brushed; }
    bool holds(const FlipRow& row, double epsilon) const;
    /// Ids and words of the filters, for their chips.
    std::vector<std::pair<QString, QString>> chips() const;
    /// Takes the filter with that chip's id away.
    void remove(const QString& chip);
    /// The same in one sentence, for the page it leads to.
    QString words() const;
};

}  // namespace lire::ui
