// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/figure_export.h"

#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <array>
#include <cmath>

#include "core/error.h"
#include "core/report/csv.h"
#include "ui/plots/curve_labels.h"
#include "ui/plots/custom_plot.h"
#include "ui/plots/figure_bounds.h"
#include "ui/plots/figure_text.h"
#include "ui/plots/plot_style.h"
#include "ui/plots/series_drawing.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

constexpr int margin = 10;
constexpr int titleHeight = 26;

[[noreturn]] void cannotWrite(const std::filesystem::path& file, const QString& why) {
    throw Error(file.string(),
                "cannot write the figure: " + why.toStdString(),
                "choose a folder that can be written to",
                Blame::Running);
}

QString footText(const report::Figure& figure, const ExportOptions& options) {
    return QStringLiteral("%1 %2")
        .arg(captionText(figure), QString::fromStdString(options.foot))
        .trimmed();
}

/// The corner of the plot that holds the fewest points: the legend goes there.
Qt::Alignment emptiestCorner(const report::Figure& figure, const PlotView& view) {
    std::array<std::array<int, 2>, 2> counts = {};  // [right][top]
    for (const report::Series& series : figure.series) {
        for (std::size_t point = 0; point < std::min(series.x.size(), series.y.size()); ++point) {
            const bool right = series.x[point] > view.x.center();
            const bool top = series.y[point] > view.y.center();
            ++counts[right ? 1U : 0U][top ? 1U : 0U];
            if (series.mark == report::Mark::Bars || series.mark == report::Mark::Steps) {
                ++counts[right ? 1U : 0U][0];  // a bar also fills what is under its top
            }
        }
    }
    Qt::Alignment best = Qt::AlignRight | Qt::AlignTop;
    int least = counts[1][1];
    const auto consider = [&](int count, Qt::Alignment corner) {
        if (count < least) {
            least = count, best = corner;
        }
    };
    consider(counts[0][1], Qt::AlignLeft | Qt::AlignTop);
    consider(counts[1][0], Qt::AlignRight | Qt::AlignBottom);
    consider(counts[0][0], Qt::AlignLeft | Qt::AlignBottom);
    return best;
}

void drawEmpty(QCPPainter& painter, const report::Figure& figure, const ExportOptions& options) {
    const QRect area(QPoint(0, titleHeight), options.size - QSize(0, titleHeight));
    painter.setPen(palette(options.theme).muted);
    painter.setFont(textFont(13));
    painter.drawText(area.adjusted(40, 0, -40, 0),
                     Qt::AlignCenter | Qt::TextWordWrap,
                     QString::fromStdString(figure.empty));
}

void drawPlot(QCPPainter& painter,
              const report::Figure& figure,
              const ExportOptions& options,
              const QSize& size) {
    QCustomPlot plot;
    plot.setViewport(QRect(QPoint(0, 0), size));
    stylePlot(plot, options.theme);
    styleAxis(*plot.xAxis, figure.x, options.logX || figure.x.logarithmic, size.width() - 90);
    styleAxis(*plot.yAxis, figure.y, options.logY || figure.y.logarithmic, size.height() - 60);
    const std::vector<DrawnSeries> drawn = drawSeries(plot, figure, options.theme);
    if (options.stacked) {
        fillStacked(drawn, options.theme);
    }
    const PlotView view = boundsOf(
        figure, options.logX || figure.x.logarithmic, options.logY || figure.y.logarithmic);
    plot.xAxis->setRange(view.x);
    plot.yAxis->setRange(view.y);
    // Where the ticks carry the names of the violins, a legend would say them twice.
    const bool named = figure.x.ticks.empty() || figure.series.front().mark != report::Mark::Violin;
    const bool legend =
        plot.legend->itemCount() > 1 || (plot.legend->itemCount() == 1 && figure.x.ticks.empty());
    plot.legend->setVisible(named && legend);
    plot.axisRect()->insetLayout()->setInsetAlignment(0, emptiestCorner(figure, view));
    auto* labels = new CurveLabels(plot);  // the plot owns it
    labels->show(figure, options.theme, false);
    plot.toPainter(&painter, size.width(), size.height());
}

