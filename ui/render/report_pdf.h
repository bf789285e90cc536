// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace lire::ui {

/// Prints a report's page to an A4 PDF: its text, tables and the pictures beside it (PNG), without
/// the folded numbers. Raises Error where the page cannot be read or the file cannot be written.
/// Thread: window.
void writeReportPdf(const std::filesystem::path& html, const std::filesystem::path& pdf);

}  // namespace lire::ui
