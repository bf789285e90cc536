// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/report/html_report.h"

namespace lire::report {

/// The page's style sheet: UI colours, light and dark, print.
std::string htmlStyle();

/// A table with caption and column headers; number columns stand at the right. Text is escaped.
std::string htmlTable(const Table& table);

/// A figure: its picture with the numbers folded below, or the numbers alone.
std::string htmlFigure(const ReportFigure& figure);

/// A JSON value as a table of keys and values, nested keys by their path. `caption`: its title.
std::string htmlSettings(const nlohmann::json& settings, const std::string& caption);

/// What is measured and how: estimators, intervals, tie rule.
std::string htmlMethods();

}  // namespace lire::report
