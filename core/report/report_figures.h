// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/report/figures.h"

namespace lire::report {

/// The figures of a run's report, in their order, each with an id that is safe as a file's name. A
/// figure's picture is drawn as ID-light.png, ID-dark.png (or .svg) by whoever draws. Figures
/// without data are left out. `responses`: of the full evaluations. Thread: any.
std::vector<Figure> reportFigures(const RunEvents& run,
                                  std::span<const runs::ResponseRecord> responses);

/// The tables of a run's report: results, reward models, stages; empty ones are left out.
std::vector<Table> reportTables(const RunEvents& run);

}  // namespace lire::report
