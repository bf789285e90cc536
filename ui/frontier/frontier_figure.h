// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/report/figures.h"

namespace lire::ui {

/// What the frontier is asked to show.
struct FrontierChoice {
    report::FrontierValue value = report::FrontierValue::WinRate;
    std::string rewardModel = {};  ///< of the mean reward
    bool rootKl = false;           ///< x is sqrt(KL)
    bool intervals = true;
    bool bestOfN = true;
    std::set<std::pair<std::string, std::string>> hidden = {};  ///< run id and policy
};

/// The frontier of several runs as chosen: report::frontier without the hidden policies, with the
/// best-of-n guide, over KL or its square root. Thread: any.
report::Figure frontierFigure(const std::vector<report::RunEvents>& runs,
                              const FrontierChoice& choice);

/// The best-of-n guide of a policy that wins with probability `winRate`: n = 1, 2, 4 … 64 at
///     KL = log n - (n - 1) / n
/// against the win rate 1 - (1 - winRate)^n, which best-of-n cannot exceed when draws of one prompt
/// are alike (Jensen: prompts differ, so it reaches less). Source of the KL: Stiennon et al. 2020;
/// an upper bound: Beirami et al. 2024. Thread: any.
report::Series bestOfNGuide(double winRate);

/// One evaluation as the table and the inspector show it.
struct FrontierPoint {
    std::string run = {};  ///< id
    std::string runName = {};
    std::string key = {};  ///< "RUN|POLICY|TEMPERATURE|STEP"
    runs::EvaluationEvent evaluation = {};
};

/// The newest full evaluation of each shown policy at each temperature. Thread: any.
std::vector<FrontierPoint> frontierPoints(const std::vector<report::RunEvents>& runs,
                                          const FrontierChoice& choice);

/// The points as a table: policy, τ, KL, win rate, a column a reward model, tokens, cut share.
/// Thread: any.
report::Table frontierTable(const std::vector<FrontierPoint>& points, bool severalRuns);

}  // namespace lire::ui
