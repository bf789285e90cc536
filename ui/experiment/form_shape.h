// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::ui {

/// A step of the chain: what of the experiment file it shows.
struct FormStep {
    QString title = {};
    std::string section = {};  ///< "/train"; empty: the fields outside every section
};

/// Run, Data, Rewards, Candidates, Train, Evaluate.
const std::vector<FormStep>& formSteps();

/// The step whose form shows that pointer.
int stepOf(const std::string& pointer);

/// A step in one line: "LIRE, DPO", "2 files · 20 % apart".
QString stepSummary(int step, const nlohmann::json& experiment);

/// What decides which fields there are: sections present, elements, names, objectives. The form is
/// built anew where it changes, else only filled.
std::string formShape(const nlohmann::json& experiment);

}  // namespace lire::ui
