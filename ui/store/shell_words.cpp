// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/store/shell_words.h"

#include <QRegularExpression>

namespace lire::ui {

QString shellWord(const QString& word) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:=@%+-]+$"));
    if (plain.match(word).hasMatch()) {
        return word;
    }
    QString quoted = word;
    return QLatin1Char('\'') + quoted.replace(QLatin1Char('\''), QLatin1String("'\\''")) +
           QLatin1Char('\'');
}

}  // namespace lire::ui
