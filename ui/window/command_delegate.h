// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace lire::ui {

/// Paints a row of the command field: icon, title, muted words, and key caps at the right; or the
/// name of a section. Thread: window.
class CommandDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role { WordsRole = Qt::UserRole, KeysRole, SectionRole, CommandRole };
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace lire::ui
