// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Rank responses to align with human feedback: with p = l / n^length_penalty,
///     J = sum over R_i > R_j of max(0, p_j - p_i), plus sft_weight * (-l_k / n_k)
/// No pair, no ranking term. The slope at the hinge's corner is taken as 0. n is each response's
/// own length (the public implementation divides by the padded length). Source: Yuan 2023;
/// github.com/GanjinZero/RRHF. Thread: any; holds its settings only.
class Rrhf final : public Objective {
public:
    struct Settings {
        double sftWeight = 1.0;      ///< of -l_k / n_k
        double lengthPenalty = 1.0;  ///< >= 0
    };

    explicit Rrhf(Settings settings) : m_settings(settings) {}

    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override {
        return m_settings.sftWeight > 0.0 || m_settings.lengthPenalty > 0.0;
    }

private:
    Settings m_settings;
};

}  // namespace lire::objectives
