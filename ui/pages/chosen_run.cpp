// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chosen_run.h"

#include <algorithm>

#include "core/report/run_names.h"

namespace lire::ui {

QString runName(const Session& session, const QString& run) {
    const RunListPtr all = session.runs();
    if (!all) {
        return {};
    }
    const std::vector<std::string> names = report::distinctNames(*all);
    for (std::size_t index = 0; index < all->size(); ++index) {
        if ((*all)[index].id == run.toStdString()) {
            return QString::fromStdString(names[index]);
        }
    }
    return {};
}

ChosenRun::ChosenRun(Session& session, Responses which, QObject* parent)
    : QObject(parent), m_session(session), m_which(which) {
    connect(&session, &Session::selectionChanged, this, &ChosenRun::choose);
    connect(&session, &Session::runsChanged, this, &ChosenRun::choose);
    connect(&session, &Session::runChanged, this, [this](const QString& id) {
        if (id == m_id) {
            ask();
        }
    });
    connect(&session, &Session::responsesReady, this, [this](quint64 request, ResponsesPtr found) {
        if (request == m_responsesAsked) {
            m_responses = std::move(found);
            Q_EMIT changed();
        }
    });
    connect(&session, &Session::promptsReady, this, [this](quint64 request, PromptsPtr found) {
        if (request == m_promptsAsked) {
            m_prompts = std::move(found);
            Q_EMIT changed();
        }
    });
    choose();
}

void ChosenRun::choose() {
    QString run = m_session.selection().run;
    const RunListPtr all = m_session.runs();
    if (run.isEmpty() && all && !all->empty()) {
        run = QString::fromStdString(all->front().id);
    }
    if (run != m_id) {
        m_id = run;
        m_evaluations = 0;
        m_responsesAsked = 0;
        m_promptsAsked = 0;
        m_snapshot.reset();
        m_responses.reset();
        m_prompts.reset();
        Q_EMIT changed();
        if (!run.isEmpty()) {
            m_session.watchRun(run);
        }
    }
    ask();
}

void ChosenRun::ask() {
    const RunSnapshotPtr run = m_id.isEmpty() ? nullptr : m_session.run(m_id);
    if (!run) {
        return;
    }
    const auto counts = [this](const runs::Event& event) {
        const auto* one = std::get_if<runs::EvaluationEvent>(&event.body);
        return one != nullptr && (one->full || m_which == Responses::All);
    };
    const auto evaluations =
        static_cast<std::size_t>(1 + std::count_if(run->events.begin(), run->events.end(), counts));
    if (evaluations == m_evaluations) {
        return;
    }
    m_evaluations = evaluations;
    m_snapshot = run;
    runs::ResponseFilter filter;
    if (m_which == Responses::Full) {
        filter.full = true;
    }
    m_responsesAsked = m_session.askResponses(m_id, filter);
    m_promptsAsked = m_session.askPrompts(m_id);
    Q_EMIT changed();
}

}  // namespace lire::ui
