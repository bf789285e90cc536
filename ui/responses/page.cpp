// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/page.h"

#include <QVBoxLayout>

#include "ui/pages/chosen_run.h"
#include "ui/responses/response_question.h"
#include "ui/responses/responses_view.h"
#include "ui/session.h"

namespace lire::ui {
namespace {

/// The page Responses: the chosen run at the chosen temperature.
class ResponsesPage final : public Page {
public:
    ResponsesPage(Session& session, QWidget* parent)
        : Page(parent),
          m_session(session),
          m_view(new ResponsesView(this)),
          m_run(new ChosenRun(session, ChosenRun::Responses::All, this)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_view);
        setFocusProxy(m_view);
        connect(m_run, &ChosenRun::changed, this, &ResponsesPage::draw);
        connect(&session, &Session::selectionChanged, this, &ResponsesPage::follow);
        connect(&session, &Session::themeChanged, this, [this] {
            m_view->setTheme(m_session.theme());
        });
        connect(m_view, &ResponsesView::promptChosen, this, [this](const QString& prompt) {
            Selection selection = m_session.selection();
            selection.run = m_run->id();
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
        draw();
        follow();
    }

    nlohmann::json state() const override { return m_view->state(); }
    void restore(const nlohmann::json& state) override { m_view->restore(state); }
    bool settled() const override { return m_run->settled(); }

private:
    void follow() {
        const Selection& selection = m_session.selection();
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
        if (!selection.prompt.isEmpty() && selection.prompt != m_view->prompt()) {
            m_view->choosePrompt(selection.prompt);
        }
    }

    ResponseQuestion question() const {
        const RunSnapshotPtr run = m_session.run(m_run->id());
        return run ? responseQuestion(run->events,
                                      {.policy = m_policy.toStdString(),
                                       .temperature = m_temperature,
                                       .step = m_step})
                   : ResponseQuestion();
    }

    void draw() {
        if (!m_run->responses() || !m_run->prompts()) {
            m_view->setData(nullptr, nullptr, {});
            return;
        }
        m_view->setData(m_run->prompts(), m_run->responses(), question());
        if (!m_session.selection().prompt.isEmpty()) {
            m_view->choosePrompt(m_session.selection().prompt);
        }
    }

    Session& m_session;
    ResponsesView* m_view;
    ChosenRun* m_run;
    QString m_policy;
    std::optional<double> m_temperature;
    std::optional<qint64> m_step;
    std::vector<QString> m_filter;
    QString m_words;
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
