// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/figure_view.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>

#include "core/report/figure_table.h"
#include "ui/plots/crosshair.h"
#include "ui/plots/curve_labels.h"
#include "ui/plots/figure_text.h"
#include "ui/plots/legend_strip.h"
#include "ui/plots/mark_pointer.h"
#include "ui/plots/plot_menu.h"
#include "ui/plots/plot_style.h"
#include "ui/plots/plot_zoom.h"
#include "ui/plots/series_drawing.h"
#include "ui/plots/table_view.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {
namespace {

constexpr int tickMs = 33;  // at most 30 replots a second
constexpr int ringWidth = 2;

}  // namespace

std::vector<KeyHint> plotKeys() {
    return {{QObject::tr("← → ↑ ↓"), QObject::tr("Next point, next series")},
            {QStringLiteral("Enter"), QObject::tr("Open the responses behind a point")},
            {QStringLiteral("+ − 0"), QObject::tr("Zoom in, out, show all")},
            {QStringLiteral("T"), QObject::tr("Table instead of the plot, and back")},
            {QObject::tr("Space Drag"), QObject::tr("Move the view")},
            {QObject::tr("Z Drag"), QObject::tr("Zoom where a drag selects")},
            {QStringLiteral("Alt+← Alt+→"), QObject::tr("View before, view after")}};
}

FigureView::FigureView(QWidget* parent) : QWidget(parent), m_theme(paintedTheme()) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_header = new QWidget(this);
    m_header->setObjectName(QStringLiteral("clear"));
    m_headerRow = new QHBoxLayout(m_header);
    m_headerRow->setContentsMargins(0, 0, 0, 0);
    m_headerRow->setSpacing(10);
    m_title = new QLabel(m_header);
    m_title->setProperty("kind", QStringLiteral("heading"));
    m_legend = new LegendStrip(m_header);
    m_headerRow->addWidget(m_title);
    m_headerRow->addWidget(m_legend, 1);
    column->addWidget(m_header);

    auto* body = new QFrame(this);
    body->setProperty("ring", QStringLiteral("off"));
    m_frame = body;
    m_stack = new QStackedLayout(body);
    m_stack->setContentsMargins(ringWidth, ringWidth, ringWidth, ringWidth);
    m_plot = new QCustomPlot(body);
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->setMouseTracking(true);
    m_plot->setMinimumSize(150, 84);
    m_table = new TableView(body);
    m_empty = new QLabel(body);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(scaled(16));
    m_empty->setProperty("kind", QStringLiteral("muted"));
    m_stack->addWidget(m_plot);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    column->addWidget(body, 1);

    stylePlot(*m_plot, m_theme);
    m_zoom = new PlotZoom(*m_plot);
    m_labels = new CurveLabels(*m_plot);
    m_pointer = std::make_unique<MarkPointer>(*m_plot, m_figure, m_hidden, m_drawn);
    m_plot->installEventFilter(this);  // after PlotZoom's: this one sees an event first
    m_table->installEventFilter(this);
    m_tick.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &FigureView::replotNow);
    connect(m_zoom, &PlotZoom::replotWanted, this, &FigureView::wantReplot);
    connect(m_zoom, &PlotZoom::allWanted, this, &FigureView::setAllRanges);
    connect(m_zoom, &PlotZoom::viewChanged, this, [this] { Q_EMIT viewChanged(m_zoom->chosen()); });
    connect(m_zoom, &PlotZoom::brushed, this, &FigureView::brushed);
    connect(m_zoom, &PlotZoom::doubleClicked, this, [this](const QPointF& place, bool& taken) {
        taken = m_pointer->openAt(place);
    });
    connect(m_legend, &LegendStrip::toggled, this, &FigureView::toggleSeries);
    connectPointer();
    setTheme(m_theme);
}

FigureView::~FigureView() = default;

void FigureView::connectPointer() {
    MarkPointer* pointer = m_pointer.get();
    connect(pointer, &MarkPointer::selected, this, &FigureView::selected);
    connect(pointer, &MarkPointer::activated, this, &FigureView::activated);
    connect(pointer, &MarkPointer::markChosen, this, &FigureView::markChosen);
    connect(pointer, &MarkPointer::readingChanged, this, &FigureView::readingChanged);
    connect(pointer, &MarkPointer::replotWanted, this, &FigureView::wantReplot);
    connect(pointer, &MarkPointer::crosshairMoved, this, [this](std::optional<double> x) {
        showCrosshair(x);
        Q_EMIT crosshairMoved(x);
    });
}

