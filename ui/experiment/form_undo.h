// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLineEdit;
class QPlainTextEdit;
class QString;
class QWidget;

namespace lire::ui {

/// A text field's own undo stops at its edge; after this call Ctrl+Z and Ctrl+Shift+Z in it are the
/// page's undo, which knows every change. Thread: window.
void leaveUndoToThePage(QWidget* text);
/// The same for a line that becomes part of the document when it is left: what is being typed into
/// it is its own to undo.
void leaveUndoToThePageUnlessTyped(QLineEdit* line);

/// Another text, of which only what differs is written: undone and done again, the cursor stays
/// where the change was.
void rewrite(QPlainTextEdit& text, const QString& content);

}  // namespace lire::ui
