// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/report/figure.h"
#include "ui/plots/custom_plot.h"

namespace lire::ui {

/// What part of a figure is seen.
struct PlotView {
    QCPRange x = {};
    QCPRange y = {};
    bool operator==(const PlotView&) const = default;
};

/// What must be seen to see all: data, intervals, bars from 0, the axes' fixed ends; with a small
/// margin. Guides count only where there is nothing else. `hidden[i]` leaves series i out (empty:
/// none). A figure without points gives 0 to 1. Log axes leave values <= 0 out. Thread: any.
PlotView boundsOf(const report::Figure& figure,
                  bool logX,
                  bool logY,
                  const std::vector<bool>& hidden = {});

}  // namespace lire::ui
