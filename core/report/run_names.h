// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/report/figures.h"

namespace lire::report {

/// The runs' names, one each in their order; runs of one name get when they were made, no
/// more of it than tells them apart: "hh · 10:15", "hh · 08-01 10:15", "hh · 10:15:30"; an id that
/// does not say it stands whole. Thread: any, as all here.
std::vector<std::string> distinctNames(std::span<const runs::RunSummary> runs);

/// A policy of a run: the run's id and the policy's name.
using RunPolicy = std::pair<std::string, std::string>;

/// Which policies are drawn as a variant (open marks, dashes): of each method all but the first,
/// in the order of the runs' ids, which is that of their making. Every list, plot and page that
/// shows these runs asks here, so that a policy has one mark.
std::set<RunPolicy> variantPolicies(std::span<const RunEvents> runs);

}  // namespace lire::report
