// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Sequence-likelihood calibration: over all pairs with R_i > R_j,
///     J = mean of max(0, margin - l_i + l_j), plus sft_weight * (-l_k / n_k)
/// No pair, no calibration term. The slope at the hinge's corner is taken as 0.
/// Source: Zhao 2023.
/// Thread: any; holds its settings only.
class Slic final : public Objective {
public:
    struct Settings {
        double margin = 1.0;     ///< nats, >= 0
        double sftWeight = 0.0;  ///< of -l_k / n_k
    };

    explicit Slic(Settings settings) : m_settings(settings) {}

    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override { return m_settings.sftWeight > 0.0; }

private:
    Settings m_settings;
};

}  // namespace lire::objectives
