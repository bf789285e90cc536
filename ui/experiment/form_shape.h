// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::objectives {
struct ObjectiveKind;
}

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

/// True for a pointer into that experiment, false for a file or a line of one.
bool isInForm(const std::string& place, const nlohmann::json& experiment);

/// A place as the form names it: "Train, policy 1, Temperature". A file's name stays.
QString placeInWords(const std::string& pointer, const nlohmann::json& experiment);

/// The objective of an element of /train; null where its name is no objective's.
const objectives::ObjectiveKind* objectiveOf(const nlohmann::json& policy);

/// A step in one line: "LIRE, DPO", "2 files · 20 % apart".
QString stepSummary(int step, const nlohmann::json& experiment);

/// The object name of a control: what it stands for, and which of its controls it is ("remove").
QString controlName(const std::string& pointer, const std::string& control);

/// What decides which fields there are: optional sections present, elements, names, objectives; no
/// value of a field that is typed into. The form is built anew where it changes, else only filled.
std::string formShape(const nlohmann::json& experiment);

}  // namespace lire::ui
