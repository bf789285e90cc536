// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Listwise reward enhancement: pushes a response up by how far its reward lies above the list's
/// mean, under the policy's own softmax over the list. For one query:
///     P_j = exp(l_j / T) / sum_k exp(l_k / T)            eq. 5
///     J = -sum_j P_j w_j,  w = softmax(R) or R           eq. 6
///     dJ/dl_j = -P_j (w_j - sum_k P_k w_k) / T           eq. 7; for M = 2 eq. 9
/// plus sft_weight * (-l_k / n_k). With a length penalty p, l_j / n_j^p stands in place of l_j.
/// Source: LIRE (Findings of ACL 2024) 3.1, A.4; authors' train.py.
/// The gradient of the first term is exactly 0 for M = 1 and for equal rewards.
/// Thread: any; holds its settings only.
class Lire final : public Objective {
public:
    struct Settings {
        double temperature = 2.0;    ///< T > 0
        bool rewardSoftmax = true;   ///< makes J blind to a constant added to R
        double sftWeight = 0.0;      ///< of -l_k / n_k
        double lengthPenalty = 0.0;  ///< p >= 0
    };

    explicit Lire(Settings settings) : m_settings(settings) {}

    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override {
        return m_settings.sftWeight > 0.0 || m_settings.lengthPenalty > 0.0;
    }

private:
    Settings m_settings;
};

}  // namespace lire::objectives
