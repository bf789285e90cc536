// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/options.h"

namespace lire::objectives {

/// What an objective reads of one query with M responses. Every objective here is a function of the
/// log-probs' sums alone, so a batch is a loop over queries and the trainer may cut a step into
/// passes of any size. Plain doubles: no tensor reaches the window.
struct Query {
    std::span<const double> logprobs = {};           ///< [M] l_j, natural log, sum over tokens
    std::span<const double> lengths = {};            ///< [M] n_j >= 1, tokens with the EOS
    std::span<const double> rewards = {};            ///< [M] R_j
    std::span<const double> referenceLogprobs = {};  ///< [M] r_j; empty unless needsReference
    std::size_t sftIndex = 0;                        ///< k, the response of the SFT term
};

/// J of one query and dJ/dl_j.
struct LossAndGradient {
    double loss = 0.0;
    std::vector<double> gradient = {};  ///< [M]
};

/// A method's loss. Thread: any; holds its settings only.
class Objective {
public:
    Objective() = default;
    Objective(const Objective&) = delete;
    Objective& operator=(const Objective&) = delete;
    Objective(Objective&&) = delete;
    Objective& operator=(Objective&&) = delete;
    virtual ~Objective() = default;

    /// Finite for |l| up to 1e5. Raises nothing: evaluate.h checks shapes and values.
    virtual LossAndGradient evaluate(const Query& query) const = 0;

    /// Whether n_j changes the result under these settings: a query without lengths will not do.
    virtual bool readsLengths() const = 0;
};

/// One row of the registry: all that the window, the command line, the checks and the help need.
struct ObjectiveKind {
    std::string name = {};        ///< as in experiments: "dpo-pl"
    std::string title = {};       ///< as in figures: "DPO-PL"
    std::string summary = {};     ///< one sentence
    std::string equation = {};    ///< plain text, the paper's symbols
    std::string source = {};      ///< paper and public implementation
    bool needsReference = false;  ///< reads r_j
    bool needsRewards = true;     ///< reads R_j for more than the choice of k
    std::vector<OptionSpec> options = {};
    std::unique_ptr<Objective> (*make)(const Options& options) = nullptr;
};

}  // namespace lire::objectives
