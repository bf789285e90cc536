// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/report/html_report.h"
#include "core/runs/run_reader.h"

namespace lire::report {

/// Reads of a run what its report shows; figures without pictures. Raises Error for an unknown run.
/// Thread: the reader's.
ReportPage reportPage(runs::RunReader& reader, const std::string& run);

/// Writes report.html, tables/ID.csv and figures/ID.csv into a folder, which is created. Pictures
/// that lie in pictures/ there (ID-light.png or .svg, ID-dark.png or .svg) are shown, other figures
/// as numbers. Returns the page's path. Raises Error (Blame::Running) where the folder cannot be
/// written. Thread: the reader's.
std::filesystem::path writeReport(runs::RunReader& reader,
                                  const std::string& run,
                                  const std::filesystem::path& outDir);

/// The tables and figures as CSV files alone. Returns the folder.
std::filesystem::path writeCsv(runs::RunReader& reader,
                               const std::string& run,
                               const std::filesystem::path& outDir);

}  // namespace lire::report
