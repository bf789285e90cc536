// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTimer;

namespace lire::ui {

class ExperimentDocument;

/// The experiment file's text beside its form, to read and to write: the document takes what is
/// typed here key by key; where it is no experiment, the fault and its line stand below once the
/// typing pauses. Thread: window.
class JsonView final : public QWidget {
    Q_OBJECT
public:
    explicit JsonView(ExperimentDocument& document, QWidget* parent = nullptr);
    QPlainTextEdit* text() const { return m_text; }
    /// Shows the fault and puts the focus and the cursor there.
    void goToFault();

private:
    void fill();
    void showFault();

    ExperimentDocument& m_document;
    QPlainTextEdit* m_text;
    QLabel* m_fault;
    QTimer* m_pause;
    bool m_taking = false;  ///< the document changes by what is typed here
};

}  // namespace lire::ui
