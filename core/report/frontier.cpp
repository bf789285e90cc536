// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "core/report/evaluation_choice.h"
#include "core/report/figures.h"
#include "core/report/number_text.h"
#include "core/report/run_names.h"

namespace lire::report {

namespace {

/// Fewer seeds than this say nothing of the spread between runs.
constexpr std::size_t seedsForSpread = 3;

class Frontier {
public:
    Frontier(std::span<const RunEvents> runs,
             FrontierValue value,
             std::string rewardModel,
             bool live)
        : m_runs(runs),
          m_value(value),
          m_rewardModel(std::move(rewardModel)),
          m_live(live),
          m_variants(variantPolicies(runs)) {}

    Figure figure() {
        for (const auto& run : m_runs) {
            for (const auto& policy : evaluatedPolicies(run)) {
                addPolicy(run, policy);
            }
        }
        describe();
        return std::move(m_figure);
    }

private:
    std::vector<const runs::EvaluationEvent*> points(const RunEvents& run,
                                                     const std::string& policy) const {
        if (m_live) {
            return liveEvaluations(run, policy);
        }
        auto all = fullEvaluations(run);
        std::erase_if(all, [&policy](const auto* one) { return one->policy != policy; });
        return all;
    }

    const runs::Estimate* yOf(const runs::EvaluationEvent& evaluation) const {
        return m_value == FrontierValue::WinRate ? &evaluation.winRate
                                                 : rewardOf(evaluation, m_rewardModel);
    }

    /// Points of another judge than the first's never share the figure.
    bool sameJudge(const runs::EvaluationEvent& evaluation) {
        if (m_value == FrontierValue::Reward && !m_rewardModel.empty()) {
            return true;
        }
        if (m_guide.empty()) {
            m_guide = evaluation.guide;
        }
        return evaluation.guide == m_guide;
    }

    Series started(const RunEvents& run, const std::string& policy) {
        Series series{.name = m_runs.size() > 1 ? run.run.name + " " + policy : policy,
                      .method = methodOf(policy),
                      .mark = Mark::Curve};
        series.openMarks = m_variants.contains({run.run.id, policy});
        return series;
    }

    void addPolicy(const RunEvents& run, const std::string& policy) {
        Series series;
        for (const auto* evaluation : points(run, policy)) {
            if (!sameJudge(*evaluation)) {
                ++m_hidden;
                continue;
            }
            const auto* y = yOf(*evaluation);
            if (y == nullptr) {
                continue;
            }
            if (series.x.empty()) {
                series = started(run, policy);
            } else if (m_live && !sameTemperature(m_temperature, evaluation->temperature)) {
                // A path of checkpoints is at one temperature.
                m_figure.series.push_back(std::move(series));
                series = started(run, policy);
            }
            m_temperature = evaluation->temperature;
            add(run, *evaluation, *y, series);
        }
        if (!series.x.empty()) {
            m_figure.series.push_back(std::move(series));
        }
    }

    void add(const RunEvents& run,
             const runs::EvaluationEvent& evaluation,
             const runs::Estimate& y,
             Series& series) {
        series.x.push_back(evaluation.kl.value);
        series.xLow.push_back(evaluation.kl.low);
        series.xHigh.push_back(evaluation.kl.high);
        const double unit = m_value == FrontierValue::WinRate ? percent : 1.0;
        series.y.push_back(unit * y.value);
        series.yLow.push_back(unit * y.low);
        series.yHigh.push_back(unit * y.high);
        series.labels.push_back(m_live ? "step " + std::to_string(evaluation.step)
                                       : temperatureLabel(evaluation.temperature));
        series.keys.push_back(evaluationKey(run, evaluation));
        m_fewest = m_fewest == 0 ? evaluation.prompts : std::min(m_fewest, evaluation.prompts);
        m_most = std::max(m_most, evaluation.prompts);
        m_largestKl = std::max(m_largestKl, evaluation.kl.high);
    }

    void describe() {
        const bool wins = m_value == FrontierValue::WinRate;
        const auto judge = m_rewardModel.empty() ? m_guide : m_rewardModel;
        m_figure.id =
            std::string(m_live ? "live-" : "") +
            (wins ? "frontier-win-rate"
                  : "frontier-reward" + (m_rewardModel.empty() ? "" : "-" + m_rewardModel));
        const auto byJudge = judge.empty() ? "" : " by " + judge;
        m_figure.title = wins ? "Win rate against KL" : "Mean reward" + byJudge + " against KL";
        m_figure.x.title = "KL from the reference (nats per response)";
        m_figure.y.title =
            wins ? "win rate against the reference answers, %" : "mean reward" + byJudge;
        if (m_figure.series.empty()) {
            m_figure.empty =
                m_live ? "No live evaluation yet: the first comes with the training steps."
                       : "No full evaluation yet: a policy is measured when its training "
                         "ends.";
            return;
        }
        const auto n = m_fewest == m_most
                           ? std::to_string(m_most)
                           : std::to_string(m_fewest) + " to " + std::to_string(m_most);
        m_figure.caption = "n = " + n +
                           " test prompts; 95 % intervals by bootstrap over prompts; KL by the "
                           "Rao-Blackwellised estimator" +
                           (wins ? "; a tie counts half, judged by " + judge : "");
        if (wins) {
            m_figure.series.push_back({.name = "as good as the reference",
                                       .method = "base",
                                       .mark = Mark::Guide,
                                       .x = {0.0, m_largestKl},
                                       .y = {percent / 2.0, percent / 2.0}});
        }
        if (m_runs.size() < seedsForSpread) {
            m_figure.notes.emplace_back(
                "Fewer than 3 seeds: intervals are over prompts only, not over training runs.");
        }
        if (m_hidden > 0) {
            m_figure.notes.push_back("Points judged by another reward model than " + m_guide +
                                     " are hidden: " + std::to_string(m_hidden) + ".");
        }
    }

    std::span<const RunEvents> m_runs;
    FrontierValue m_value;
    std::string m_rewardModel;
    bool m_live;
    std::set<RunPolicy> m_variants;
    Figure m_figure;
    std::string m_guide;         ///< of the first point
    double m_temperature = 0.0;  ///< of the last point
    std::size_t m_hidden = 0;
    std::int64_t m_fewest = 0;
    std::int64_t m_most = 0;
    double m_largestKl = 0.0;
};

}  // namespace

Figure frontier(std::span<const RunEvents> runs,
                FrontierValue value,
                const std::string& rewardModel,
                bool live) {
    return Frontier(runs, value, rewardModel, live).figure();
}

}  // namespace lire::report
