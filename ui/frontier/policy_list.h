// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>
#include <set>

#include "core/report/figures.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// Line and mark of a policy beside its name, as in the plot; `open`: a variant of its method
/// (report::variantPolicies). Thread: window.
QIcon policyIcon(const std::string& policy, bool open, Theme theme);

/// The runs of the workspace with their policies: a tick shows a run, a tick at a policy its curve;
/// each policy with the mark and line that it has on every page. The list is the plot's legend.
/// Thread: window.
class PolicyList final : public QTreeWidget {
    Q_OBJECT
public:
    explicit PolicyList(QWidget* parent = nullptr);

    /// `runs`: with names that tell them apart (report::distinctNames); `shown`: ids of the ticked
    /// ones; `events`: of those that have arrived.
    void setRuns(const std::vector<runs::RunSummary>& runs,
                 const std::set<std::string>& shown,
                 const std::vector<report::RunEvents>& events,
                 Theme theme);
    std::set<std::string> shownRuns() const;
    std::set<std::pair<std::string, std::string>> hiddenPolicies() const { return m_hidden; }
    void setHiddenPolicies(std::set<std::pair<std::string, std::string>> hidden);

Q_SIGNALS:
    void runTicked(const QString& run, bool shown);
    void policiesChanged();

private:
    void ticked(QTreeWidgetItem* item);

    std::set<std::pair<std::string, std::string>> m_hidden;
};

}  // namespace lire::ui
