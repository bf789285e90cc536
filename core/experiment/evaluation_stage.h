// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/experiment/run_context.h"

namespace lire::experiment {

/// Measures policies on the test prompts: the base once, each trained one against it.
/// Thread: worker.
class EvaluationStage {
public:
    /// Reads the context's test prompts, which must be there.
    explicit EvaluationStage(RunContext& context);

    /// Scores the test prompts' reference answers by every judge and stores the prompts; reads them
    /// from disk where a run goes on. False where stopped.
    bool prepare();

    /// The base policy in full at every temperature, its resampling for the flip epsilon, and on
    /// the live prompts. The stage "base".
    StageEnd runBase();

    /// A trained policy in full at every temperature: events, responses. `from` is the stage's
    /// fraction where it starts. False where stopped.
    bool measure(models::CausalLm& policy, const std::string& name, std::int64_t step, double from);

    /// A policy on the live prompts while it trains. False where stopped.
    bool measureLive(models::CausalLm& policy, const std::string& name, std::int64_t step);

private:
    using Records = std::vector<runs::ResponseRecord>;

    Records draw(models::CausalLm& policy,
                 std::span<const evaluation::TestPrompt> prompts,
                 double temperature,
                 Draw which,
                 const std::function<void(double)>& progress);
    static Records recordsOf(const std::string& policy,
                             std::int64_t step,
                             bool full,
                             double temperature,
                             const std::vector<evaluation::EvaluatedResponse>& responses);
    void keep(const Records& records);
    void tell(const Records& records, const Records& base, double epsilon);
    void warnOfShortResponses(const Records& records, const Records& base);
    bool isTold(const std::string& policy, std::int64_t step, bool full, double temperature);
    Records baseRecords(double temperature, bool full);
    double epsilonAt(double temperature) const;
    bool measureBaseAt(double temperature, bool full, double from, double to);
    void tellBaseLive(double temperature);
    std::span<const evaluation::TestPrompt> livePrompts() const;

    RunContext& m_context;
    std::vector<std::string> m_judges;
    std::map<std::string, std::string> m_promptKeys;  ///< by the test entry's id
    std::set<std::string> m_warned;  ///< policies whose responses were told to be short
};

}  // namespace lire::experiment
