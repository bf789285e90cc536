// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// DPO on a ranked list (Plackett-Luce). With h = l - r, responses sorted by falling reward (equal
/// rewards in file order):
///     J = -sum_{k=1}^{M-1} log( exp(beta h_k) / sum_{j>=k} exp(beta h_j) )
/// 0 where all rewards are equal: there is no ranking.
/// Source: Rafailov 2023, appendix A.3.
/// Thread: any; holds its settings only.
class DpoPl final : public Objective {
public:
    /// `beta` > 0, per nat.
    explicit DpoPl(double beta) : m_beta(beta) {}

    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override { return false; }

private:
    double m_beta;
};

}  // namespace lire::objectives
