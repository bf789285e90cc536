// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Direct preference optimization, the mean over all pairs (i, j) with R_i > R_j. With
/// d = (l_i - r_i) - (l_j - r_j), a pair's loss is
///     sigmoid: (1 - e)(-log sigmoid(beta d)) + e (-log sigmoid(-beta d))
///     ipo:     (d - 1 / (2 beta))^2
/// No pair, no loss. ipo reads sums of log-probs, as the public implementation named here does;
/// others read means over tokens.
/// Source: Rafailov 2023; Azar 2023 (ipo); github.com/eric-mitchell/direct-preference-optimization.
/// Thread: any; holds its settings only.
class Dpo final : public Objective {
public:
    enum class Loss { Sigmoid, Ipo };
    struct Settings {
        double beta = 0.1;            ///< > 0
        double labelSmoothing = 0.0;  ///< e: share of pairs taken to be the wrong way round
        Loss loss = Loss::Sigmoid;
    };

    explicit Dpo(Settings settings) : m_settings(settings) {}

    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override { return false; }

private:
    Settings m_settings;
};

}  // namespace lire::objectives
