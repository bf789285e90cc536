// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_style.h"

#include <cmath>

#include "ui/plots/number_text.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

/// Ticks with a true minus sign, grouped thousands and the places that their distance needs.
class NumberTicker final : public QCPAxisTicker {
public:
    /// `whole`: what is counted has no halves.
    explicit NumberTicker(bool whole) : m_whole(whole) {}

protected:
    double getTickStep(const QCPRange& range) override {
        m_step = QCPAxisTicker::getTickStep(range);
        m_step = m_whole ? std::max(1.0, std::round(m_step)) : m_step;
        return m_step;
    }
    QString getTickLabel(double tick,
                         const QLocale& /*locale*/,
                         QChar /*format*/,
                         int /*precision*/) override {
        if (m_step < 1e-4 || std::abs(tick) >= 1e6) {
            return std::abs(tick) < 1e-3 * m_step ? QStringLiteral("0") : shortNumber(tick);
        }
        return numberText(tick, decimalsOf(m_step));
    }

private:
    bool m_whole;
    double m_step = 1.0;
};

/// A decade each, written as numbers.
class DecadeTicker final : public QCPAxisTickerLog {
protected:
    QString getTickLabel(double tick,
                         const QLocale& /*locale*/,
                         QChar /*format*/,
                         int /*precision*/) override {
        return shortNumber(tick);
    }
};

void styleFrame(QCPAxis& axis, const Palette& colours) {
    axis.setBasePen(QPen(colours.plotAxis, 1.0));
    axis.setTickPen(QPen(colours.plotAxis, 1.0));
    axis.setTickLength(0, 4);
    axis.setSubTicks(false);
    axis.setTickLabelColor(colours.text2);
    axis.setLabelColor(colours.text2);
    axis.setTickLabelFont(textFont(11));
    axis.setLabelFont(textFont(11));
    axis.setTickLabelPadding(3);
    axis.setLabelPadding(3);
    axis.grid()->setPen(QPen(colours.plotGrid, 1.0));
    axis.grid()->setSubGridVisible(false);
    axis.grid()->setZeroLinePen(QPen(colours.plotGrid, 1.2));
    axis.grid()->setAntialiased(false);
}

void addLayer(QCustomPlot& plot, const char* name, QCPLayer::LayerMode mode) {
    if (plot.layer(QLatin1String(name)) != nullptr) {
        return;
    }
    plot.addLayer(QLatin1String(name));
    plot.layer(QLatin1String(name))->setMode(mode);
}

}  // namespace

void stylePlot(QCustomPlot& plot, Theme theme) {
    const Palette& colours = palette(theme);
    plot.setBackground(QBrush(colours.plot));
    plot.setPlottingHints(QCP::phCacheLabels | QCP::phFastPolylines);
    plot.setNotAntialiasedElements(QCP::aeGrid | QCP::aeFills | QCP::aeAxes);
    plot.setNoAntialiasingOnDrag(true);
    styleFrame(*plot.xAxis, colours);
    styleFrame(*plot.yAxis, colours);
    plot.axisRect()->setMinimumMargins(QMargins(8, 8, 12, 6));
    addLayer(plot, labelLayer, QCPLayer::lmLogical);
    addLayer(plot, crosshairLayer, QCPLayer::lmBuffered);
    plot.legend->setFont(textFont(11));
    plot.legend->setTextColor(colours.text);
    plot.legend->setBrush(QBrush(withOpacity(colours.plot, 0.86)));
    plot.legend->setBorderPen(QPen(colours.hairline, 1.0));
    plot.legend->setIconSize(28, 12);
    plot.legend->setRowSpacing(1);
}

