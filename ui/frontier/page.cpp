// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frontier/page.h"

#include <QAction>
#include <QVBoxLayout>

#include "ui/frontier/frontier_view.h"
#include "ui/pages/door_selection.h"

namespace lire::ui {
namespace {

/// The page Frontier: the ticked runs; the chosen run is ticked by itself.
class FrontierPage final : public Page {
public:
    FrontierPage(Session& session, QWidget* parent)
        : Page(parent), m_session(session), m_view(new FrontierView(this)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_view);
        connect(&session, &Session::runsChanged, this, &FrontierPage::draw);
        connect(&session, &Session::selectionChanged, this, &FrontierPage::draw);
        connect(&session, &Session::runChanged, this, [this](const QString& id) {
            if (m_shown.contains(id.toStdString())) {
                draw();
            }
        });
        connect(&session, &Session::themeChanged, this, [this] {
            m_view->setTheme(m_session.theme());
        });
        connect(m_view, &FrontierView::runTicked, this, [this](const QString& id, bool shown) {
            if (shown) {
                m_shown.insert(id.toStdString());
            } else {
                m_shown.erase(id.toStdString());
            }
            m_ticked = true;
            draw();
        });
        connect(m_view, &FrontierView::selected, this, [this](const QString& key) { select(key); });
        connect(m_view, &FrontierView::opened, this, [this](const QString& key) {
            select(key);
            m_session.openPage(QStringLiteral("responses"));
        });
        connect(m_view, &FrontierView::pageWanted, &session, &Session::openPage);
        auto* inspector = new QAction(tr("Show or hide the inspector"), this);
        // Where Shift makes another letter of the key, the letter is what arrives.
        inspector->setShortcuts({QKeySequence("Ctrl+Shift+\\"), QKeySequence("Ctrl+Shift+|")});
        addAction(inspector);
        connect(inspector, &QAction::triggered, this, [this] {
            m_view->setInspectorShown(!m_view->inspectorShown());
        });
        m_view->setTheme(session.theme());
        draw();
    }

    nlohmann::json state() const override {
        nlohmann::json state = m_view->state();
        state["shown"] = m_shown;
        return state;
    }

    void restore(const nlohmann::json& state) override {
        const nlohmann::json shown = state.value("shown", nlohmann::json::array());
        for (const nlohmann::json& run : shown) {
            if (run.is_string()) {
                m_shown.insert(run.get<std::string>());
            }
        }
        m_ticked = !m_shown.empty();
        m_view->restore(state);
        draw();
    }

    bool settled() const override {
        return m_session.runs() != nullptr &&
               std::all_of(m_shown.begin(), m_shown.end(), [this](const std::string& run) {
                   return m_session.run(QString::fromStdString(run)) != nullptr;
               });
    }

protected:
    void showEvent(QShowEvent* event) override {
        Page::showEvent(event);
        draw();
    }

private:
    void draw() {
        const RunListPtr all = m_session.runs();
        if (!all || !isVisible()) {
            return;
        }
        const std::string chosen = m_session.selection().run.toStdString();
        std::set<std::string> known;
        for (const runs::RunSummary& run : *all) {
            known.insert(run.id);
        }
        std::erase_if(m_shown, [&](const std::string& run) { return !known.contains(run); });
        // A run chosen elsewhere is shown here; without any choice the newest is.
        if (known.contains(chosen) && chosen != m_followed) {
            m_shown.insert(chosen);
        }
        m_followed = chosen;
        if (m_shown.empty() && !m_ticked && !all->empty()) {
            m_shown.insert(all->front().id);
        }
        std::vector<RunSnapshotPtr> snapshots;
        for (const std::string& run : m_shown) {
            const QString id = QString::fromStdString(run);
            if (m_watched.insert(run).second) {
                m_session.watchRun(id);
            }
            snapshots.push_back(m_session.run(id));
        }
        m_session.setShownRuns(m_shown);
        m_view->setRuns(*all, m_shown, snapshots);
    }

    void select(const QString& key) {
        auto selection = selectionBehind(key, m_session.selection());
        if (!selection) {
            return;
        }
        selection->filter =
            tr("from Frontier: %1, τ %2").arg(selection->policy).arg(*selection->temperature);
        m_followed = selection->run.toStdString();
        m_session.select(*selection);
    }

    Session& m_session;
    FrontierView* m_view;
    std::set<std::string> m_shown;
    std::set<std::string> m_watched;
    std::string m_followed;
    bool m_ticked = false;
};

}  // namespace

PageKind frontierPage() {
    return {.id = QStringLiteral("frontier"),
            .title = QObject::tr("Frontier"),
            .icon = QStringLiteral("frontier"),
            .group = QStringLiteral("results"),
            .help = QObject::tr("What each policy gains for how far it moved from the reference."),
            .make = [](Session& session, QWidget* parent) -> Page* {
                return new FrontierPage(session, parent);
            }};
}

}  // namespace lire::ui
