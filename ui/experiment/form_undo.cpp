// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/form_undo.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextCursor>
#include <algorithm>

namespace lire::ui {

namespace {

/// Takes the keys of undo away from a text field before it claims them.
class UndoKeys final : public QObject {
public:
    /// `typed`: the field that keeps them while it holds what was typed; null: none.
    explicit UndoKeys(QWidget* text, const QLineEdit* typed = nullptr)
        : QObject(text), m_typed(typed) {}

    bool eventFilter(QObject* watched, QEvent* event) override {
        const bool kept = m_typed != nullptr && m_typed->isModified();
        if (!kept && event->type() == QEvent::ShortcutOverride) {
            const auto* key = static_cast<QKeyEvent*>(event);
            if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
                event->ignore();
                return true;
            }
        }
        return QObject::eventFilter(watched, event);
    }

private:
    const QLineEdit* m_typed;
};

}  // namespace

void leaveUndoToThePage(QWidget* text) {
    text->installEventFilter(new UndoKeys(text));
}

void leaveUndoToThePageUnlessTyped(QLineEdit* line) {
    line->installEventFilter(new UndoKeys(line, line));
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
