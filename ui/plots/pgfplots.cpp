// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTextStream>
#include <cmath>

#include "ui/plots/figure_export.h"
#include "ui/plots/plot_style.h"

namespace lire::ui {
namespace {

using report::Mark;
using report::Series;

QString escaped(const std::string& text) {
    QString result;
    for (const QChar character : QString::fromStdString(text)) {
        static const QString special = QStringLiteral("#$%&_{}");
        if (special.contains(character)) {
            result += QLatin1Char('\\');
        }
        if (character == QLatin1Char('\\')) {
            result += QStringLiteral("\\textbackslash{}");
        } else if (character == QLatin1Char('~') || character == QLatin1Char('^')) {
            result += QStringLiteral("\\%1{}").arg(character);
        } else if (character == QChar(0x03C4)) {
            result += QStringLiteral("$\\tau$");
        } else if (character == QChar(0x03B5)) {
            result += QStringLiteral("$\\varepsilon$");
        } else if (character == QChar(0x221A)) {
            result += QStringLiteral("$\\surd$");
        } else if (character == QChar(0x2212)) {
            result += QStringLiteral("$-$");
        } else {
            result += character;
        }
    }
    return result;
}

QString number(double value) {
    return QString::number(value, 'g', 8);
}

QString markName(const Series& series, Theme theme) {
    switch (seriesMark(series, theme).shape()) {
        case QCPScatterStyle::ssSquare:
            return QStringLiteral("square*");
        case QCPScatterStyle::ssTriangle:
            return QStringLiteral("triangle*");
        case QCPScatterStyle::ssDiamond:
            return QStringLiteral("diamond*");
        case QCPScatterStyle::ssCross:
            return QStringLiteral("x");
        case QCPScatterStyle::ssPlus:
            return QStringLiteral("+");
        case QCPScatterStyle::ssCircle:
            return QStringLiteral("o");
        default:
            return series.openMarks ? QStringLiteral("o") : QStringLiteral("*");
    }
}

QString styleOf(const Series& series, Theme theme) {
    const QPen pen = seriesPen(series, theme);
    QStringList options;
    const QColor colour = pen.color();
    options << QStringLiteral("color={rgb,255:red,%1;green,%2;blue,%3}")
                   .arg(colour.red())
                   .arg(colour.green())
                   .arg(colour.blue());
    if (series.faint) {
        options << QStringLiteral("opacity=0.35") << QStringLiteral("forget plot");
    }
    if (pen.style() == Qt::DashLine) {
        options << QStringLiteral("dashed");
    }
    if (pen.style() == Qt::DotLine) {
        options << QStringLiteral("dotted");
    }
    if (pen.style() == Qt::DashDotLine || pen.style() == Qt::DashDotDotLine) {
        options << QStringLiteral("dash dot");
    }
    if (series.mark == Mark::Bars) {
        options << QStringLiteral("ybar") << QStringLiteral("fill opacity=0.5")
                << QStringLiteral("bar width=%1")
                       .arg(number(series.binWidth > 0.0 ? series.binWidth : 0.7));
    }
    if (series.mark == Mark::Steps) {
        options << QStringLiteral("const plot mark mid");
    }
    if (series.mark == Mark::Points) {
        options << QStringLiteral("only marks");
    }
    const bool marks = series.mark == Mark::Points || series.mark == Mark::Curve;
    options << (marks ? QStringLiteral("mark=%1").arg(markName(series, theme))
                      : QStringLiteral("mark=none"));
    if (!series.yLow.empty() && series.mark != Mark::Line) {
        options << QStringLiteral("error bars/y dir=both")
                << QStringLiteral("error bars/y explicit");
    }
    if (!series.xLow.empty() && series.mark != Mark::Line) {
        options << QStringLiteral("error bars/x dir=both")
                << QStringLiteral("error bars/x explicit");
    }
    return options.join(QStringLiteral(", "));
}

void writePoints(QTextStream& out, const Series& series) {
    for (std::size_t point = 0; point < std::min(series.x.size(), series.y.size()); ++point) {
        if (!std::isfinite(series.x[point]) || !std::isfinite(series.y[point])) {
            continue;
        }
        out << "  (" << number(series.x[point]) << ',' << number(series.y[point]) << ')';
        if (series.mark != Mark::Line && (!series.yLow.empty() || !series.xLow.empty())) {
            const auto reach = [point](const auto& values, const auto& ends, double sign) {
                return point < ends.size() ? number(sign * (ends[point] - values[point]))
                                           : QStringLiteral("0");
            };
            out << " += (" << reach(series.x, series.xHigh, 1) << ','
                << reach(series.y, series.yHigh, 1) << ") -= (" << reach(series.x, series.xLow, -1)
                << ',' << reach(series.y, series.yLow, -1) << ')';
        }
        out << '\n';
    }
}

}  // namespace

QString pgfplotsText(const report::Figure& figure, const ExportOptions& options) {
    QString text;
    QTextStream out(&text);
    out << "% " << QString::fromStdString(figure.title).simplified() << '\n';
    out << "% " << QString::fromStdString(figure.caption).simplified() << '\n';
    out << "\\begin{tikzpicture}\n\\begin{axis}[\n";
    out << "  title={" << escaped(figure.title) << "},\n";
    out << "  xlabel={" << escaped(figure.x.title) << "}, ylabel={" << escaped(figure.y.title)
        << "},\n";
    if (options.logX || figure.x.logarithmic) {
        out << "  xmode=log,\n";
    }
    if (options.logY || figure.y.logarithmic) {
        out << "  ymode=log,\n";
    }
    if (!figure.x.ticks.empty()) {
        QStringList places;
        QStringList names;
        for (const auto& [place, name] : figure.x.ticks) {
            places << number(place);
            names << QLatin1Char('{') + escaped(name) + QLatin1Char('}');
        }
        out << "  xtick={" << places.join(QLatin1Char(',')) << "}, xticklabels={"
            << names.join(QLatin1Char(',')) << "},\n";
    }
    out << "  grid=major, legend pos=outer north east, legend cell align=left]\n";
    for (const Series& series : figure.series) {
        if (series.mark == Mark::Violin) {
            out << "\\addplot[boxplot, boxplot/draw position="
                << number(series.x.empty() ? 0 : series.x[0])
                << "] table[row sep=\\\\, y index=0] {\n";
            for (const double value : series.values) {
                out << "  " << number(value) << " \\\\\n";
            }
            out << "};\n";
        } else {
            out << "\\addplot[" << styleOf(series, options.theme) << "] coordinates {\n";
            writePoints(out, series);
            out << "};\n";
        }
        if (!series.name.empty() && !series.faint) {
            out << "\\addlegendentry{" << escaped(series.name) << "}\n";
        }
    }
    out << "\\end{axis}\n\\end{tikzpicture}\n";
    return text;
}

}  // namespace lire::ui
