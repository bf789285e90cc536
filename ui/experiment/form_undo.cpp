// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/form_undo.h"

#include <QKeyEvent>
#include <QWidget>

namespace lire::ui {

namespace {

/// Takes the keys of undo away from a text field before it claims them.
class UndoKeys final : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::ShortcutOverride) {
            const auto* key = static_cast<QKeyEvent*>(event);
            if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
                event->ignore();
                return true;
            }
        }
        return QObject::eventFilter(watched, event);
    }
};

}  // namespace

void leaveUndoToThePage(QWidget* text) {
    text->installEventFilter(new UndoKeys(text));
}

}  // namespace lire::ui
