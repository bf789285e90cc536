// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <functional>

#include "ui/plots/figure_export.h"

class QPushButton;

namespace lire::ui {

/// What a right click on a plot offers: copy image, copy data, export, log axes, all, table.
/// Exports ask for a file; a fault is told beside the cursor and changes nothing. Thread: window.
class PlotMenu final : public QMenu {
    Q_OBJECT
public:
    /// `figure` must outlive the menu.
    PlotMenu(const report::Figure& figure, const ExportOptions& options, QWidget* parent);

Q_SIGNALS:
    void tableWanted();
    void allWanted();
    void logarithmicWanted(Qt::Orientation axis, bool logarithmic);

private:
    void copyImage() const;
    void copyData() const;
    void exportAs(const QString& ending);
    void addLogarithmic(const QString& text, Qt::Orientation axis, bool checked, bool possible);

    const report::Figure& m_figure;
    ExportOptions m_options;
};

/// The button of a page's head that exports its figure (SVG), Ctrl+E. `figure` is asked for when it
/// is pressed. Thread: window.
QPushButton* exportButton(std::function<const report::Figure*()> figure, QWidget* parent);

/// Asks for a file and writes `figure` to it. Thread: window.
void askAndExport(const report::Figure& figure,
                  const ExportOptions& options,
                  const QString& ending,
                  QWidget* parent);

}  // namespace lire::ui
