// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/command_delegate.h"

#include <QPainter>
#include <ranges>

#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

namespace {

/// Paints the keys right to left, ending at `right`; gives the left edge of the first.
int paintKeys(QPainter& painter, const QString& keys, const QRect& row, const Palette& colours) {
    painter.setFont(numberFont(11));
    const QFontMetrics metrics = painter.fontMetrics();
    int right = row.right() - scaled(12);
    const QStringList caps = keys.split(QLatin1Char('+'), Qt::SkipEmptyParts);
    for (const QString& cap : std::views::reverse(caps)) {
        const int width = metrics.horizontalAdvance(cap) + scaled(14);
        const QRect box(right - width, row.center().y() - scaled(9), width, scaled(19));
        painter.setPen(colours.border);
        painter.setBrush(colours.raised);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), scaled(4), scaled(4));
        painter.setPen(colours.text2);
        painter.drawText(box, Qt::AlignCenter, cap);
        right -= width + scaled(6);
    }
    return right;
}

}  // namespace

void CommandDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Palette& colours = palette(paintedTheme());
    const QRect row = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(SectionRole).toBool()) {
        painter->setFont(textFont(11, QFont::DemiBold));
        painter->setPen(colours.muted);
        painter->drawText(row.adjusted(scaled(14), 0, 0, -scaled(2)),
                          Qt::AlignLeft | Qt::AlignBottom,
                          index.data(Qt::DisplayRole).toString().toUpper());
        painter->restore();
        return;
    }
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    if (chosen) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours.selectedRow);
        painter->drawRoundedRect(row.adjusted(scaled(4), 0, -scaled(4), 0), scaled(4), scaled(4));
    }
    const QRect sign(row.left() + scaled(14), row.center().y() - scaled(7), scaled(16), scaled(16));
    qvariant_cast<QIcon>(index.data(Qt::DecorationRole)).paint(painter, sign);
    const int right = paintKeys(*painter, index.data(KeysRole).toString(), row, colours);
    painter->setFont(textFont(13, chosen ? QFont::DemiBold : QFont::Medium));
    const QString title = index.data(Qt::DisplayRole).toString();
    QRect place(
        sign.right() + scaled(10), row.top(), right - sign.right() - scaled(20), row.height());
    painter->setPen(colours.text);
    const QString shown = painter->fontMetrics().elidedText(title, Qt::ElideRight, place.width());
    painter->drawText(place, Qt::AlignVCenter | Qt::AlignLeft, shown);
    place.setLeft(place.left() + painter->fontMetrics().horizontalAdvance(shown) + scaled(10));
    painter->setFont(textFont(12));
    painter->setPen(chosen ? colours.text2 : colours.muted);
    painter->drawText(place,
                      Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(
                          index.data(WordsRole).toString(), Qt::ElideRight, place.width()));
    painter->restore();
}

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem& /*option*/,
                                const QModelIndex& index) const {
    return {scaled(300), index.data(SectionRole).toBool() ? scaled(24) : scaled(34)};
}

}  // namespace lire::ui
