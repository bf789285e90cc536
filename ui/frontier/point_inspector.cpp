// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frontier/point_inspector.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

#include "core/report/evaluation_choice.h"
#include "ui/parts/elided_label.h"
#include "ui/plots/figure_view.h"
#include "ui/plots/number_text.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

QString interval(const runs::Estimate& estimate, int decimals, double scale = 1.0) {
    return QObject::tr("%1 to %2")
        .arg(numberText(scale * estimate.low, decimals),
             numberText(scale * estimate.high, decimals));
}

/// The plain importance-free estimate agrees with the Rao-Blackwellised one where they overlap.
bool agree(const runs::Estimate& one, const runs::Estimate& other) {
    return one.low <= other.high && other.low <= one.high;
}

}  // namespace

PointInspector::PointInspector(QWidget* parent) : QFrame(parent) {
    setProperty("panel", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(12));
    column->setSpacing(scaled(8));
    auto* head = new QHBoxLayout;
    m_name = new ElidedLabel(this);
    m_name->setProperty("kind", QStringLiteral("heading"));
    m_temperature = new QLabel(this);
    m_temperature->setProperty("chip", QStringLiteral("plain"));
    head->addWidget(m_name, 1);
    head->addWidget(m_temperature);
    column->addLayout(head);
    m_hint = new QLabel(tr("Click a point, or step to it with the arrow keys: its numbers stand "
                           "here. Enter or a double click opens its responses."),
                        this);
    m_hint->setWordWrap(true);
    m_hint->setProperty("kind", QStringLiteral("muted"));
    column->addWidget(m_hint);
    m_rows = new QGridLayout;
    m_rows->setVerticalSpacing(4);
    m_rows->setHorizontalSpacing(8);
    m_rows->setColumnStretch(2, 1);
    column->addLayout(m_rows);
    m_fell = new QLabel(this);
    m_fell->setProperty("kind", QStringLiteral("heading"));
    m_fell->setWordWrap(true);
    column->addWidget(m_fell);
    m_changes = new FigureView(this);
    m_changes->setHeaderShown(false);
    m_changes->setCrosshairShown(false);
    m_changes->setMaximumHeight(scaled(190));
    column->addWidget(m_changes, 1);
    column->addStretch(1);
    m_open = new QPushButton(
        icon(QStringLiteral("responses"), Ink::White), tr("Open side by side"), this);
    m_open->setProperty("kind", QStringLiteral("primary"));
    column->addWidget(m_open);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT opened(m_key); });
    setPoint({}, nullptr);
}

void PointInspector::addRow(const QString& name, const QString& value, const QString& range) {
    const int row = m_rows->rowCount();
    const auto add =
        [&](const QString& text, const char* kind, int column, Qt::Alignment alignment) {
            auto* label = new ElidedLabel(this);
            label->setText(text);
            label->setProperty("kind", QLatin1String(kind));
            label->setAlignment(alignment | Qt::AlignVCenter);
            m_rows->addWidget(label, row, column);
        };
    add(name, "text2", 0, Qt::AlignLeft);
    add(value, "number", 1, Qt::AlignRight);
    add(range, "caption", 2, Qt::AlignRight);
}

void PointInspector::setPoint(const std::optional<FrontierPoint>& point,
                              const report::RunEvents* run) {
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_hint->setVisible(!point);
    m_temperature->setVisible(point.has_value());
    m_open->setEnabled(point.has_value());
    m_fell->setVisible(point && run != nullptr && point->evaluation.policy != "base");
    m_changes->setVisible(m_fell->isVisibleTo(this));
    if (!point) {
        m_name->setText(tr("No point chosen"));
        return;
    }
    const runs::EvaluationEvent& one = point->evaluation;
    m_key = QString::fromStdString(point->key);
    m_name->setText(tr("%1 · %2").arg(QString::fromStdString(one.policy),
                                      QString::fromStdString(point->runName)));
    m_temperature->setText(QString::fromStdString(report::temperatureLabel(one.temperature)));
    addRow(tr("Win rate"),
           tr("%1 %").arg(numberText(100.0 * one.winRate.value, 1)),
           interval(one.winRate, 1, 100.0));
    addRow(tr("KL"), numberText(one.kl.value, 2), interval(one.kl, 2));
    addRow(tr("k1 check"),
           numberText(one.klK1.value, 2),
           agree(one.kl, one.klK1) ? tr("agrees") : tr("differs"));
    for (const auto& [name, reward] : one.rewards) {
        addRow(QString::fromStdString(name) + (name == one.guide ? tr(" (guide)") : QString()),
               numberText(reward.value, 2),
               interval(reward, 2));
    }
    addRow(tr("Ties"), tr("%1 %").arg(numberText(100.0 * one.tie, 1)), tr("count half"));
    addRow(tr("Prompts"), numberText(static_cast<double>(one.prompts), 0), tr("intervals 95 %"));
    addRow(tr("Tokens"), numberText(one.meanTokens, 0), tr("mean"));
    addRow(tr("Cut at limit"), tr("%1 %").arg(numberText(100.0 * one.cutShare, 1)), QString());
    addRow(tr("Step"), numberText(static_cast<double>(one.step), 0), QString());
    if (!m_fell->isVisibleTo(this)) {
        return;
    }
    m_fell->setText(one.dropRate
                        ? tr("Reward change, fell %1 %").arg(numberText(100.0 * *one.dropRate, 1))
                        : tr("Reward change against base"));
    m_changes->setFigure(
        report::rewardChanges(*run, one.policy, one.temperature, one.step, std::nullopt));
}

void PointInspector::setTheme(Theme theme) {
    m_changes->setTheme(theme);
}

}  // namespace lire::ui
