// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/form_undo.h"

#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QTextCursor>
#include <algorithm>

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

void rewrite(QPlainTextEdit& text, const QString& content) {
    const QString now = text.toPlainText();
    const auto [left, right] =
        std::mismatch(now.begin(), now.end(), content.begin(), content.end());
    const auto begin = static_cast<int>(left - now.begin());
    const auto most = std::min(now.size(), content.size()) - begin;
    int same = 0;  // characters at the end that stay
    while (same < most && now[now.size() - 1 - same] == content[content.size() - 1 - same]) {
        ++same;
    }
    QTextCursor cursor(text.document());
    cursor.setPosition(begin);
    cursor.setPosition(static_cast<int>(now.size()) - same, QTextCursor::KeepAnchor);
    cursor.insertText(content.mid(begin, content.size() - begin - same));
    text.setTextCursor(cursor);
}

}  // namespace lire::ui
