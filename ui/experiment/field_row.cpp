// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/field_row.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <utility>

#include "ui/experiment/line_editors.h"
#include "ui/experiment/sentence_start.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

FieldRow::FieldRow(const experiment::Field& field,
                   std::string pointer,
                   const EditorContext& context,
                   QWidget* parent)
    : QWidget(parent),
      m_field(field),
      m_pointer(std::move(pointer)),
      m_editor(makeEditor(field, context, this)),
      m_error(new QLabel(this)),
      m_mend(new QPushButton(this)) {
    auto* label = new QLabel(QString::fromStdString(field.label), this);
    label->setFixedWidth(scaled(112));
    label->setMinimumHeight(scaled(28));
    label->setWordWrap(true);
    label->setBuddy(m_editor->control());
    label->setToolTip(QString::fromStdString(field.help));
    m_error->setProperty("kind", QStringLiteral("error"));
    m_error->setWordWrap(true);
    m_error->hide();
    m_mend->setProperty("kind", QStringLiteral("small"));
    m_mend->hide();
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(scaled(8));
    grid->setVerticalSpacing(scaled(4));
    grid->addWidget(label, 0, 0, Qt::AlignTop);
    grid->addWidget(m_editor, 0, 1);
    grid->addWidget(m_error, 1, 1);
    grid->addWidget(m_mend, 2, 1, Qt::AlignLeft);
    grid->setColumnStretch(1, 1);

    m_editor->control()->setAccessibleName(QString::fromStdString(field.label));
    m_editor->control()->setAccessibleDescription(QString::fromStdString(field.help));
    m_editor->control()->setToolTip(QString::fromStdString(field.help));
    for (QWidget* child : m_editor->findChildren<QWidget*>()) {
        child->installEventFilter(this);
    }
    connect(m_editor, &FieldEditor::edited, this, [this](const auto& value) {
        Q_EMIT edited(m_pointer, value);
    });
    connect(m_mend, &QPushButton::clicked, this, [this] {
        // The default is what an absent key means.
        Q_EMIT edited(m_pointer, std::optional<nlohmann::json>());
    });
}

void FieldRow::show(const nlohmann::json* value) {
    m_editor->show(value);
}

void FieldRow::setError(const Error* error) {
    m_editor->setWrong(error != nullptr);
    m_error->setVisible(error != nullptr);
    m_mend->setVisible(error != nullptr && !m_field.needed);
    if (error != nullptr) {
        const QString words =
            asSentence(QString::fromStdString(error->problem() + "; " + error->mend()));
        m_error->setText(words);
        const QString standard = textOfValue(m_field.standard);
        m_mend->setText(standard.isEmpty() ? tr("Leave it out") : tr("Use %1").arg(standard));
        m_editor->control()->setAccessibleDescription(words);
    } else {
        m_error->clear();
        m_editor->control()->setAccessibleDescription(QString::fromStdString(m_field.help));
    }
}

QString FieldRow::errorText() const {
    return m_error->text();
}

void FieldRow::takeFocus() {
    m_editor->control()->setFocus(Qt::OtherFocusReason);
}

bool FieldRow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) {
        Q_EMIT focused(m_field, m_pointer);
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace lire::ui
