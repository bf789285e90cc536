// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// The policy gradient on given responses:
///     J = -(1/M) sum_j (R_j - b) l_j,  dJ/dl_j = -(R_j - b) / M     eq. 2, Table 1
/// with b = 0 or the mean of R. Without a baseline every response with a positive reward is pushed
/// up. Source: REINFORCE; LIRE (Findings of ACL 2024), section 3.
/// Thread: any; holds its settings only.
class Pg final : public Objective {
public:
    enum class Baseline { None, Mean };

    explicit Pg(Baseline baseline) : m_baseline(baseline) {}

    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override { return false; }

private:
    Baseline m_baseline;
};

}  // namespace lire::objectives
