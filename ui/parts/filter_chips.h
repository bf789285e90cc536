// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>
#include <utility>
#include <vector>

class QHBoxLayout;

namespace lire::ui {

/// Filters in words, each with × to take it away. Thread: window.
class FilterChips final : public QWidget {
    Q_OBJECT
public:
    explicit FilterChips(QWidget* parent = nullptr);
    /// Pairs of a filter's id and its words.
    void setChips(const std::vector<std::pair<QString, QString>>& chips);
    QStringList words() const { return m_words; }

Q_SIGNALS:
    void removed(const QString& id);

private:
    QHBoxLayout* m_row = nullptr;
    QStringList m_words;
};

}  // namespace lire::ui
