// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/command.h"

#include <QStringList>
#include <algorithm>

namespace lire::ui {

namespace {

bool lettersInOrder(const QString& letters, const QString& title) {
    qsizetype at = -1;
    return std::all_of(letters.begin(), letters.end(), [&](QChar letter) {
        at = title.indexOf(letter, at + 1, Qt::CaseInsensitive);
        return at >= 0;
    });
}

int fitOfWord(const QString& word, const QString& title) {
    const qsizetype at = title.indexOf(word, 0, Qt::CaseInsensitive);
    if (at == 0) {
        return 8;
    }
    if (at > 0) {
        return title.at(at - 1).isLetterOrNumber() ? 3 : 5;
    }
    return lettersInOrder(word, title) ? 1 : 0;
}

}  // namespace

int fit(const QString& typed, const QString& title) {
    int sum = 0;
    const QStringList words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const int worth = fitOfWord(word, title);
        if (worth == 0) {
            return 0;
        }
        sum += worth;
    }
    return std::max(sum, 1);
}

std::vector<Command> fitting(const std::vector<Command>& commands,
                             const QString& typed,
                             std::size_t most) {
    const bool commandsOnly = typed.startsWith(QLatin1Char('>'));
    const QString wanted = commandsOnly ? typed.mid(1).trimmed() : typed.trimmed();
    std::vector<std::pair<QString, std::vector<std::pair<int, const Command*>>>> sections;
    for (const Command& command : commands) {
        if (commandsOnly && command.section != QLatin1String("Commands")) {
            continue;
        }
        const int worth = fit(wanted, command.title + QLatin1Char(' ') + command.words);
        if (worth == 0) {
            continue;
        }
        auto section =
            std::find_if(sections.begin(), sections.end(), [&command](const auto& known) {
                return known.first == command.section;
            });
        if (section == sections.end()) {
            section = sections.insert(section, {command.section, {}});
        }
        section->second.emplace_back(worth, &command);
    }
    std::vector<Command> found;
    for (auto& [name, ranked] : sections) {
        std::stable_sort(ranked.begin(), ranked.end(), [](const auto& left, const auto& right) {
            return left.first > right.first;
        });
        for (std::size_t at = 0; at < std::min(ranked.size(), most); ++at) {
            found.push_back(*ranked[at].second);
        }
    }
    return found;
}

}  // namespace lire::ui
