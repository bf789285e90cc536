// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/json_view.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include "core/experiment/experiment_text.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/form_undo.h"
#include "ui/experiment/sentence_start.h"
#include "ui/experiment/text_place.h"
#include "ui/parts/dropped_files.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

namespace {

constexpr int pauseMilliseconds = 400;  ///< a text is no JSON at most times while it is typed

}  // namespace

JsonView::JsonView(ExperimentDocument& document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_text(new QPlainTextEdit(this)),
      m_fault(new QLabel(this)),
      m_pause(new QTimer(this)) {
    m_text->setProperty("code", QStringLiteral("true"));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setUndoRedoEnabled(false);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("The experiment file's text"));
    leaveUndoToThePage(m_text);
    takeDroppedFiles(m_text->viewport(), {}, {});
    m_fault->setProperty("kind", QStringLiteral("error"));
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    m_fault->hide();
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(scaled(4));
    whole->addWidget(m_text, 1);
    whole->addWidget(m_fault);
    m_pause->setSingleShot(true);
    m_pause->setInterval(pauseMilliseconds);
    connect(m_pause, &QTimer::timeout, this, &JsonView::showFault);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        const QScopedValueRollback taking(m_taking, true);
        m_document.setText(m_text->toPlainText().toStdString());
    });
    connect(&m_document, &ExperimentDocument::changed, this, &JsonView::fill);
    fill();
}

void JsonView::goToFault() {
    showFault();
    if (const JsonFault* fault = m_document.fault()) {
        setCursorAt(fault->at);
    }
}

void JsonView::goTo(const std::string& pointer) {
    setCursorAt(placeInText(m_text->toPlainText().toStdString(), pointer));
}

void JsonView::setCursorAt(std::size_t byte) {
    const QByteArray before = m_text->toPlainText().toUtf8().left(static_cast<int>(byte));
    QTextCursor cursor = m_text->textCursor();
    cursor.setPosition(static_cast<int>(QString::fromUtf8(before).size()));
    m_text->setTextCursor(cursor);
    m_text->setFocus(Qt::OtherFocusReason);
}

void JsonView::fill() {
    if (m_document.fault() == nullptr) {
        m_pause->stop();
        showFault();
    } else {
        m_pause->start();
    }
    if (m_taking) {
        return;  // how it is written is the writer's
    }
    const std::string* broken = m_document.brokenText();
    const std::string shown = m_text->toPlainText().toStdString();
    if (broken == nullptr && !experiment::textFault(shown) &&
        nlohmann::json::parse(shown) == m_document.json()) {
        return;  // the text means it already
    }
    const int scroll = m_text->verticalScrollBar()->value();
    const QSignalBlocker quiet(m_text);
    rewrite(*m_text,
            QString::fromStdString(
                broken != nullptr ? *broken : experiment::experimentText(m_document.json())));
    if (!m_text->hasFocus()) {
        m_text->verticalScrollBar()->setValue(scroll);
    }
}

void JsonView::showFault() {
    m_pause->stop();
    const JsonFault* fault = m_document.fault();
    m_fault->setText(fault == nullptr ? QString()
                                      : asSentence(QString::fromStdString(fault->error.what())));
    m_fault->setVisible(fault != nullptr);
    restyle(m_text, "wrong", fault != nullptr ? QStringLiteral("true") : QStringLiteral("false"));
}

}  // namespace lire::ui
