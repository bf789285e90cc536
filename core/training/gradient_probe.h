// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/objectives/objective.h"
#include "core/training/trainer.h"

namespace lire::training {

/// Whether a list can teach an objective anything: its gradient is not zero for every policy. A
/// list without (one response alone, equal rewards) costs its passes and changes nothing.
/// Found by two policies: one to which all responses are alike, and one that puts the best response
/// last, so that a method which learns from wrong orders alone has one. Thread: any.
bool givesGradient(const objectives::Objective& objective, const TrainingQuery& query);

}  // namespace lire::training
