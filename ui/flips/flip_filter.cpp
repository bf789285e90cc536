// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/flip_filter.h"

#include <QObject>
#include <QStringList>

#include "ui/plots/number_text.h"

namespace lire::ui {

bool FlipFilter::holds(const FlipRow& row, double epsilon) const {
    return (!reading || isFlip(row, *reading, epsilon)) &&
           (!change || report::holds(*change, row.change, epsilon)) &&
           (!brushed || brushed->contains(row.prompt));
}

std::vector<std::pair<QString, QString>> FlipFilter::chips() const {
    std::vector<std::pair<QString, QString>> chips;
    if (brushed) {
        chips.emplace_back(QStringLiteral("brush"),
                           QObject::tr("brush: %1 prompts").arg(brushed->size()));
    }
    if (change) {
        chips.emplace_back(QStringLiteral("change"),
                           QObject::tr("change %1 to %2")
                               .arg(signedNumber(change->low, 2), signedNumber(change->high, 2)));
    }
    if (reading) {
        chips.emplace_back(QStringLiteral("reading"),
                           *reading == FlipReading::Fell ? QObject::tr("fell by more than ε")
                                                         : QObject::tr("win lost"));
    }
    return chips;
}

void FlipFilter::remove(const QString& chip) {
    if (chip == QLatin1String("brush")) {
        brushed.reset();
    }
    if (chip == QLatin1String("change")) {
        change.reset();
    }
    if (chip == QLatin1String("reading")) {
        reading.reset();
    }
}

QString FlipFilter::words() const {
    QStringList words;
    for (const auto& [id, text] : chips()) {
        words << text;
    }
    return words.join(QStringLiteral(", "));
}

}  // namespace lire::ui
