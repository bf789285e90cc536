// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/prompt_list.h"

#include <QPainter>
#include <QTextLayout>

#include "ui/plots/number_text.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

constexpr int textLines = 2;
constexpr int padding = 8;

/// Draws `text` on at most two lines, the last one elided.
void drawLines(QPainter& painter, const QRect& area, const QString& text, const QFont& font) {
    QTextLayout layout(text, font);
    const QFontMetrics metrics(font);
    layout.beginLayout();
    for (int line = 0; line < textLines; ++line) {
        QTextLine made = layout.createLine();
        if (!made.isValid()) {
            break;
        }
        made.setLineWidth(area.width());
        const bool last = line + 1 == textLines;
        const QString part =
            last ? metrics.elidedText(text.mid(made.textStart()), Qt::ElideRight, area.width())
                 : text.mid(made.textStart(), made.textLength());
        painter.drawText(
            QPoint(area.left(), area.top() + line * metrics.lineSpacing() + metrics.ascent()),
            part);
    }
    layout.endLayout();
}

}  // namespace

void PromptModel::setRows(const std::vector<PromptRow>* rows, std::vector<std::size_t> places) {
    beginResetModel();
    m_rows = rows;
    m_places = std::move(places);
    endResetModel();
}

void PromptModel::setChangesHidden(bool hidden) {
    m_changesHidden = hidden;
    if (!m_places.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
}

int PromptModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_places.size());
}

std::optional<std::size_t> PromptModel::rowAt(int place) const {
    if (m_rows == nullptr || place < 0 || place >= rowCount()) {
        return {};
    }
    return m_places[static_cast<std::size_t>(place)];
}

int PromptModel::placeOf(const QString& prompt) const {
    for (std::size_t place = 0; place < m_places.size(); ++place) {
        if ((*m_rows)[m_places[place]].id == prompt) {
            return static_cast<int>(place);
        }
    }
    return -1;
}

QVariant PromptModel::data(const QModelIndex& index, int role) const {
    const auto place = rowAt(index.row());
    if (!index.isValid() || !place) {
        return {};
    }
    const PromptRow& row = (*m_rows)[*place];
    const std::optional<double> change = m_changesHidden ? std::nullopt : row.change;
    switch (role) {
        case Qt::DisplayRole:
            return row.text.simplified();
        case IdRole:
            return row.id;
        case ChangeRole:
            return change ? QVariant(*change) : QVariant();
        case DisagreeRole:
            return change && row.otherChange && *change > 0.0 && *row.otherChange < 0.0;
        case Qt::AccessibleTextRole:
            return change ? QObject::tr("Prompt %1, reward change %2: %3")
                                .arg(row.id, signedNumber(*change, 2), row.text)
                          : QObject::tr("Prompt %1: %2").arg(row.id, row.text);
        default:
            return {};
    }
}

QSize PromptDelegate::sizeHint(const QStyleOptionViewItem& /*option*/,
                               const QModelIndex& /*index*/) const {
    const QFontMetrics metrics(textFont(12));
    return {100, metrics.lineSpacing() * (textLines + 1) + scaled(padding) * 2};
}

void PromptDelegate::paint(QPainter* painter,
                           const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const Palette& colours = palette(paintedTheme());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours.selectedRow);
        painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6);
    }
    const QRect inside =
        option.rect.adjusted(scaled(padding), scaled(padding), -scaled(padding), 0);
    const QFont dense = textFont(12);
    const int line = QFontMetrics(dense).lineSpacing();
    painter->setFont(dense);
    painter->setPen(selected ? colours.text2 : colours.muted);
    const QVariant change = index.data(PromptModel::ChangeRole);
    const QString number = change.isValid() ? signedNumber(change.toDouble(), 2) : QString();
    const QFont numbers = numberFont(12);
    const int numberWidth = QFontMetrics(numbers).horizontalAdvance(number);
    const QString mark =
        index.data(PromptModel::DisagreeRole).toBool() ? QStringLiteral("RM only ") : QString();
    painter->drawText(QRect(inside.left(), inside.top(), inside.width() - numberWidth - 8, line),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(dense).elidedText(index.data(PromptModel::IdRole).toString(),
                                                     Qt::ElideMiddle,
                                                     inside.width() - numberWidth - scaled(64)));
    if (!mark.isEmpty()) {
        painter->setPen(colours.warn);
        painter->drawText(
            QRect(inside.left(), inside.top(), inside.width() - numberWidth - 4, line),
            Qt::AlignRight | Qt::AlignVCenter,
            mark);
    }
    painter->setFont(numbers);
    painter->setPen(change.toDouble() < 0.0 ? colours.error : colours.ok);
    painter->drawText(QRect(inside.left(), inside.top(), inside.width(), line),
                      Qt::AlignRight | Qt::AlignVCenter,
                      number);
    painter->setFont(dense);
    painter->setPen(colours.text);
    drawLines(*painter, inside.adjusted(0, line + 2, 0, 0), index.data().toString(), dense);
    painter->restore();
}

}  // namespace lire::ui
