// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/reading_card.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>

#include "ui/parts/elided_label.h"
#include "ui/parts/icon_label.h"
#include "ui/plots/number_text.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {
namespace {

QString titleOf(FlipReading reading) {
    switch (reading) {
        case FlipReading::Fell:
            return QObject::tr("Reward fell by more than ε");
        case FlipReading::LostOfAll:
            return QObject::tr("Win lost, of all prompts");
        case FlipReading::LostOfWins:
            return QObject::tr("Win lost, of former wins");
    }
    return {};
}

QString oppositeOf(FlipReading reading) {
    switch (reading) {
        case FlipReading::Fell:
            return QObject::tr("rose %1 %");
        case FlipReading::LostOfAll:
            return QObject::tr("won %1 %");
        case FlipReading::LostOfWins:
            return QObject::tr("kept %1 %");
    }
    return {};
}

QString denominatorOf(FlipReading reading) {
    switch (reading) {
        case FlipReading::Fell:
            return QObject::tr("%1 of %2 prompts, by %3 · paper, A.8");
        case FlipReading::LostOfAll:
            return QObject::tr("%1 of %2 · beat the reference by %3 before, not now");
        case FlipReading::LostOfWins:
            return QObject::tr("%1 of %2 former wins, judged by %3");
    }
    return {};
}

QString percent(double share) {
    return numberText(100.0 * share, 1);
}

}  // namespace

ReadingCard::ReadingCard(FlipReading reading, QWidget* parent)
    : QFrame(parent), m_reading(reading) {
    setProperty("panel", QStringLiteral("true"));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    const auto make = [this](const char* kind, const QString& text = {}) {
        auto* label = new ElidedLabel(this);
        label->setText(text);
        label->setProperty("kind", QLatin1String(kind));
        return label;
    };
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(scaled(14), scaled(8), scaled(14), scaled(8));
    column->setSpacing(2);
    auto* head = new QHBoxLayout;
    m_sign = new IconLabel(QStringLiteral("check"), Ink::Accent, 14, this);
    head->addWidget(make("heading", titleOf(reading)), 1);
    head->addWidget(m_sign);
    column->addLayout(head);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_share = new QLabel(this);
    m_share->setProperty("kind", QStringLiteral("big"));
    m_interval = new QLabel(this);
    m_interval->setProperty("kind", QStringLiteral("muted"));
    m_opposite = make("ok");
    m_opposite->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_share);
    row->addWidget(m_interval);
    row->addWidget(m_opposite, 1);
    column->addLayout(row);
    m_of = make("text2");
    column->addWidget(m_of);
}

void ReadingCard::setCount(const FlipCount& count, const std::string& judge) {
    const Share& flips = count.flips;
    m_share->setText(flips.of == 0 ? QStringLiteral("–") : tr("%1 %").arg(percent(flips.value)));
    m_interval->setText(flips.of == 0
                            ? QString()
                            : QStringLiteral("± %1").arg(percent((flips.high - flips.low) / 2)));
    m_interval->setToolTip(
        tr("Wilson's 95 % interval: %1 to %2 %").arg(percent(flips.low), percent(flips.high)));
    m_opposite->setText(flips.of == 0 ? QString()
                                      : oppositeOf(m_reading).arg(percent(count.opposite.value)));
    m_of->setText(denominatorOf(m_reading).arg(
        numberText(static_cast<double>(flips.count), 0),
        numberText(static_cast<double>(flips.of), 0),
        judge.empty() ? QStringLiteral("–") : QString::fromStdString(judge)));
    setAccessibleName(titleOf(m_reading) + QStringLiteral(": ") + text());
}

QString ReadingCard::text() const {
    return m_share->text() + QStringLiteral(", ") + m_of->text();
}

void ReadingCard::setChosen(bool chosen) {
    restyle(this, "panel", chosen ? QStringLiteral("chosen") : QStringLiteral("true"));
    m_sign->setVisible(chosen);
}

void ReadingCard::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    if (!hasFocus()) {
        return;
    }
    // Inside the border: that one says which card is chosen.
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(lire::ui::palette(paintedTheme()).accent, 2.0));
    painter.drawRoundedRect(QRectF(rect()).adjusted(5, 5, -5, -5), scaled(5), scaled(5));
}

void ReadingCard::mouseReleaseEvent(QMouseEvent* /*event*/) {
    Q_EMIT chosen(m_reading);
}

void ReadingCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
        event->key() == Qt::Key_Space) {
        Q_EMIT chosen(m_reading);
    } else {
        QFrame::keyPressEvent(event);
    }
}

}  // namespace lire::ui
