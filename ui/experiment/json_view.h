// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTimer;

namespace lire::ui {

class ExperimentDocument;

/// The experiment file's text beside its form, to read and to write: what is typed here is taken
/// once it is JSON; until then the fault and its line stand below. Thread: window.
class JsonView final : public QWidget {
    Q_OBJECT
public:
    explicit JsonView(ExperimentDocument& document, QWidget* parent = nullptr);
    QPlainTextEdit* text() const { return m_text; }
    /// Takes what was typed now, without the pause.
    void take();

private:
    void fill();

    ExperimentDocument& m_document;
    QPlainTextEdit* m_text;
    QLabel* m_fault;
    QTimer* m_pause;
};

}  // namespace lire::ui
