// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/page_stack.h"

#include <QApplication>
#include <QUndoGroup>
#include <QUndoStack>

#include "ui/pages/registry.h"

namespace lire::ui {

PageStack::PageStack(Session& session, QUndoGroup& undo, QWidget* parent)
    : QStackedWidget(parent), m_session(session), m_undo(undo) {}

void PageStack::open(const QString& id) {
    if (findPageKind(id) == nullptr || id == current()) {
        return;
    }
    if (!m_visited.empty()) {
        m_visited.resize(m_at + 1);
    }
    m_visited.push_back(id);
    m_at = m_visited.size() - 1;
    show(id);
}

void PageStack::back() {
    if (canGoBack()) {
        show(m_visited[--m_at]);
    }
}

void PageStack::forward() {
    if (canGoForward()) {
        show(m_visited[++m_at]);
    }
}

QString PageStack::current() const {
    return m_visited.empty() ? QString() : m_visited[m_at];
}

Page* PageStack::currentPage() const {
    return qobject_cast<Page*>(currentWidget());
}

Page* PageStack::page(const QString& id) {
    if (const auto found = m_pages.find(id); found != m_pages.end()) {
        return found->second;
    }
    const PageKind* kind = findPageKind(id);
    if (kind == nullptr) {
        return nullptr;
    }
    Page* made = kind->make(m_session, this);
    made->setObjectName(QStringLiteral("page"));
    made->setAttribute(Qt::WA_StyledBackground);
    made->setAccessibleName(kind->title);
    addWidget(made);
    m_pages[id] = made;
    for (QUndoStack* stack : made->findChildren<QUndoStack*>()) {
        m_undo.addStack(stack);
    }
    if (const auto stored = m_stored.find(id.toStdString()); stored != m_stored.end()) {
        made->restore(*stored);
    }
    return made;
}

nlohmann::json PageStack::state() const {
    nlohmann::json state = m_stored;
    for (const auto& [id, page] : m_pages) {
        state[id.toStdString()] = page->state();
    }
    return state;
}

void PageStack::restore(const nlohmann::json& state) {
    if (state.is_object()) {
        m_stored = state;
    }
}

void PageStack::show(const QString& id) {
    Page* shown = page(id);
    const QWidget* former = currentWidget();
    const QWidget* focused = QApplication::focusWidget();
    const bool leaves = focused == nullptr || focused->isAncestorOf(this) ||
                        (former != nullptr && former->isAncestorOf(focused));
    // Else what had the focus hands it to whatever comes next, in the window or on the page: no
    // control is marked that was not used.
    if (leaves) {
        setFocus(Qt::OtherFocusReason);
    }
    setCurrentWidget(shown);
    if (leaves) {
        QWidget* used = shown->focusWidget();
        (used != nullptr ? used : shown)->setFocus(Qt::OtherFocusReason);
    }
    const auto stacks = shown->findChildren<QUndoStack*>();
    m_undo.setActiveStack(stacks.isEmpty() ? nullptr : stacks.front());
    Q_EMIT opened(id);
}

}  // namespace lire::ui
