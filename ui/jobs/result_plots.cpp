// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/result_plots.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/report/evaluation_choice.h"
#include "ui/parts/panel.h"
#include "ui/plots/figure_view.h"
#include "ui/plots/number_text.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

constexpr int plotHeight = 132;  ///< with ticks and title of x

/// The first and the newest evaluation of a policy that have changes against the base.
struct Span {
    const runs::EvaluationEvent* first = nullptr;
    const runs::EvaluationEvent* newest = nullptr;
};

/// The evaluation that a figure's mark with this key shows; null where there is none.
const runs::EvaluationEvent* evaluationBehind(const report::RunEvents& run,
                                              const std::string& key,
                                              bool full) {
    const runs::EvaluationEvent* found = nullptr;
    for (const runs::Event& event : run.events) {
        const auto* one = std::get_if<runs::EvaluationEvent>(&event.body);
        if (one != nullptr && one->full == full && report::evaluationKey(run, *one) == key) {
            found = one;
        }
    }
    return found;
}

/// "lire · n 48, τ 1": no number stands without these.
QString placeOf(const runs::EvaluationEvent& one) {
    return QObject::tr("%1 · n %2, %3")
        .arg(QString::fromStdString(one.policy))
        .arg(one.prompts)
        .arg(QString::fromStdString(report::temperatureLabel(one.temperature)));
}

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
    return numberText(100.0 * share, 1);
}

}  // namespace

ResultPlots::ResultPlots(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("clear"));
    m_plots = new QVBoxLayout(this);
    m_plots->setContentsMargins(0, 0, 0, 0);
    m_plots->setSpacing(12);
    m_frontierPanel = addPlot(tr("Reward–KL frontier"), QStringLiteral("frontier"), m_frontier);
    m_sharesPanel = addPlot(tr("Win shares"), QStringLiteral("frontier"), m_shares);
    m_changesPanel = addPlot(tr("Reward changes"), QStringLiteral("flips"), m_changes);
    m_plots->addWidget(m_frontierPanel, 11);
    m_plots->addWidget(m_sharesPanel, 9);
    m_plots->addWidget(m_changesPanel, 10);
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
    view->plot().setMinimumHeight(scaled(plotHeight));
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
        panel->setToolTip(QString::fromStdString(view->figure().caption));
    };
    const Span span = evaluationsOf(run, policy);
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
    // The words tell where the plot ends, which the live evaluations draw: not a full one.
    const auto* last = shares.series.empty()
                           ? nullptr
                           : evaluationBehind(run, shares.series.front().keys.back(), false);
    show(m_shares, std::move(shares));
    setOver(
        m_sharesPanel,
        m_shares,
        last != nullptr
            ? tr("%1 · win %2, tie %3, lose %4 %")
                  .arg(placeOf(*last), percent(last->win), percent(last->tie), percent(last->lose))
            : name);

    const bool two = span.first != nullptr && span.first->step != span.newest->step;
    report::Figure drawn =
        report::rewardChanges(run,
                              policy,
                              span.newest != nullptr ? span.newest->temperature : 1.0,
                              std::nullopt,
                              two ? std::optional(span.first->step) : std::nullopt);
    drawn.y.title = "share, %";
    const runs::EvaluationEvent* shown = nullptr;
    if (!drawn.series.empty()) {  // of one step the full one is drawn
        const std::string key = drawn.series.front().keys.front();
        shown = evaluationBehind(run, key, true);
        shown = shown != nullptr ? shown : evaluationBehind(run, key, false);
    }
    show(m_changes, std::move(drawn));
    QString over = name;
    if (shown != nullptr) {
        over = placeOf(*shown);
        if (shown->dropRate && shown->gainRate) {
            over += tr(" · fell %1, rose %2 %")
                        .arg(percent(*shown->dropRate), percent(*shown->gainRate));
        }
    }
    setOver(m_changesPanel, m_changes, over);
}

void ResultPlots::setAcross(bool across) {
    m_plots->setDirection(across ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void ResultPlots::setTheme(Theme theme) {
    for (FigureView* view : {m_frontier, m_shares, m_changes}) {
        view->setTheme(theme);
    }
}

}  // namespace lire::ui
