// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace lire::ui {

/// Scrolls a page where it does not fit, and keeps it at least as high as its parts need at the
/// width there is: a plain QScrollArea does not know that lines wrap, and squeezes what stands
/// beside them. Thread: window.
class PageArea final : public QScrollArea {
    Q_OBJECT
public:
    PageArea(QWidget* page, QWidget* parent);

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
};

/// A new widget that fills `owner`, which must have no layout yet, and scrolls in it: what a page
/// puts its parts into. Thread: window.
QWidget* scrolledInside(QWidget* owner);

}  // namespace lire::ui
