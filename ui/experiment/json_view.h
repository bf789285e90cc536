// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <string>

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
    /// Puts the focus and the cursor where that pointer's value stands.
    void goTo(const std::string& pointer);

private:
    void setCursorAt(std::size_t byte);
    void fill();
    void showFault();

    ExperimentDocument& m_document;
    QPlainTextEdit* m_text;
    QLabel* m_fault;
    QTimer* m_pause;
    bool m_taking = false;  ///< the document changes by what is typed here
};

}  // namespace lire::ui
