// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/run_filter.h"

#include <QRegularExpression>
#include <QStringList>
#include <algorithm>
#include <optional>

namespace lire::ui {

namespace {

/// A word with a sign in it: "T>=2".
struct Question {
    QString key = {};
    QString sign = {};
    QString value = {};
};

std::optional<Question> questionOf(const QString& word) {
    static const QRegularExpression form(
        QStringLiteral("^([A-Za-z][\\w./-]*)(<=|>=|<|>|=|:)(.*)$"));
    const auto match = form.match(word);
    if (!match.hasMatch()) {
        return {};
    }
    return Question{
        .key = match.captured(1), .sign = match.captured(2), .value = match.captured(3)};
}

bool isColumn(const QString& key) {
    return key == QLatin1String("state") || key == QLatin1String("method");
}

/// Whether a setting's pointer is meant: its end, between slashes.
bool isMeant(const std::string& pointer, const QString& key) {
    const QString meant = key.compare(QLatin1String("T"), Qt::CaseInsensitive) == 0
                              ? QStringLiteral("options/temperature")
                              : key;
    const QString whole = QLatin1Char('/') + QString::fromStdString(pointer);
    return whole.endsWith(QLatin1Char('/') + meant, Qt::CaseInsensitive);
}

bool holds(const QString& has, const Question& asked) {
    if (asked.sign == QLatin1String(":")) {
        return has.startsWith(asked.value, Qt::CaseInsensitive);
    }
    bool areNumbers = false;
    const double value = asked.value.toDouble(&areNumbers);
    bool isNumber = false;
    const double number = has.toDouble(&isNumber);
    if (!areNumbers || !isNumber) {
        return asked.sign == QLatin1String("=") &&
               has.compare(asked.value, Qt::CaseInsensitive) == 0;
    }
    const bool less = asked.sign.startsWith(QLatin1Char('<'));
    const bool more = asked.sign.startsWith(QLatin1Char('>'));
    const bool equal = asked.sign.endsWith(QLatin1Char('='));
    return (less && number < value) || (more && number > value) || (equal && number == value);
}

bool fits(const RunRow& row, const Question& asked) {
    if (asked.key == QLatin1String("state")) {
        return QString::fromStdString(row.summary.state)
            .startsWith(asked.value, Qt::CaseInsensitive);
    }
    if (asked.key == QLatin1String("method")) {
        return row.policies.contains(asked.value, Qt::CaseInsensitive);
    }
    return std::any_of(row.settings.begin(), row.settings.end(), [&](const auto& setting) {
        return isMeant(setting.first, asked.key) &&
               holds(QString::fromStdString(setting.second), asked);
    });
}

QStringList wordsOf(const QString& typed) {
    return typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

}  // namespace

bool runFits(const RunRow& row, const QString& typed) {
    const QString everything = QString::fromStdString(row.summary.name + " " + row.summary.id) +
                               QLatin1Char(' ') + row.policies + QLatin1Char(' ') + row.rewards;
    const QStringList words = wordsOf(typed);
    return std::all_of(words.begin(), words.end(), [&](const QString& word) {
        const auto asked = questionOf(word);
        return asked ? fits(row, *asked) : everything.contains(word, Qt::CaseInsensitive);
    });
}

QString unknownSetting(const std::vector<RunRow>& rows, const QString& typed) {
    for (const QString& word : wordsOf(typed)) {
        const auto asked = questionOf(word);
        if (!asked || isColumn(asked->key)) {
            continue;
        }
        const bool known = std::any_of(rows.begin(), rows.end(), [&](const RunRow& row) {
            return std::any_of(row.settings.begin(), row.settings.end(), [&](const auto& setting) {
                return isMeant(setting.first, asked->key);
            });
        });
        if (!known) {
            return asked->key;
        }
    }
    return {};
}

}  // namespace lire::ui
