// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/run_delegate.h"

#include <QPainter>

#include "ui/parts/state_chip.h"
#include "ui/start/run_model.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

namespace {

struct ChipColours {
    QColor ground;
    QColor text;
};

ChipColours chipColours(const QString& kind, const Palette& colours) {
    if (kind == QLatin1String("info")) {
        return {colours.infoGround, colours.accent};
    }
    if (kind == QLatin1String("ok")) {
        return {colours.okGround, colours.ok};
    }
    if (kind == QLatin1String("warn")) {
        return {colours.warnGround, colours.warn};
    }
    if (kind == QLatin1String("error")) {
        return {colours.errorGround, colours.error};
    }
    return {colours.raised, colours.text2};
}

void paintChip(QPainter& painter,
               const QRect& cell,
               const std::string& state,
               const Palette& colours) {
    painter.setFont(textFont(11, QFont::DemiBold));
    const QString word = stateWord(state);
    const ChipColours chip = chipColours(stateKind(state), colours);
    QRect box(cell.left() + scaled(8),
              0,
              painter.fontMetrics().horizontalAdvance(word) + scaled(16),
              scaled(20));
    box.moveTop(cell.center().y() - box.height() / 2 + 1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(chip.ground);
    painter.drawRoundedRect(box, scaled(4), scaled(4));
    painter.setPen(chip.text);
    painter.drawText(box, Qt::AlignCenter, word);
}

void paintProgress(QPainter& painter, const QRect& cell, double fraction, const Palette& colours) {
    QRectF bar(cell.left() + scaled(8), cell.center().y() - scaled(2), scaled(44), scaled(5));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2);
    painter.setBrush(colours.accent);
    QRectF done = bar;
    done.setWidth(bar.width() * std::clamp(fraction, 0.0, 1.0));
    if (done.width() > 0.0) {
        painter.drawRoundedRect(done, bar.height() / 2, bar.height() / 2);
    }
    painter.setPen(colours.text2);
    painter.setFont(numberFont(11));
    painter.drawText(cell.adjusted(scaled(58), 0, 0, 0),
                     Qt::AlignVCenter | Qt::AlignLeft,
                     QStringLiteral("%1 %").arg(qRound(fraction * 100.0)));
}

}  // namespace

void RunDelegate::paint(QPainter* painter,
                        const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const bool chip = index.column() == RunModel::State;
    const std::string state = index.data(RunModel::StateRole).toString().toStdString();
    const bool bar = index.column() == RunModel::Progress && state != "done";
    if (!chip && !bar) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    const QWidget* view = option.widget;
    view->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, view);
    const Palette& colours = palette(paintedTheme());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chip) {
        paintChip(*painter, option.rect, state, colours);
    } else {
        paintProgress(
            *painter, option.rect, index.data(RunModel::FractionRole).toDouble(), colours);
    }
    painter->restore();
}

}  // namespace lire::ui
