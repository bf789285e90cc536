// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include "ui/responses/response_rows.h"

namespace lire::ui {

/// The prompts as listed: of the rows those that match, in the chosen order. Thread: window.
class PromptModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole, ChangeRole, DisagreeRole };

    using QAbstractListModel::QAbstractListModel;
    /// `rows` are shared by index: `places` says which, in which order.
    void setRows(const std::vector<PromptRow>* rows, std::vector<std::size_t> places);
    /// Hidden, no role tells a prompt's reward change: whose answer is whose could be read from it.
    void setChangesHidden(bool hidden);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    /// Index into the rows of a listed place; absent past the end.
    std::optional<std::size_t> rowAt(int place) const;
    int placeOf(const QString& prompt) const;

private:
    const std::vector<PromptRow>* m_rows = nullptr;
    std::vector<std::size_t> m_places;
    bool m_changesHidden = false;
};

/// Paints a prompt as id, change and two lines of its text. Thread: window.
class PromptDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace lire::ui
