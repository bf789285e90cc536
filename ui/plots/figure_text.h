// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/report/figure.h"

namespace lire::ui {

/// One sentence for a screen reader: "3 series, 12 points; greatest: LIRE, τ 0.7: KL 6.1, win rate
/// 0.782." Thread: any.
QString figureSentence(const report::Figure& figure);

/// Caption and notes as sentences in a row. Thread: any.
QString captionText(const report::Figure& figure);

/// The table as tab-separated lines with its headers, for the clipboard; tabs and line ends inside
/// a cell become spaces. Thread: any.
QString tabbedText(const report::Table& table);

}  // namespace lire::ui