void styleAxis(QCPAxis& axis, const report::Axis& wish, bool logarithmic, int pixels) {
    // A label each 80 pixels across, each 34 upwards: as many as can be read.
    const bool across = axis.orientation() == Qt::Horizontal;
    const int ticks = std::clamp(pixels / scaled(across ? 80 : 34), 2, across ? 8 : 6);
    axis.setLabel(QFontMetrics(axis.labelFont())
                      .elidedText(QString::fromStdString(wish.title), Qt::ElideRight, pixels));
    axis.setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (!wish.ticks.empty()) {
        const auto ticker = QSharedPointer<QCPAxisTickerText>::create();
        for (const auto& [place, name] : wish.ticks) {
            ticker->addTick(place, QString::fromStdString(name));
        }
        axis.setTicker(ticker);
        return;
    }
    if (logarithmic) {
        axis.setTicker(QSharedPointer<DecadeTicker>::create());
        return;
    }
    const auto ticker = QSharedPointer<NumberTicker>::create(wish.title == "step");
    ticker->setTickCount(ticks);
    axis.setTicker(ticker);
}

QColor withOpacity(QColor colour, double opacity) {
    colour.setAlphaF(static_cast<float>(opacity));
    return colour;
}

QPen seriesPen(const report::Series& series, Theme theme) {
    MethodStyle style = methodStyle(QString::fromStdString(series.method), theme);
    // What belongs to no method (a reward model, a reading of flips) is no guide either.
    if (series.method.empty()) {
        style.colour = palette(theme).accent, style.line = Qt::SolidLine;
    }
    QPen pen(style.colour, 1.8, style.line);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    // Dashes tell curves with marks apart; a dense line of a single policy reads best solid.
    if (series.mark == report::Mark::Line) {
        pen.setStyle(Qt::SolidLine);
    }
    if (series.mark == report::Mark::Guide) {
        pen = QPen(palette(theme).muted, 1.2, Qt::DashLine);
    }
    if (series.openMarks) {
        pen.setStyle(Qt::DashLine);
    }
    if (series.faint) {
        pen.setColor(withOpacity(style.colour, 0.35));
        pen.setWidthF(1.0);
        pen.setStyle(Qt::SolidLine);
    }
    return pen;
}

QCPScatterStyle seriesMark(const report::Series& series, Theme theme, double size) {
    MethodStyle style = methodStyle(QString::fromStdString(series.method), theme);
    if (series.method.empty()) {
        style.colour = palette(theme).accent, style.scatter = QCPScatterStyle::ssSquare;
    }
    const auto shape = static_cast<QCPScatterStyle::ScatterShape>(style.scatter);
    // An open mark is filled with the ground, so that its line does not run through it.
    if (series.openMarks && shape == QCPScatterStyle::ssDisc) {
        return {QCPScatterStyle::ssCircle, QPen(style.colour, 1.6), palette(theme).plot, size};
    }
    // Of a mark that is open anyway the variant is half filled, or circled where it has no inside.
    if (series.openMarks && !style.filled) {
        const QPen pen(style.colour, 1.6);
        switch (shape) {
            case QCPScatterStyle::ssPlus:
                return {QCPScatterStyle::ssPlusCircle, pen, palette(theme).plot, size};
            case QCPScatterStyle::ssCross:
                return {QCPScatterStyle::ssCrossCircle, pen, palette(theme).plot, size};
            default:
                return {shape, pen, withOpacity(style.colour, 0.5), size};
        }
    }
    const QBrush fill(style.filled && !series.openMarks ? style.colour : palette(theme).plot);
    return {shape, QPen(style.colour, 1.6), fill, size};
}

void drawSeriesMark(QPainter& painter,
                    const report::Series& series,
                    Theme theme,
                    const QPointF& at) {
    // A mark is drawn by the plot's own painter class: as a pixmap it fits any painter.
    constexpr int side = 14;
    const double ratio = painter.device()->devicePixelRatioF();
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QCPPainter inner(&pixmap);
    inner.setRenderHint(QPainter::Antialiasing);
    const QCPScatterStyle mark = seriesMark(series, theme, 8.0);
    mark.applyTo(&inner, mark.pen());
    mark.drawShape(&inner, QPointF(side / 2.0, side / 2.0));
    inner.end();
    painter.drawPixmap(at - QPointF(side / 2.0, side / 2.0), pixmap);
}

}  // namespace lire::ui