void FigureView::setFigure(report::Figure figure) {
    const bool sameSeries = figure.series.size() == m_figure.series.size();
    m_figure = std::move(figure);
    if (!sameSeries) {
        m_hidden.assign(m_figure.series.size(), false);
    }
    m_title->setText(QString::fromStdString(m_figure.title));
    m_title->setVisible(!m_figure.title.empty());
    m_title->setToolTip(QString::fromStdString(m_figure.caption));
    m_legend->setFigure(m_figure, m_theme);
    m_legend->setHidden(m_hidden);
    m_empty->setText(QString::fromStdString(m_figure.empty));
    m_plot->setAccessibleName(m_title->text());
    m_plot->setAccessibleDescription(figureSentence(m_figure));
    m_pointer->figureChanged();
    m_stale = true;
    setTableShown(m_tableShown);
    wantReplot();
}

void FigureView::setTheme(Theme theme) {
    m_theme = theme;
    stylePlot(*m_plot, theme);
    m_pointer->setTheme(theme);
    m_legend->setFigure(m_figure, theme);
    if (m_zone != nullptr) {
        m_zone->setBrush(withOpacity(lire::ui::palette(theme).warn, 0.12));
    }
    m_stale = true;
    wantReplot();
}

void FigureView::setHeaderShown(bool shown) {
    m_header->setVisible(shown);
}

void FigureView::setLabelsShown(bool shown) {
    m_labelsShown = shown;
    m_legend->setVisible(!shown);
    if (shown) {
        m_headerRow->addStretch(1);
    }
    m_stale = true;
    wantReplot();
}

void FigureView::setStacked(bool stacked) {
    m_stacked = stacked;
    m_stale = true;
    wantReplot();
}

void FigureView::setZone(double low, double high) {
    if (m_zone == nullptr) {
        m_zone = new QCPItemRect(m_plot);
        m_zone->setLayer(QStringLiteral("grid"));
        m_zone->setSelectable(false);
        for (QCPItemPosition* corner : {m_zone->topLeft, m_zone->bottomRight}) {
            corner->setTypeX(QCPItemPosition::ptAxisRectRatio);
        }
        m_zone->setPen(Qt::NoPen);
    }
    m_zone->topLeft->setCoords(0.0, high);
    m_zone->bottomRight->setCoords(1.0, low);
    setTheme(m_theme);
}

void FigureView::setCrosshairShown(bool shown) {
    m_pointer->setCrosshairShown(shown);
}

void FigureView::setBrushing(bool brushing) {
    m_zoom->setBrushing(brushing);
}

void FigureView::addToHeader(QWidget* widget) {
    m_headerRow->insertWidget(0, widget);
}

bool FigureView::tableShown() const {
    return m_tableShown;
}

void FigureView::setTableShown(bool shown) {
    m_tableShown = shown;
    if (shown) {
        m_table->setTable(report::readableTable(m_figure));
    }
    QWidget* seen = m_figure.series.empty() ? static_cast<QWidget*>(m_empty)
                    : shown                 ? static_cast<QWidget*>(m_table)
                                            : static_cast<QWidget*>(m_plot);
    if (m_stack->currentWidget() != seen) {
        m_stack->setCurrentWidget(seen);
    }
}

void FigureView::setLogarithmic(Qt::Orientation axis, bool logarithmic) {
    (axis == Qt::Horizontal ? m_logX : m_logY) = logarithmic;
    m_stale = true;
    showAll();
}

void FigureView::setHidden(std::size_t series, bool hidden) {
    if (series >= m_hidden.size()) {
        return;
    }
    m_hidden[series] = hidden;
    m_legend->setHidden(m_hidden);
    m_stale = true;
    wantReplot();
}

void FigureView::toggleSeries(std::size_t series, bool alone) {
    if (series >= m_hidden.size()) {
        return;
    }
    const bool isAlone = std::count(m_hidden.begin(), m_hidden.end(), false) == 1;
    if (alone) {
        // Alt again on the one that stands alone brings the others back.
        m_hidden.assign(m_hidden.size(), !(isAlone && !m_hidden[series]));
        m_hidden[series] = false;
    } else {
        m_hidden[series] = !m_hidden[series];
    }
    setHidden(series, m_hidden[series]);
}

void FigureView::setXAxisBare(bool bare) {
    m_bareX = bare;
    m_stale = true;
}

void FigureView::setLeftMargin(int pixels) {
    m_plot->axisRect()->setAutoMargins(QCP::msTop | QCP::msBottom | QCP::msRight);
    QMargins margins = m_plot->axisRect()->margins();
    margins.setLeft(pixels);
    m_plot->axisRect()->setMargins(margins);
}

void FigureView::showAll() {
    m_zoom->showAll();
}

bool FigureView::viewChosen() const {
    return m_zoom->chosen();
}

void FigureView::setAllRanges() {
    const PlotView all = boundsOf(
        m_figure, m_logX || m_figure.x.logarithmic, m_logY || m_figure.y.logarithmic, m_hidden);
    m_plot->xAxis->setRange(all.x);
    m_plot->yAxis->setRange(all.y);
}

