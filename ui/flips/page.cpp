// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/page.h"

#include <QVBoxLayout>

#include "ui/flips/flips_view.h"
#include "ui/session.h"

namespace lire::ui {
namespace {

/// The page Flips: the chosen run's full responses, read anew when its evaluations grow.
class FlipsPage final : public Page {
public:
    FlipsPage(Session& session, QWidget* parent)
        : Page(parent), m_session(session), m_view(new FlipsView(this)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_view);
        connect(&session, &Session::selectionChanged, this, &FlipsPage::choose);
        connect(&session, &Session::runsChanged, this, &FlipsPage::choose);
        connect(&session, &Session::runChanged, this, [this](const QString& id) {
            if (id == m_run)
                draw();
        });
        connect(&session, &Session::themeChanged, this, [this] {
            m_view->setTheme(m_session.theme());
        });
        connect(
            &session, &Session::responsesReady, this, [this](quint64 request, ResponsesPtr found) {
                if (request == m_responsesAsked) {
                    m_responses = std::move(found);
                    m_view->setResponses(m_responses, m_prompts);
                }
            });
        connect(&session, &Session::promptsReady, this, [this](quint64 request, PromptsPtr found) {
            if (request == m_promptsAsked) {
                m_prompts = std::move(found);
                m_view->setResponses(m_responses, m_prompts);
            }
        });
        connect(m_view, &FlipsView::opened, this, &FlipsPage::open);
        connect(m_view, &FlipsView::pageWanted, &session, &Session::openPage);
        m_view->setTheme(session.theme());
        choose();
    }

    nlohmann::json state() const override {
        return {{"policy", m_view->policy().toStdString()}, {"temperature", m_view->temperature()}};
    }

    void restore(const nlohmann::json& state) override {
        m_view->choose(QString::fromStdString(state.value("policy", std::string())),
                       state.value("temperature", 1.0));
    }

    bool settled() const override { return m_run.isEmpty() || (m_responses && m_prompts); }

private:
    void choose() {
        QString run = m_session.selection().run;
        const RunListPtr all = m_session.runs();
        if (run.isEmpty() && all && !all->empty())
            run = QString::fromStdString(all->front().id);
        if (run != m_run) {
            m_run = run;
            m_evaluations = 0;
            m_responses.reset();
            m_prompts.reset();
            m_view->setResponses(nullptr, nullptr);
            if (!run.isEmpty())
                m_session.watchRun(run);
        }
        draw();
        if (!m_session.selection().policy.isEmpty())
            m_view->choose(m_session.selection().policy, m_session.selection().temperature);
    }

    void draw() {
        const RunSnapshotPtr run = m_run.isEmpty() ? nullptr : m_session.run(m_run);
        if (!run) {
            m_view->setRun(nullptr);
            return;
        }
        std::size_t evaluations = 1;
        for (const runs::Event& event : run->events)
            if (const auto* one = std::get_if<runs::EvaluationEvent>(&event.body))
                evaluations += one->full ? 1U : 0U;
        // Responses are large: they are read again only when a full evaluation was added.
        if (evaluations == m_evaluations)
            return;
        m_evaluations = evaluations;
        m_view->setRun(run);
        m_responsesAsked = m_session.askResponses(m_run, {.full = true});
        m_promptsAsked = m_session.askPrompts(m_run);
    }

    void open(const std::vector<QString>& prompts, const QString& first, const QString& words) {
        Selection selection = m_session.selection();
        selection.run = m_run;
        selection.policy = m_view->policy();
        selection.temperature = m_view->temperature();
        selection.step.reset();
        selection.prompt = first;
        selection.prompts = prompts;
        selection.filter = words;
        m_session.select(selection);
        m_session.openPage(QStringLiteral("responses"));
    }

    Session& m_session;
    FlipsView* m_view;
    QString m_run;
    ResponsesPtr m_responses;
    PromptsPtr m_prompts;
    quint64 m_responsesAsked = 0;
    quint64 m_promptsAsked = 0;
    std::size_t m_evaluations = 0;
};

}  // namespace

PageKind flipsPage() {
    return {.id = QStringLiteral("flips"),
            .title = QObject::tr("Flips"),
            .icon = QStringLiteral("flips"),
            .group = QStringLiteral("results"),
            .help = QObject::tr("Which prompts a policy made worse, in three readings."),
            .make = [](Session& session, QWidget* parent) -> Page* {
                return new FlipsPage(session, parent);
            }};
}

}  // namespace lire::ui
