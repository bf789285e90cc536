// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>
#include <cmath>
#include <optional>
#include <vector>

#include "core/objectives/evaluate.h"
#include "core/objectives/registry.h"

namespace lire::objectives {

using Numbers = std::vector<double>;

/// A query that owns its numbers; empty vectors become what a query without them means.
struct OneQuery {
    Numbers logprobs = {};
    Numbers rewards = {};
    Numbers lengths = {};    ///< empty: all 1
    Numbers reference = {};  ///< empty: all 0
    std::optional<std::size_t> sftIndex = {};
};

/// The loss and gradient of a named objective, by the path that `lire loss` takes.
inline LossAndGradient evaluated(const std::string& name,
                                 OneQuery query,
                                 const nlohmann::json& options = nlohmann::json::object()) {
    if (query.lengths.empty()) {
        query.lengths.assign(query.logprobs.size(), 1.0);
    }
    if (query.reference.empty()) {
        query.reference.assign(query.logprobs.size(), 0.0);
    }
    return evaluate(*makeObjective(name, options, ""),
                    objectiveKind(name, ""),
                    {.logprobs = query.logprobs,
                     .lengths = query.lengths,
                     .rewards = query.rewards,
                     .referenceLogprobs = query.reference,
                     .sftIndex = chooseSftIndex(query.rewards, {}, query.sftIndex)},
                    "the query");
}

/// Empty where `got` is within `tolerance` of the expected values, else a sentence on the first
/// that is not.
inline QString difference(const LossAndGradient& got,
                          double loss,
                          const Numbers& gradient,
                          double tolerance) {
    const auto differs = [tolerance](double a, double b) {
        return !(std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b)));
    };
    if (differs(got.loss, loss)) {
        return QString("loss %1, expected %2").arg(got.loss, 0, 'g', 17).arg(loss, 0, 'g', 17);
    }
    if (got.gradient.size() != gradient.size()) {
        return QString("%1 gradients, expected %2").arg(got.gradient.size()).arg(gradient.size());
    }
    for (std::size_t j = 0; j < gradient.size(); ++j) {
        if (differs(got.gradient[j], gradient[j])) {
            return QString("gradient %1 is %2, expected %3")
                .arg(j)
                .arg(got.gradient[j], 0, 'g', 17)
                .arg(gradient[j], 0, 'g', 17);
        }
    }
    return {};
}

}  // namespace lire::objectives

Q_DECLARE_METATYPE(lire::objectives::Numbers)
