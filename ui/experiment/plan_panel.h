// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/experiment/experiment_check.h"

class QLabel;

namespace lire::ui {

class WrapArea;

/// What will happen: time, memory, what the data hold, each stage in a sentence, what is wrong and
/// what to know before. Thread: window.
class PlanPanel final : public QWidget {
    Q_OBJECT
public:
    explicit PlanPanel(QWidget* parent = nullptr);
    /// What the notes name the fields of; before setErrors() and setPlan().
    void setExperiment(const nlohmann::json& experiment) { m_experiment = experiment; }
    void setErrors(const std::vector<Error>& errors);
    void setPlan(const experiment::Preflight& plan);
    /// The figures are of an earlier state of the experiment, until setPlan().
    void setStale();

Q_SIGNALS:
    /// A problem's place was clicked.
    void placeWanted(const std::string& pointer);
    /// The value that a note gives is wanted there.
    void mendWanted(const std::string& pointer, const nlohmann::json& value);

private:
    void fill();
    void addLines();
    void addFact(const QString& name, const QString& value);
    void addNote(const QString& kind, const Error& error);

    QLabel* m_time;
    QLabel* m_over;
    WrapArea* m_area;
    nlohmann::json m_experiment;
    std::vector<Error> m_errors;
    PreflightPtr m_plan;
    bool m_stale = false;
};

}  // namespace lire::ui
