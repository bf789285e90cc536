// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/result_plots.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/report/evaluation_choice.h"
#include "ui/parts/panel.h"
#include "ui/plots/figure_view.h"
#include "ui/plots/number_text.h"

namespace lire::ui {
namespace {

/// The first and the newest evaluation of a policy that have changes against the base.
struct Span {
    const runs::EvaluationEvent* first = nullptr;
    const runs::EvaluationEvent* newest = nullptr;
};

Span evaluationsOf(const report::RunEvents& run, const std::string& policy) {
    Span span;
    for (const runs::Event& event : run.events) {
        const auto* one = std::get_if<runs::EvaluationEvent>(&event.body);
        if (one == nullptr || one->policy != policy || one->changes.empty()) {
            continue;
        }
        if (span.first == nullptr) {
            span.first = one;
        }
        // The live evaluations' path stays at one temperature.
        if (report::sameTemperature(one->temperature, span.first->temperature)) {
            span.newest = one;
        }
    }
    return span;
}

QString percent(double share) {
    return QObject::tr("%1 %").arg(numberText(100.0 * share, 1));
}

}  // namespace

ResultPlots::ResultPlots(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("clear"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_frontierPanel = addPlot(tr("Reward–KL frontier"), QStringLiteral("frontier"), m_frontier);
    m_sharesPanel = addPlot(tr("Win shares"), QStringLiteral("frontier"), m_shares);
    m_changesPanel = addPlot(tr("Reward changes"), QStringLiteral("flips"), m_changes);
    column->addWidget(m_frontierPanel, 11);
    column->addWidget(m_sharesPanel, 9);
    column->addWidget(m_changesPanel, 10);
    m_frontier->setLabelsShown(true);
    m_frontier->setHeaderShown(false);
    m_changes->setHeaderShown(false);
    m_changes->setLabelsShown(true);
    m_shares->setHeaderShown(false);
    m_shares->setLabelsShown(true);
    m_shares->setStacked(true);
}

Panel* ResultPlots::addPlot(const QString& heading, const QString& page, FigureView*& view) {
    auto* panel = new Panel(heading, this);
    auto* open = new QPushButton(tr("Open"), panel);
    open->setProperty("kind", QStringLiteral("link"));
    open->setAccessibleName(tr("Open the page behind %1").arg(heading));
    connect(open, &QPushButton::clicked, this, [this, page] { Q_EMIT pageWanted(page); });
    panel->head()->addWidget(open);
    view = new FigureView(panel);
    view->setCrosshairShown(false);
    panel->body()->addWidget(view, 1);
    connect(view, &FigureView::activated, this, &ResultPlots::doorOpened);
    connect(view, &FigureView::readingChanged, panel, [panel, view](const QString& sentence) {
        panel->setOver(sentence.isEmpty() ? view->property("over").toString() : sentence);
    });
    return panel;
}

void ResultPlots::setRun(const report::RunEvents& run, const std::string& wanted) {
    const std::vector<std::string> policies = report::evaluatedPolicies(run);
    std::string policy = wanted;
    if (std::find(policies.begin(), policies.end(), wanted) == policies.end()) {
        policy = policies.empty() || policies.back() == "base" ? "" : policies.back();
    }
    const auto show = [&policy](FigureView* view, report::Figure figure) {
        if (policy.empty()) {
            figure.empty = "The first evaluation comes with a policy's training steps.";
        }
        view->setFigure(std::move(figure));
    };
    const auto setOver = [](Panel* panel, FigureView* view, const QString& words) {
        view->setProperty("over", words);
        panel->setOver(words);
    };
    const Span span = evaluationsOf(run, policy);
    const QString n = span.newest != nullptr ? tr("n %1").arg(span.newest->prompts) : QString();
    const QString name = QString::fromStdString(policy);
    report::Figure live =
        report::frontier(std::span(&run, 1), report::FrontierValue::WinRate, {}, true);
    // Of all the paths' steps the newest of the policy at work is named.
    for (report::Series& series : live.series) {
        const bool atWork =
            !series.keys.empty() && series.keys.back().starts_with(run.run.id + "|" + policy + "|");
        for (std::size_t point = 0; point < series.labels.size(); ++point) {
            if (!atWork || point + 1 < series.labels.size()) {
                series.labels[point].clear();
            }
        }
    }
    live.y.title = "win rate, %";
    show(m_frontier, std::move(live));
    setOver(m_frontierPanel, m_frontier, tr("path of the checkpoints"));

    report::Figure shares = report::winShares(run, policy);
    shares.y.title = "share, %";
    show(m_shares, std::move(shares));
    setOver(m_sharesPanel,
            m_shares,
            span.newest != nullptr ? tr("%1 · win %2, tie %3, lose %4")
                                         .arg(name,
                                              percent(span.newest->win),
                                              percent(span.newest->tie),
                                              percent(span.newest->lose))
                                   : name);

    const bool two = span.first != nullptr && span.first->step != span.newest->step;
    report::Figure drawn =
        report::rewardChanges(run,
                              policy,
                              span.newest != nullptr ? span.newest->temperature : 1.0,
                              std::nullopt,
                              two ? std::optional(span.first->step) : std::nullopt);
    drawn.y.title = "share, %";
    show(m_changes, std::move(drawn));
    QString over = n;
    if (span.newest != nullptr && span.newest->dropRate && span.newest->gainRate) {
        over = tr("%1 · fell %2, rose %3 · %4")
                   .arg(name, percent(*span.newest->dropRate), percent(*span.newest->gainRate), n);
    }
    setOver(m_changesPanel, m_changes, over);
}

void ResultPlots::setTheme(Theme theme) {
    for (FigureView* view : {m_frontier, m_shares, m_changes}) {
        view->setTheme(theme);
    }
}

}  // namespace lire::ui
