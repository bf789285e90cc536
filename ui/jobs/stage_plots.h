// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <array>

#include "core/report/figures.h"
#include "ui/jobs/job_facts.h"
#include "ui/theme/palette.h"

class QComboBox;
class QTabBar;

namespace lire::ui {

class CrosshairLink;
class FigureView;

/// One stage's training curves: four plots over each other with one x axis and one crosshair (loss;
/// reward or accuracy; saturation; a quantity of choice), tabs for the stages. Thread: window.
class StagePlots final : public QWidget {
    Q_OBJECT
public:
    explicit StagePlots(QWidget* parent = nullptr);

    void setRun(report::RunEvents run, const std::vector<StageFacts>& stages);
    const report::RunEvents& run() const { return m_run; }
    /// Of the mean's weight, in [0, 1).
    void setSmoothing(double smoothing);
    /// Following: the stage at work is shown and all of it.
    void setFollowing(bool following, const std::string& stageAtWork);
    void setLinked(bool linked);
    void setTheme(Theme theme);
    QString stage() const;
    FigureView& view(std::size_t row) { return *m_views.at(row); }
    /// Shows a stage by its id.
    void chooseStage(const QString& stage);

Q_SIGNALS:
    /// The user zoomed: following ends.
    void zoomed();
    /// Another stage's tab was opened.
    void stageChanged();

private:
    void draw();

    QTabBar* m_tabs = nullptr;
    QComboBox* m_choice = nullptr;
    std::array<FigureView*, 4> m_views = {};
    CrosshairLink* m_link = nullptr;
    report::RunEvents m_run;
    std::vector<StageFacts> m_stages;
    double m_smoothing = 0.85;
    bool m_following = true;
};

/// max P and the gradient's weight in one figure: how far the softmax over the list is saturated.
/// Thread: any.
report::Figure saturationFigure(const report::RunEvents& run,
                                const std::string& stage,
                                double smoothing);

}  // namespace lire::ui
