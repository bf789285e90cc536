// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/job_panel.h"
#include "ui/session.h"

class QCheckBox;
class QGridLayout;
class QLabel;
class QSlider;

namespace lire::ui {

class PageBody;
class JobTexts;
class PageHead;
class ResultPlots;
class StagePlots;

/// All of the page Jobs; draws a run's snapshot and knows no session. Thread: window.
class JobsView final : public QWidget {
    Q_OBJECT
public:
    explicit JobsView(QWidget* parent = nullptr);

    /// Null: there is no run to show. `hold`: how this window stands to it; `busy`: some job is at
    /// work.
    void setSnapshot(const RunSnapshotPtr& snapshot, JobHold hold, bool busy);
    void setTheme(Theme theme);
    StagePlots& stages() { return *m_stages; }
    ResultPlots& results() { return *m_results; }
    double smoothing() const;
    void setSmoothing(double smoothing);
    bool following() const;
    void setFollowing(bool following);

Q_SIGNALS:
    void pauseWanted();
    void unpauseWanted();
    void resumeWanted();
    void stopWanted();
    void editWanted();
    void pageWanted(const QString& page);
    void doorOpened(const QString& key);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeHead();
    /// How many have their place in the width there is.
    int columns() const;
    /// Three columns; in a narrow window the results stand in a row under the other two, in the
    /// narrowest all under each other.
    void placeColumns();

    PageBody* m_body = nullptr;
    PageHead* m_head = nullptr;
    QSlider* m_smoothing = nullptr;
    QLabel* m_smoothingValue = nullptr;
    QCheckBox* m_follow = nullptr;
    StagePlots* m_stages = nullptr;
    ResultPlots* m_results = nullptr;
    QGridLayout* m_grid = nullptr;
    int m_columns = 0;            ///< as placed
    QWidget* m_curves = nullptr;  ///< the panel around m_stages
    QWidget* m_side = nullptr;
    JobPanel* m_job = nullptr;
    JobTexts* m_texts = nullptr;
    std::string m_stageAtWork;
};

}  // namespace lire::ui
