// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Adds weight * (-l_k / n_k), k = query.sftIndex, to the loss and its gradient: the mean negative
/// log-likelihood of a token of the SFT response. Thread: any.
void addSftTerm(const Query& query, double weight, LossAndGradient& result);

/// The row `sft_weight` of an option table.
OptionSpec sftWeightOption(double standard);

}  // namespace lire::objectives
