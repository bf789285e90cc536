// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/figure_text.h"

#include "ui/plots/marks.h"

namespace lire::ui {

QString figureSentence(const report::Figure& figure) {
    std::size_t points = 0;
    std::size_t count = 0;
    std::optional<MarkPlace> best;
    for (std::size_t index = 0; index < figure.series.size(); ++index) {
        const report::Series& series = figure.series[index];
        if (series.faint || series.mark == report::Mark::Guide ||
            series.x.size() != series.y.size()) {
            continue;
        }
        ++count;
        points += series.x.size();
        for (std::size_t point = 0; point < series.y.size(); ++point) {
            if (!best || series.y[point] > figure.series[best->series].y[best->point]) {
                best = MarkPlace{index, point};
            }
        }
    }
    if (!best) {
        return QString::fromStdString(figure.empty);
    }
    return QObject::tr("%1 series, %2 points; greatest: %3.")
        .arg(count)
        .arg(points)
        .arg(sentenceOfMark(figure, *best));
}

QString captionText(const report::Figure& figure) {
    QStringList sentences;
    const auto add = [&sentences](const std::string& text) {
        QString sentence = QString::fromStdString(text);
        if (!sentence.isEmpty() && !sentence.endsWith(QLatin1Char('.'))) {
            sentence += QLatin1Char('.');
        }
        if (!sentence.isEmpty()) {
            sentences << sentence;
        }
    };
    add(figure.caption);
    for (const std::string& note : figure.notes) {
        add(note);
    }
    return sentences.join(QLatin1Char(' '));
}

QString tabbedText(const report::Table& table) {
    QString text;
    const auto addRow = [&text](const std::vector<std::string>& cells) {
        QStringList parts;
        for (const std::string& cell : cells) {
            QString part = QString::fromStdString(cell);
            for (const QChar breaking : {QLatin1Char('\t'), QLatin1Char('\n'), QLatin1Char('\r')}) {
                part.replace(breaking, QLatin1Char(' '));
            }
            parts << part;
        }
        text += parts.join(QLatin1Char('\t')) + QLatin1Char('\n');
    };
    addRow(table.columns);
    for (const auto& row : table.rows) {
        addRow(row);
    }
    return text;
}

}  // namespace lire::ui
