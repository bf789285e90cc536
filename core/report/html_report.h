// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/report/figure.h"
#include "core/report/figures.h"
#include "core/runs/run_records.h"

namespace lire::report {

/// A figure with its pictures, as paths relative to the page; empty where none was drawn.
struct ReportFigure {
    Figure figure = {};
    std::string lightPicture = {};
    std::string darkPicture = {};
};

/// All that a report's page shows.
// NOLINTNEXTLINE(bugprone-exception-escape): the default of its JSON is null, which cannot throw.
struct ReportPage {
    RunEvents run = {};
    runs::RunDefinition definition = {};
    std::vector<Table> tables = {};
    std::vector<ReportFigure> figures = {};
};

/// The page: one HTML file with its own style, light or dark as the reader's system is; no script,
/// and nothing from anywhere but the pictures beside it. A figure without a picture shows its
/// numbers. Everything that comes from the run is escaped. Thread: any.
std::string htmlReport(const ReportPage& page);

}  // namespace lire::report
