// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/response_question.h"

#include <cmath>
#include <tuple>

#include "core/report/evaluation_choice.h"

namespace lire::ui {
namespace {

bool wishesTrained(const ResponseWish& wish) {
    return wish.policy.empty() || wish.policy == "base";
}

/// Greater is better.
auto rank(const runs::EvaluationEvent& one, const ResponseWish& wish) {
    const bool asWished = wishesTrained(wish) ? one.policy != "base" : one.policy == wish.policy;
    const bool near =
        !wish.temperature || report::sameTemperature(one.temperature, *wish.temperature);
    return std::tuple(asWished, near, one.full, -std::abs(one.temperature - 1.0));
}

}  // namespace

ResponseQuestion responseQuestion(const std::vector<runs::Event>& events,
                                  const ResponseWish& wish) {
    const runs::EvaluationEvent* best = nullptr;
    for (const runs::Event& event : events) {
        const auto* one = std::get_if<runs::EvaluationEvent>(&event.body);
        if (one != nullptr && (best == nullptr || rank(*one, wish) >= rank(*best, wish))) {
            best = one;
        }
    }
    ResponseQuestion question;
    if (best != nullptr) {
        question.temperature = wish.temperature.value_or(best->temperature);
        question.watched = wishesTrained(wish) ? best->policy : wish.policy;
        question.guide = best->guide;
        for (const auto& [name, reward] : best->rewards) {
            if (name != best->guide && question.other.empty()) {
                question.other = name;
            }
        }
    }
    if (!wish.policy.empty()) {
        question.step = wish.step;
    }
    return question;
}

}  // namespace lire::ui
