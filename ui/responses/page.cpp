// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/page.h"

#include <QVBoxLayout>

#include "core/report/evaluation_choice.h"
#include "ui/responses/responses_view.h"
#include "ui/session.h"

namespace lire::ui {
namespace {

/// The page Responses: the chosen run at the chosen temperature.
class ResponsesPage final : public Page {
public:
    ResponsesPage(Session& session, QWidget* parent)
        : Page(parent), m_session(session), m_view(new ResponsesView(this)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_view);
        setFocusProxy(m_view);
        connect(&session, &Session::selectionChanged, this, &ResponsesPage::follow);
        connect(&session, &Session::runsChanged, this, &ResponsesPage::follow);
        connect(&session, &Session::runChanged, this, [this](const QString& id) {
            if (id == m_run)
                ask();
        });
        connect(&session, &Session::themeChanged, this, [this] {
            m_view->setTheme(m_session.theme());
        });
        connect(
            &session, &Session::responsesReady, this, [this](quint64 request, ResponsesPtr found) {
                if (request != m_responsesAsked)
                    return;
                m_responses = std::move(found);
                draw();
            });
        connect(&session, &Session::promptsReady, this, [this](quint64 request, PromptsPtr found) {
            if (request != m_promptsAsked)
                return;
            m_prompts = std::move(found);
            draw();
        });
        connect(m_view, &ResponsesView::promptChosen, this, [this](const QString& prompt) {
            Selection selection = m_session.selection();
            selection.run = m_run;
            selection.prompt = prompt;
            m_session.select(selection);
        });
        connect(m_view, &ResponsesView::filterRemoved, this, [this] {
            Selection selection = m_session.selection();
            selection.prompts.clear();
            selection.filter.clear();
            m_session.select(selection);
        });
        connect(m_view, &ResponsesView::pageWanted, &session, &Session::openPage);
        m_view->setTheme(session.theme());
        follow();
    }

    nlohmann::json state() const override { return m_view->state(); }
    void restore(const nlohmann::json& state) override { m_view->restore(state); }
    bool settled() const override { return m_run.isEmpty() || (m_responses && m_prompts); }

private:
    void follow() {
        const Selection& selection = m_session.selection();
        QString run = selection.run;
        const RunListPtr all = m_session.runs();
        if (run.isEmpty() && all && !all->empty())
            run = QString::fromStdString(all->front().id);
        if (run != m_run) {
            m_run = run;
            m_evaluations = 0;
            m_responses.reset();
            m_prompts.reset();
            draw();
            if (!run.isEmpty())
                m_session.watchRun(run);
        }
        ask();
        if (selection.policy != m_policy || selection.temperature != m_temperature ||
            selection.step != m_step) {
            m_policy = selection.policy;
            m_temperature = selection.temperature;
            m_step = selection.step;
            draw();
        }
        if (selection.prompts != m_filter || selection.filter != m_words) {
            m_filter = selection.prompts;
            m_words = selection.filter;
            m_view->setFilter(m_filter, m_words);
        }
        if (!selection.prompt.isEmpty() && selection.prompt != m_view->prompt())
            m_view->choosePrompt(selection.prompt);
    }

    /// Responses are large: they are read again only when an evaluation was added.
    void ask() {
        const RunSnapshotPtr run = m_run.isEmpty() ? nullptr : m_session.run(m_run);
        if (!run)
            return;
        std::size_t evaluations = 1;
        for (const runs::Event& event : run->events)
            evaluations += std::holds_alternative<runs::EvaluationEvent>(event.body) ? 1U : 0U;
        if (evaluations == m_evaluations)
            return;
        m_evaluations = evaluations;
        m_responsesAsked = m_session.askResponses(m_run, {});
        m_promptsAsked = m_session.askPrompts(m_run);
    }

    /// Temperature, guide and watched policy: as chosen, else those of the newest evaluation.
    ResponseQuestion question() const {
        ResponseQuestion question;
        const RunSnapshotPtr run = m_session.run(m_run);
        const runs::EvaluationEvent* newest = nullptr;
        if (run)
            for (const runs::Event& event : run->events) {
                const auto* one = std::get_if<runs::EvaluationEvent>(&event.body);
                if (one == nullptr || (newest != nullptr && one->policy == "base"))
                    continue;
                const bool wanted = m_policy.isEmpty() || one->policy == m_policy.toStdString();
                const bool near =
                    !m_temperature || report::sameTemperature(one->temperature, *m_temperature);
                if (newest == nullptr || (wanted && near && (one->full || !newest->full)))
                    newest = one;
            }
        if (newest != nullptr) {
            question.temperature = m_temperature.value_or(newest->temperature);
            question.watched = m_policy.isEmpty() || m_policy == QLatin1String("base")
                                   ? newest->policy
                                   : m_policy.toStdString();
            question.guide = newest->guide;
            for (const auto& [name, reward] : newest->rewards)
                if (name != newest->guide && question.other.empty())
                    question.other = name;
        }
        if (m_step && !m_policy.isEmpty())
            question.step = *m_step;
        return question;
    }

    void draw() {
        if (!m_responses || !m_prompts) {
            m_view->setData(nullptr, nullptr, {});
            return;
        }
        m_view->setData(m_prompts, m_responses, question());
        if (!m_session.selection().prompt.isEmpty())
            m_view->choosePrompt(m_session.selection().prompt);
    }

    Session& m_session;
    ResponsesView* m_view;
    QString m_run;
    QString m_policy;
    std::optional<double> m_temperature;
    std::optional<qint64> m_step;
    std::vector<QString> m_filter;
    QString m_words;
    ResponsesPtr m_responses;
    PromptsPtr m_prompts;
    quint64 m_responsesAsked = 0;
    quint64 m_promptsAsked = 0;
    std::size_t m_evaluations = 0;
};

}  // namespace

PageKind responsesPage() {
    return {.id = QStringLiteral("responses"),
            .title = QObject::tr("Responses"),
            .icon = QStringLiteral("responses"),
            .group = QStringLiteral("results"),
            .help = QObject::tr("One prompt, what each policy answers, side by side."),
            .make = [](Session& session, QWidget* parent) -> Page* {
                return new ResponsesPage(session, parent);
            }};
}

}  // namespace lire::ui
