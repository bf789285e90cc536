// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_menu.h"

#include <QClipboard>
#include <QCursor>
#include <QFileDialog>
#include <QGuiApplication>
#include <QPushButton>
#include <QToolTip>
#include <algorithm>

#include "core/error.h"
#include "core/report/figure_table.h"
#include "ui/plots/figure_text.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

bool allPositive(const report::Figure& figure, bool x) {
    return std::all_of(
        figure.series.begin(), figure.series.end(), [x](const report::Series& series) {
            const std::vector<double>& values = x ? series.x : series.y;
            return std::all_of(
                values.begin(), values.end(), [](double value) { return !(value <= 0.0); });
        });
}

}  // namespace

void askAndExport(const report::Figure& figure,
                  const ExportOptions& options,
                  const QString& ending,
                  QWidget* parent) {
    const QString name = QString::fromStdString(figure.id) + QLatin1Char('.') + ending;
    QString file = QFileDialog::getSaveFileName(
        parent,
        QObject::tr("Export %1").arg(QString::fromStdString(figure.title)),
        name,
        QStringLiteral("%1 (*.%2)").arg(ending.toUpper(), ending));
    if (file.isEmpty()) {
        return;
    }
    if (!file.endsWith(QLatin1Char('.') + ending)) {
        file += QLatin1Char('.') + ending;
    }
    try {
        exportFigure(figure, file.toStdString(), options);
        QToolTip::showText(QCursor::pos(), QObject::tr("Saved as %1").arg(file), parent);
    } catch (const Error& error) {
        QToolTip::showText(QCursor::pos(), QString::fromStdString(error.what()), parent);
    }
}

QPushButton* exportButton(std::function<const report::Figure*()> figure, QWidget* parent) {
    auto* button =
        new QPushButton(icon(QStringLiteral("export"), Ink::Text), QObject::tr("Export…"), parent);
    button->setShortcut(Qt::CTRL | Qt::Key_E);
    QObject::connect(button, &QPushButton::clicked, button, [button, figure = std::move(figure)] {
        askAndExport(*figure(), {}, QStringLiteral("svg"), button->window());
    });
    return button;
}

PlotMenu::PlotMenu(const report::Figure& figure, const ExportOptions& options, QWidget* parent)
    : QMenu(parent), m_figure(figure), m_options(options) {
    addAction(tr("Copy image"), this, &PlotMenu::copyImage);
    addAction(tr("Copy data"), this, &PlotMenu::copyData);
    QMenu* exports = addMenu(tr("Export as"));
    for (const auto& [title, ending] : {std::pair("PNG image", "png"),
                                        std::pair("SVG drawing", "svg"),
                                        std::pair("PDF drawing", "pdf"),
                                        std::pair("CSV table", "csv"),
                                        std::pair("pgfplots (LaTeX)", "tex")}) {
        exports->addAction(QLatin1String(title), this, [this, end = QString::fromLatin1(ending)] {
            exportAs(end);
        });
    }
    addSeparator();
    addLogarithmic(
        tr("Logarithmic x axis"), Qt::Horizontal, options.logX, allPositive(figure, true));
    addLogarithmic(
        tr("Logarithmic y axis"), Qt::Vertical, options.logY, allPositive(figure, false));
    addSeparator();
    addAction(tr("Show all\t0"), this, &PlotMenu::allWanted);
    addAction(tr("Table\tT"), this, &PlotMenu::tableWanted);
}

void PlotMenu::addLogarithmic(const QString& text,
                              Qt::Orientation axis,
                              bool checked,
                              bool possible) {
    QAction* action = addAction(text);
    action->setCheckable(true);
    action->setChecked(checked);
    action->setEnabled(possible);
    if (!possible) {
        action->setToolTip(tr("Some values are zero or negative"));
    }
    connect(action, &QAction::triggered, this, [this, axis](bool on) {
        Q_EMIT logarithmicWanted(axis, on);
    });
}

void PlotMenu::copyImage() const {
    QGuiApplication::clipboard()->setImage(figureImage(m_figure, m_options));
}

void PlotMenu::copyData() const {
    QGuiApplication::clipboard()->setText(tabbedText(report::readableTable(m_figure)));
}

void PlotMenu::exportAs(const QString& ending) {
    askAndExport(m_figure, m_options, ending, parentWidget());
}

}  // namespace lire::ui
