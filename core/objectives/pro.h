// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Preference ranking optimization. With s = l / n, responses sorted by falling reward (equal
/// rewards in file order), g_ki = R_k - R_i and t_k = max_{i>k} g_ki:
///     J = sum_{k=1}^{M-1} [ log( exp(s_k t_k) + sum_{i>k} exp(s_i g_ki) ) - s_k t_k ]
///         + sft_weight (M-1)^2 (-l_k*),  k* the SFT response: the sum over its tokens, not the
///         mean
/// The ranking term is 0 where all rewards are equal. In a tied tail t_k is 0, and its summand the
/// constant log(M - k + 1).
/// Source: Song 2023; AlibabaResearch/DAMO-ConvAI, PRO/train/utils/process_manager.py (which adds
/// 1e-10 within the logarithm in place of the log-sum-exp form).
/// Thread: any; holds its settings only.
class Pro final : public Objective {
public:
    /// `sftWeight` >= 0.
    explicit Pro(double sftWeight) : m_sftWeight(sftWeight) {}

    LossAndGradient evaluate(const Query& query) const override;
    bool readsLengths() const override { return true; }

private:
    double m_sftWeight;
};

}  // namespace lire::objectives
