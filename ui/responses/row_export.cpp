// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/row_export.h"

#include <QObject>
#include <QStringList>
#include <set>

namespace lire::ui {
namespace {

QString csvCell(QString text) {
    // A leading sign would be run as a formula by a spreadsheet.
    if (!text.isEmpty() && QStringLiteral("=+-@").contains(text.front())) {
        text.prepend(QLatin1Char('\''));
    }
    text.replace(QLatin1Char('"'), QLatin1String("\"\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

QString markdownCell(const QString& text) {
    QString result;
    for (const QChar letter : text.trimmed()) {
        static const QString special = QStringLiteral("\\`*_{}[]()#+-!|~");
        if (letter == QLatin1Char('\n')) {
            result += QStringLiteral("<br>");
        } else if (letter == QLatin1Char('<')) {
            result += QStringLiteral("&lt;");
        } else if (letter == QLatin1Char('>')) {
            result += QStringLiteral("&gt;");
        } else if (letter == QLatin1Char('&')) {
            result += QStringLiteral("&amp;");
        } else if (letter == QLatin1Char('\r')) {
            continue;
        } else if (special.contains(letter)) {
            result += QLatin1Char('\\') + QString(letter);
        } else {
            result += letter;
        }
    }
    return result;
}

QString latexCell(const QString& text) {
    QString result;
    for (const QChar letter : text.trimmed()) {
        static const QString special = QStringLiteral("#$%&_{}");
        if (special.contains(letter)) {
            result += QLatin1Char('\\') + QString(letter);
        } else if (letter == QLatin1Char('\\')) {
            result += QStringLiteral("\\textbackslash{}");
        } else if (letter == QLatin1Char('~')) {
            result += QStringLiteral("\\textasciitilde{}");
        } else if (letter == QLatin1Char('^')) {
            result += QStringLiteral("\\textasciicircum{}");
        } else if (letter == QLatin1Char('\n')) {
            result += QStringLiteral("\\newline ");
        } else if (letter != QLatin1Char('\r')) {
            result += letter;
        }
    }
    return result;
}

QString answerOf(const PromptRow& row, const std::string& column) {
    const auto found = row.cells.find(column);
    return found == row.cells.end() ? QString() : found->second.text;
}

QString csvText(const std::vector<const PromptRow*>& rows,
                const std::vector<std::string>& columns) {
    std::set<std::string> models;
    for (const PromptRow* row : rows) {
        for (const auto& [name, cell] : row->cells) {
            for (const auto& [model, reward] : cell.rewards) {
                models.insert(model);
            }
        }
    }
    QStringList head{QStringLiteral("id"), QStringLiteral("prompt")};
    for (const std::string& column : columns) {
        head << csvCell(QString::fromStdString(column));
        for (const std::string& model : models) {
            head << csvCell(QString::fromStdString(column + " " + model));
        }
    }
    QString text = head.join(QLatin1Char(',')) + QLatin1Char('\n');
    for (const PromptRow* row : rows) {
        QStringList cells{csvCell(row->id), csvCell(row->text)};
        for (const std::string& column : columns) {
            cells << csvCell(answerOf(*row, column));
            const auto cell = row->cells.find(column);
            for (const std::string& model : models) {
                const bool known = cell != row->cells.end() && cell->second.rewards.contains(model);
                cells << (known ? QString::number(cell->second.rewards.at(model), 'g', 10)
                                : QString());
            }
        }
        text += cells.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return text;
}

}  // namespace

QString columnTitle(const std::string& column) {
    if (column == referenceColumn) {
        return QObject::tr("Reference (human)");
    }
    if (column == rejectedColumn) {
        return QObject::tr("Rejected (human)");
    }
    return QString::fromStdString(column);
}

QString rowsText(const std::vector<const PromptRow*>& rows,
                 const std::vector<std::string>& columns,
                 RowFormat format) {
    if (format == RowFormat::Csv) {
        return csvText(rows, columns);
    }
    const bool latex = format == RowFormat::Latex;
    const auto escaped = [latex](const QString& text) {
        return latex ? latexCell(text) : markdownCell(text);
    };
    const QString separator = latex ? QStringLiteral(" & ") : QStringLiteral(" | ");
    QStringList head{escaped(QObject::tr("Prompt"))};
    for (const std::string& column : columns) {
        head << escaped(columnTitle(column));
    }
    QString text;
    if (latex) {
        text = QStringLiteral("\\begin{tabular}{%1}\n%2 \\\\\n\\hline\n")
                   .arg(QStringLiteral("p{0.2\\linewidth}").repeated(head.size()),
                        head.join(separator));
    } else {
        text = QStringLiteral("| %1 |\n|%2\n")
                   .arg(head.join(separator), QStringLiteral(" --- |").repeated(head.size()));
    }
    for (const PromptRow* row : rows) {
        QStringList cells{escaped(row->text)};
        for (const std::string& column : columns) {
            cells << escaped(answerOf(*row, column));
        }
        text += latex ? cells.join(separator) + QStringLiteral(" \\\\\n")
                      : QStringLiteral("| %1 |\n").arg(cells.join(separator));
    }
    return latex ? text + QStringLiteral("\\end{tabular}\n") : text;
}

}  // namespace lire::ui
