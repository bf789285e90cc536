// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Supervised fine-tuning on one response of the list, the mean over its tokens:
///     J = -l_k / n_k,  dJ/dl_k = -1 / n_k,  0 elsewhere
/// Thread: any.
class Sft final : public Objective {
public:
    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override { return true; }
};

}  // namespace lire::objectives
