// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frontier/policy_list.h"

#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>

#include "core/report/evaluation_choice.h"
#include "core/report/run_names.h"
#include "ui/parts/state_chip.h"
#include "ui/plots/plot_style.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

constexpr int idRole = Qt::UserRole;

}  // namespace

QIcon policyIcon(const std::string& policy, bool open, Theme theme) {
    report::Series look;
    look.method = report::methodOf(policy);
    look.mark = report::Mark::Curve;
    look.openMarks = open;
    constexpr int width = 28;
    constexpr int height = 16;
    constexpr double ratio = 2.0;
    QPixmap pixmap(QSize(width, height) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(seriesPen(look, theme));
    painter.drawLine(QPointF(1, height / 2.0), QPointF(width - 1, height / 2.0));
    drawSeriesMark(painter, look, theme, QPointF(width / 2.0, height / 2.0));
    return {pixmap};
}

PolicyList::PolicyList(QWidget* parent) : QTreeWidget(parent) {
    setColumnCount(2);
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(scaled(14));
    setIconSize(QSize(28, 16));
    setFrameShape(NoFrame);
    setTextElideMode(Qt::ElideMiddle);  // runs of one name differ at its end
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Runs and policies"));
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(0, QHeaderView::Stretch);
    header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    connect(this, &QTreeWidget::itemChanged, this, &PolicyList::ticked);
}

void PolicyList::setHiddenPolicies(std::set<std::pair<std::string, std::string>> hidden) {
    m_hidden = std::move(hidden);
}

void PolicyList::setRuns(const std::vector<runs::RunSummary>& runs,
                         const std::set<std::string>& shown,
                         const std::vector<report::RunEvents>& events,
                         Theme theme) {
    const QSignalBlocker quiet(this);
    const int scroll = verticalScrollBar()->value();
    clear();
    const std::set<report::RunPolicy> variants = report::variantPolicies(events);
    for (const runs::RunSummary& run : runs) {
        auto* item = new QTreeWidgetItem(this);
        item->setText(0, QString::fromStdString(run.name));
        item->setToolTip(0, QString::fromStdString(run.id));
        item->setText(1, stateWord(run.state));
        item->setData(0, idRole, QString::fromStdString(run.id));
        item->setCheckState(0, shown.contains(run.id) ? Qt::Checked : Qt::Unchecked);
        item->setFont(0, textFont(13, QFont::DemiBold));
        item->setFont(1, textFont(11));
        item->setForeground(1, lire::ui::palette(theme).muted);
        const auto found = std::find_if(
            events.begin(), events.end(), [&](const auto& one) { return one.run.id == run.id; });
        if (!shown.contains(run.id) || found == events.end()) {
            continue;
        }
        for (const std::string& policy : report::evaluatedPolicies(*found)) {
            auto* child = new QTreeWidgetItem(item);
            child->setText(0, QString::fromStdString(policy));
            child->setFirstColumnSpanned(true);
            child->setData(0, idRole, QString::fromStdString(policy));
            child->setIcon(0, policyIcon(policy, variants.contains({run.id, policy}), theme));
            child->setCheckState(0,
                                 m_hidden.contains({run.id, policy}) ? Qt::Unchecked : Qt::Checked);
        }
    }
    expandAll();
    verticalScrollBar()->setValue(scroll);
}

std::set<std::string> PolicyList::shownRuns() const {
    std::set<std::string> shown;
    for (int index = 0; index < topLevelItemCount(); ++index) {
        if (topLevelItem(index)->checkState(0) == Qt::Checked) {
            shown.insert(topLevelItem(index)->data(0, idRole).toString().toStdString());
        }
    }
    return shown;
}

void PolicyList::ticked(QTreeWidgetItem* item) {
    const QString id = item->data(0, idRole).toString();
    const bool on = item->checkState(0) == Qt::Checked;
    if (item->parent() == nullptr) {
        // Queued: the answer rebuilds the list, and its item is still being clicked.
        QMetaObject::invokeMethod(
            this, [this, id, on] { Q_EMIT runTicked(id, on); }, Qt::QueuedConnection);
        return;
    }
    const std::pair policy(item->parent()->data(0, idRole).toString().toStdString(),
                           id.toStdString());
    if (on) {
        m_hidden.erase(policy);
    } else {
        m_hidden.insert(policy);
    }
    Q_EMIT policiesChanged();
}

}  // namespace lire::ui
