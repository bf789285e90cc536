// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/filter_chips.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace lire::ui {

FilterChips::FilterChips(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this)) {
    setObjectName(QStringLiteral("clear"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(6);
}

void FilterChips::setChips(const std::vector<std::pair<QString, QString>>& chips) {
    while (QLayoutItem* item = m_row->takeAt(0)) {
        // Deleted later: a chip may be the sender of the signal that led here.
        if (item->widget() != nullptr) {
            item->widget()->deleteLater();
        }
        delete item;
    }
    m_words.clear();
    for (const auto& [id, words] : chips) {
        m_words << words;
        auto* chip = new QPushButton(words + QStringLiteral("  ×"), this);
        chip->setProperty("kind", QStringLiteral("small"));
        chip->setAccessibleName(tr("Remove the filter: %1").arg(words));
        connect(chip, &QPushButton::clicked, this, [this, key = id] { Q_EMIT removed(key); });
        m_row->addWidget(chip);
    }
    m_row->addStretch(1);
}

}  // namespace lire::ui
