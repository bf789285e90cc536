// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/json_view.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "core/experiment/experiment_text.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/form_undo.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

namespace {

constexpr int pauseMilliseconds = 400;

/// "line 12: …" of a parse error at a byte of the text.
QString faultInWords(const std::string& text, const nlohmann::json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    const auto line = 1 + std::count(text.begin(), end, '\n');
    const std::string words = error.what();
    const auto cause = words.find("syntax error");
    return QObject::tr("Line %1 is no JSON: %2")
        .arg(line)
        .arg(QString::fromStdString(cause == std::string::npos ? words : words.substr(cause)));
}

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
    m_fault->setProperty("kind", QStringLiteral("error"));
    m_fault->setWordWrap(true);
    m_fault->hide();
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(scaled(4));
    whole->addWidget(m_text, 1);
    whole->addWidget(m_fault);
    m_pause->setSingleShot(true);
    m_pause->setInterval(pauseMilliseconds);
    connect(m_pause, &QTimer::timeout, this, &JsonView::take);
    connect(m_text, &QPlainTextEdit::textChanged, m_pause, qOverload<>(&QTimer::start));
    connect(&m_document, &ExperimentDocument::changed, this, &JsonView::fill);
    fill();
}

void JsonView::take() {
    m_pause->stop();
    const std::string typed = m_text->toPlainText().toStdString();
    try {
        nlohmann::json json = nlohmann::json::parse(typed);
        m_fault->hide();
        restyle(m_text, "wrong", QStringLiteral("false"));
        if (json.is_object()) {
            m_document.replace(std::move(json), tr("Edit the text"), "text");
            return;
        }
        m_fault->setText(tr("An experiment is a JSON object: begin with {"));
    } catch (const nlohmann::json::parse_error& error) {
        m_fault->setText(faultInWords(typed, error));
    }
    m_fault->show();
    restyle(m_text, "wrong", QStringLiteral("true"));
}

void JsonView::fill() {
    const auto shown = nlohmann::json::parse(m_text->toPlainText().toStdString(), nullptr, false);
    if (shown == m_document.json()) {
        return;  // the text means it already: how it is written is the writer's
    }
    const int scroll = m_text->verticalScrollBar()->value();
    const QSignalBlocker quiet(m_text);
    m_text->setPlainText(QString::fromStdString(experiment::experimentText(m_document.json())));
    m_text->verticalScrollBar()->setValue(scroll);
    m_fault->hide();
    restyle(m_text, "wrong", QStringLiteral("false"));
}

}  // namespace lire::ui