/// Title, plot and foot line, on the painter's whole page.
void drawPage(QCPPainter& painter, const report::Figure& figure, const ExportOptions& options) {
    painter.setModes(QCPPainter::pmVectorized | QCPPainter::pmNoCaching);
    const Palette& colours = palette(options.theme);
    const QRect page(QPoint(0, 0), options.size);
    painter.fillRect(page, colours.plot);
    painter.setPen(colours.text);
    painter.setFont(textFont(13, QFont::DemiBold));
    painter.drawText(page.adjusted(margin, 4, -margin, 0),
                     Qt::AlignLeft | Qt::AlignTop,
                     QString::fromStdString(figure.title));
    const QString foot = footText(figure, options);
    const QFont footFont = textFont(10);
    const QRect footArea = page.adjusted(margin, 0, -margin, -6);
    const int footHeight =
        foot.isEmpty()
            ? 0
            : QFontMetrics(footFont).boundingRect(footArea, Qt::TextWordWrap, foot).height() + 4;
    painter.setFont(footFont);
    painter.setPen(colours.muted);
    painter.drawText(footArea, Qt::AlignLeft | Qt::AlignBottom | Qt::TextWordWrap, foot);
    if (figure.series.empty()) {
        drawEmpty(painter, figure, options);
        return;
    }
    painter.save();
    painter.translate(0, titleHeight);
    drawPlot(painter,
             figure,
             options,
             QSize(page.width(), std::max(80, page.height() - titleHeight - footHeight - 4)));
    painter.restore();
}

void writeSvg(const report::Figure& figure,
              const std::filesystem::path& file,
              const ExportOptions& options) {
    QSvgGenerator generator;
    generator.setFileName(QString::fromStdString(file.string()));
    generator.setSize(options.size);
    generator.setViewBox(QRect(QPoint(0, 0), options.size));
    generator.setResolution(96);
    generator.setTitle(QString::fromStdString(figure.title));
    generator.setDescription(footText(figure, options));
    QCPPainter painter;
    if (!painter.begin(&generator)) {
        cannotWrite(file, QStringLiteral("the file cannot be opened"));
    }
    drawPage(painter, figure, options);
    painter.end();
}

void writePdf(const report::Figure& figure,
              const std::filesystem::path& file,
              const ExportOptions& options) {
    QPdfWriter writer(QString::fromStdString(file.string()));
    writer.setResolution(96);
    writer.setPageSize(QPageSize(QSizeF(options.size) * 0.75, QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(QString::fromStdString(figure.title));
    writer.setCreator(footText(figure, options));
    QCPPainter painter;
    if (!painter.begin(&writer)) {
        cannotWrite(file, QStringLiteral("the file cannot be opened"));
    }
    drawPage(painter, figure, options);
    painter.end();
}

void writeText(const QString& text, const std::filesystem::path& file) {
    QSaveFile out(QString::fromStdString(file.string()));
    const QByteArray bytes = text.toUtf8();
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit()) {
        cannotWrite(file, out.errorString());
    }
}

}  // namespace

QImage figureImage(const report::Figure& figure, const ExportOptions& options) {
    QImage image(options.size * options.scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(options.scale);
    image.fill(palette(options.theme).plot);
    image.setText(QStringLiteral("Title"), QString::fromStdString(figure.title));
    image.setText(QStringLiteral("Description"), footText(figure, options));
    QCPPainter painter(&image);
    drawPage(painter, figure, options);
    painter.end();
    return image;
}

void exportFigure(const report::Figure& figure,
                  const std::filesystem::path& file,
                  const ExportOptions& options) {
    const std::string ending = file.extension().string();
    if (ending == ".png") {
        QSaveFile out(QString::fromStdString(file.string()));
        if (!out.open(QIODevice::WriteOnly) || !figureImage(figure, options).save(&out, "PNG") ||
            !out.commit()) {
            cannotWrite(file, out.errorString());
        }
    } else if (ending == ".svg") {
        writeSvg(figure, file, options);
    } else if (ending == ".pdf") {
        writePdf(figure, file, options);
    } else if (ending == ".csv") {
        writeText(QString::fromStdString(report::csv(figure)), file);
    } else if (ending == ".tex") {
        writeText(pgfplotsText(figure, options), file);
    } else {
        throw Error(file.string(),
                    "no figure format has the ending \"" + ending + "\"",
                    "use .png, .svg, .pdf, .csv or .tex");
    }
}

}  // namespace lire::ui
