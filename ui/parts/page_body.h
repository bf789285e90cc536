// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedLayout>

namespace lire::ui {

/// What a page says while it has nothing to show, and where its button leads.
struct EmptyWords {
    QString title = {};  ///< the page's
    QString icon = {};   ///< also the page's
    QString headline = {};
    QString sentence = {};
    QString button = {};   ///< "Open Start"
    QString leadsTo = {};  ///< a page's id
};

/// A page and what stands in its place while it has nothing to show. Installs itself as its owner's
/// layout. `scrolls`: the page is never lower or narrower than its parts allow, and scrolls where
/// the window is. Thread: window.
class PageBody final : public QStackedLayout {
    Q_OBJECT
public:
    PageBody(const EmptyWords& words, QWidget* owner, bool scrolls = false);

    /// Where the page's own widgets go.
    QWidget* page() const { return m_page; }
    void setFilled(bool filled);

Q_SIGNALS:
    void pageWanted(const QString& id);

private:
    QWidget* m_page;
};

}  // namespace lire::ui
