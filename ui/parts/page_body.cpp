// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/page_body.h"

#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <algorithm>

#include "ui/parts/empty_state.h"

namespace lire::ui {

namespace {

/// Keeps a page at least as high as its parts need at the width there is: a plain QScrollArea does
/// not know that lines wrap, and squeezes what stands beside them.
class PageArea final : public QScrollArea {
public:
    PageArea(QWidget* page, QWidget* parent) : QScrollArea(parent) {
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);  // its parts have the focus
        setWidget(page);
    }

protected:
    bool event(QEvent* event) override {
        const bool done = QScrollArea::event(event);
        if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) {
            fit();
        }
        return done;
    }
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) {
            fit();
        }
        return QScrollArea::eventFilter(watched, event);
    }
    void resizeEvent(QResizeEvent* event) override {
        QScrollArea::resizeEvent(event);
        fit();
    }

private:
    void fit() {
        QLayout* parts = widget()->layout();
        if (parts == nullptr) {
            return;
        }
        const int width = std::max(viewport()->width(), parts->totalMinimumSize().width());
        const int needed = parts->hasHeightForWidth() ? parts->totalMinimumHeightForWidth(width)
                                                      : parts->totalMinimumSize().height();
        if (widget()->minimumHeight() != needed) {
            widget()->setMinimumHeight(needed);
        }
    }
};

}  // namespace

PageBody::PageBody(const EmptyWords& words, QWidget* owner, bool scrolls)
    : QStackedLayout(owner), m_page(new QWidget(owner)) {
    auto* empty = new EmptyState(words.icon, words.headline, words.sentence, owner);
    connect(empty->addButton(words.button, words.leadsTo),
            &QPushButton::clicked,
            this,
            [this, to = words.leadsTo] { Q_EMIT pageWanted(to); });
    m_page->setObjectName(QStringLiteral("page"));
    addWidget(emptyPage(words.title, empty, owner));
    addWidget(scrolls ? new PageArea(m_page, owner) : m_page);
}

void PageBody::setFilled(bool filled) {
    setCurrentIndex(filled ? 1 : 0);
}

}  // namespace lire::ui
