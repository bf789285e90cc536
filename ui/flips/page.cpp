// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/page.h"

#include <QVBoxLayout>

#include "ui/flips/flips_view.h"
#include "ui/pages/chosen_run.h"
#include "ui/session.h"

namespace lire::ui {
namespace {

/// The page Flips: the chosen run's full responses.
class FlipsPage final : public Page {
public:
    FlipsPage(Session& session, QWidget* parent)
        : Page(parent),
          m_session(session),
          m_view(new FlipsView(this)),
          m_run(new ChosenRun(session, ChosenRun::Responses::Full, this)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_view);
        connect(m_run, &ChosenRun::changed, this, &FlipsPage::draw);
        connect(&session, &Session::selectionChanged, this, &FlipsPage::follow);
        connect(&session, &Session::themeChanged, this, [this] {
            m_view->setTheme(m_session.theme());
        });
        connect(m_view, &FlipsView::opened, this, &FlipsPage::open);
        connect(m_view, &FlipsView::pageWanted, &session, &Session::openPage);
        m_view->setTheme(session.theme());
        m_view->setRun(nullptr);
        draw();
        follow();
    }

    nlohmann::json state() const override {
        return {{"policy", m_view->policy().toStdString()}, {"temperature", m_view->temperature()}};
    }

    void restore(const nlohmann::json& state) override {
        m_view->choose(QString::fromStdString(state.value("policy", std::string())),
                       state.value("temperature", 1.0));
    }

    bool settled() const override { return m_run->settled(); }

private:
    void draw() {
        if (m_drawn != m_run->snapshot()) {  // responses arrive without another run
            m_drawn = m_run->snapshot();
            m_view->setRun(m_drawn, runName(m_session, m_run->id()));
        }
        m_view->setResponses(m_run->responses(), m_run->prompts());
    }

    void follow() {
        if (!m_session.selection().policy.isEmpty()) {
            m_view->choose(m_session.selection().policy, m_session.selection().temperature);
        }
    }

    void open(const std::vector<QString>& prompts, const QString& first, const QString& words) {
        Selection selection = m_session.selection();
        selection.run = m_run->id();
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
    ChosenRun* m_run;
    RunSnapshotPtr m_drawn;
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