void FigureView::setXRange(const QCPRange& range, bool chosen) {
    if (chosen) {
        m_zoom->show({range, m_plot->yAxis->range()});
    } else {
        showAll();
    }
}

void FigureView::rebuild() {
    m_stale = false;
    styleAxis(*m_plot->xAxis, m_figure.x, m_logX || m_figure.x.logarithmic, m_plot->width() - 80);
    styleAxis(*m_plot->yAxis,
              m_figure.y,
              m_logY || m_figure.y.logarithmic,
              m_plot->height() - (m_bareX ? 24 : 52));
    if (m_bareX) {
        m_plot->xAxis->setLabel({});
    }
    m_plot->xAxis->setTickLabels(!m_bareX);
    m_drawn = drawSeries(*m_plot, m_figure, m_theme);
    if (m_stacked) {
        fillStacked(m_drawn, m_theme);
    }
    for (std::size_t index = 0; index < m_drawn.size(); ++index) {
        m_drawn[index].setVisible(!(index < m_hidden.size() && m_hidden[index]));
    }
    m_labels->show(m_figure, m_theme, m_labelsShown, m_hidden, m_stacked);
    if (!m_zoom->chosen()) {
        setAllRanges();
    }
    m_pointer->redraw();
}

void FigureView::wantReplot() {
    m_waiting = true;
    if (!isVisible() || m_tick.isActive()) {
        return;
    }
    const qint64 since = m_sinceReplot.isValid() ? m_sinceReplot.elapsed() : tickMs;
    m_tick.start(static_cast<int>(std::max<qint64>(0, tickMs - since)));
}

void FigureView::replotNow() {
    if (!m_waiting || !isVisible()) {
        return;
    }
    updateNow();
}

void FigureView::updateNow() {
    m_waiting = false;
    if (m_stale) {
        rebuild();
    }
    m_sinceReplot.restart();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void FigureView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_waiting) {
        updateNow();
    }
}

void FigureView::showCrosshair(std::optional<double> x) {
    if (!x) {
        m_pointer->crosshair().hide();
        m_legend->setValues({});
        return;
    }
    if (m_stack->currentWidget() == m_plot) {
        m_pointer->crosshair().showAt(*x);
    }
    m_legend->setValues(valuesAt(m_figure, *x));
}

void FigureView::setSelectedKey(const QString& key) {
    m_pointer->setSelectedKey(key);
}

QString FigureView::selectedKey() const {
    return m_pointer->selectedKey();
}

bool FigureView::keyPressed(const QKeyEvent& event) {
    if (event.modifiers().testFlag(Qt::AltModifier) ||
        event.modifiers().testFlag(Qt::ControlModifier)) {
        return false;
    }
    if (event.key() == Qt::Key_T) {
        toggleTable();
        return true;
    }
    return m_pointer->keyPressed(event.key());
}

bool FigureView::tableKeyPressed(const QKeyEvent& event) {
    const bool closes = event.modifiers() == Qt::NoModifier &&
                        (event.key() == Qt::Key_T || event.key() == Qt::Key_Escape);
    if (closes) {
        toggleTable();
    }
    return closes;
}

void FigureView::toggleTable() {
    const bool focused = m_plot->hasFocus() || m_table->hasFocus();
    setTableShown(!m_tableShown);
    if (focused) {
        m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
    }
}

bool FigureView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table) {
        return event->type() == QEvent::KeyPress &&
               tableKeyPressed(*static_cast<QKeyEvent*>(event));
    }
    switch (event->type()) {
        case QEvent::KeyPress:
            return keyPressed(*static_cast<QKeyEvent*>(event));
        case QEvent::FocusIn:
        case QEvent::FocusOut:
            restyle(
                m_frame,
                "ring",
                event->type() == QEvent::FocusIn ? QStringLiteral("on") : QStringLiteral("off"));
            return false;
        case QEvent::Resize:
            m_stale = true;  // another length has other ticks
            wantReplot();
            return false;
        default:
            m_pointer->follow(*event);
            return QWidget::eventFilter(watched, event);
    }
}

void FigureView::contextMenuEvent(QContextMenuEvent* event) {
    ExportOptions options;
    options.logX = m_logX;
    options.logY = m_logY;
    options.stacked = m_stacked;
    options.foot = m_foot.toStdString();
    PlotMenu menu(m_figure, options, this);
    connect(&menu, &PlotMenu::tableWanted, this, &FigureView::toggleTable);
    connect(&menu, &PlotMenu::allWanted, this, &FigureView::showAll);
    connect(&menu, &PlotMenu::logarithmicWanted, this, &FigureView::setLogarithmic);
    menu.exec(event->globalPos());
}

}  // namespace lire::ui
