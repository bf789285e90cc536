// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>
#include <map>
#include <vector>

#include "ui/pages/page.h"

class QUndoGroup;

namespace lire::ui {

/// The pages, each made when it is first opened, with the way back and forward through them.
/// A page's undo stacks (its children) join `undo`. Thread: window.
class PageStack final : public QStackedWidget {
    Q_OBJECT
public:
    PageStack(Session& session, QUndoGroup& undo, QWidget* parent = nullptr);

    /// Shows the page; an unknown id changes nothing.
    void open(const QString& id);
    void back();
    void forward();
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_visited.size(); }
    QString current() const;
    Page* currentPage() const;
    /// Makes the page where it is not yet there.
    Page* page(const QString& id);

    nlohmann::json state() const;
    /// Kept for the pages that are made later.
    void restore(const nlohmann::json& state);

Q_SIGNALS:
    void opened(const QString& id);

private:
    void show(const QString& id);

    Session& m_session;
    QUndoGroup& m_undo;
    std::map<QString, Page*> m_pages;
    std::vector<QString> m_visited;
    std::size_t m_at = 0;
    nlohmann::json m_stored = nlohmann::json::object();
};

}  // namespace lire::ui
