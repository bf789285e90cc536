// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/page.h"

#include <QVBoxLayout>

#include "core/report/run_names.h"
#include "ui/pages/chosen_run.h"
#include "ui/responses/key_hints.h"
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

    nlohmann::json state() const override {
        nlohmann::json state = m_view->state();
        state["run"] = m_chosen.first.toStdString();
        state["policy"] = m_chosen.second.toStdString();
        return state;
    }
    void restore(const nlohmann::json& state) override {
        m_chosen = {QString::fromStdString(state.value("run", std::string())),
                    QString::fromStdString(state.value("policy", std::string()))};
        m_view->markPolicy(m_chosen.second.toStdString());
        m_view->restore(state);
    }
    std::vector<KeyHint> keys() const override { return responsesKeys(); }
    bool settled() const override { return m_run->settled(); }

protected:
    void showEvent(QShowEvent* event) override {
        Page::showEvent(event);
        m_view->setVariants(variants());  // other runs may stand beside this one now
    }

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

    /// Of the shown run, as the page Frontier draws it beside the others.
    std::set<std::string> variants() const {
        std::vector<report::RunEvents> together;
        std::set<std::string> shown = m_session.shownRuns();
        const std::string own = m_run->id().toStdString();
        if (!shown.contains(own)) {
            shown = {own};
        }
        for (const std::string& id : shown) {
            if (const RunSnapshotPtr run = m_session.run(QString::fromStdString(id))) {
                together.push_back({run->summary, run->events});
            }
        }
        std::set<std::string> variants;
        for (const auto& [run, policy] : report::variantPolicies(together)) {
            if (run == own) {
                variants.insert(policy);
            }
        }
        return variants;
    }

    void draw() {
        if (!m_run->responses() || !m_run->prompts()) {
            m_view->setData(nullptr, nullptr, {});
            return;
        }
        m_view->setRunName(runName(m_session, m_run->id()));
        m_view->setVariants(variants());
        m_view->setData(m_run->prompts(), m_run->responses(), question());
        // Once for each choice: the user may then move the column away.
        if (const std::pair choice(m_run->id(), m_policy); choice != m_chosen) {
            m_chosen = choice;
            m_view->choosePolicy(m_policy.toStdString());
        }
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
    std::pair<QString, QString> m_chosen;  ///< run and policy that the view was told
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
