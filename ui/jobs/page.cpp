// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/page.h"

#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/jobs/jobs_view.h"
#include "ui/pages/door_selection.h"

namespace lire::ui {
namespace {

/// The page Jobs: the chosen run, else the one at work, else the newest.
class JobsPage final : public Page {
public:
    JobsPage(Session& session, QWidget* parent)
        : Page(parent), m_session(session), m_view(new JobsView(this)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_view);
        connect(&session, &Session::runChanged, this, [this](const QString& id) {
            if (id == m_run) {
                draw();
            }
        });
        for (const auto signal :
             {&Session::jobChanged, &Session::selectionChanged, &Session::runsChanged}) {
            connect(&session, signal, this, &JobsPage::chooseRun);
        }
        connect(&session, &Session::themeChanged, this, [this] {
            m_view->setTheme(m_session.theme());
        });
        connect(m_view, &JobsView::pauseWanted, &session, &Session::pause);
        connect(m_view, &JobsView::unpauseWanted, &session, &Session::unpause);
        connect(m_view, &JobsView::stopWanted, this, [this] { m_session.stop(m_run); });
        connect(m_view, &JobsView::resumeWanted, this, [this] { m_session.resume(m_run); });
        connect(m_view, &JobsView::editWanted, this, [this] { m_session.editExperimentOf(m_run); });
        connect(m_view, &JobsView::pageWanted, this, [this](const QString& page) {
            if (!m_run.isEmpty() && page != QLatin1String("start")) {
                Selection selection = m_session.selection();
                selection.run = m_run;
                m_session.select(selection);
            }
            m_session.openPage(page);
        });
        connect(m_view, &JobsView::doorOpened, this, &JobsPage::open);
        m_view->setTheme(session.theme());
        chooseRun();
    }

    nlohmann::json state() const override {
        return {{"smoothing", m_view->smoothing()}, {"follow", m_view->following()}};
    }

    void restore(const nlohmann::json& state) override {
        m_view->setSmoothing(state.value("smoothing", 0.85));
        m_view->setFollowing(state.value("follow", true));
    }

    bool settled() const override {
        return m_run.isEmpty() ? m_session.runs() != nullptr : m_session.run(m_run) != nullptr;
    }

protected:
    void showEvent(QShowEvent* event) override {
        Page::showEvent(event);
        draw();
    }

private:
    void chooseRun() {
        const RunListPtr runs = m_session.runs();
        const auto isThere = [&](const QString& id) {
            // One that has just begun may be known before the list has it.
            return m_session.run(id) != nullptr || id == m_session.currentRun() ||
                   std::any_of(runs->begin(), runs->end(), [&id](const auto& one) {
                       return id == QString::fromStdString(one.id);
                   });
        };
        QString run = m_session.selection().run;
        if (run.isEmpty() || !isThere(run)) {
            run = m_session.currentRun();
        }
        if (run.isEmpty() && !runs->empty()) {
            run = QString::fromStdString(runs->front().id);
        }
        if (run != m_run && !run.isEmpty()) {
            m_session.watchRun(run);
        }
        m_run = std::move(run);
        draw();
    }

    void draw() {
        if (!isVisible()) {
            return;  // a run at work changes often: it is drawn where it is seen
        }
        const RunSnapshotPtr snapshot = m_run.isEmpty() ? nullptr : m_session.run(m_run);
        JobHold hold = JobHold::None;
        if (m_session.busy() && m_session.currentRun() == m_run) {
            hold = m_session.paused() ? JobHold::Paused : JobHold::Working;
        } else if (snapshot && snapshot->summary.state == "queued" && m_session.holds()) {
            hold = JobHold::Waiting;
        }
        m_view->setSnapshot(snapshot, hold, m_session.busy());
    }

    void open(const QString& key) {
        if (const auto selection = selectionBehind(key, m_session.selection())) {
            m_session.select(*selection);
            m_session.openPage(QStringLiteral("responses"));
        }
    }

    Session& m_session;
    JobsView* m_view;
    QString m_run;
};

}  // namespace

PageKind jobsPage() {
    return {.id = QStringLiteral("jobs"),
            .title = QObject::tr("Jobs"),
            .icon = QStringLiteral("jobs"),
            .group = QStringLiteral("make"),
            .help = QObject::tr("What a run is doing, drawn while it does it."),
            .make = [](Session& session, QWidget* parent) -> Page* {
                return new JobsPage(session, parent);
            }};
}

}  // namespace lire::ui
