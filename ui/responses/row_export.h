// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/responses/response_rows.h"

namespace lire::ui {

enum class RowFormat { Csv, Markdown, Latex };

/// Prompts with their answers as text: a row a prompt, a column an answer; CSV with each answer's
/// rewards beside it. Texts are escaped for the format: no text can break the table or run as
/// markup. Thread: any.
QString rowsText(const std::vector<const PromptRow*>& rows,
                 const std::vector<std::string>& columns,
                 RowFormat format);

/// "Base", "Reference (human)", "lire": a column's name as shown. Thread: any.
QString columnTitle(const std::string& column);

}  // namespace lire::ui
