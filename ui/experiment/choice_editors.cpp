// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/choice_editors.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QWheelEvent>

#include "ui/experiment/form_undo.h"
#include "ui/experiment/line_editors.h"
#include "ui/parts/dropped_files.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

namespace {

constexpr const char* devicePointer = "/device";

/// A box that the wheel passes by: the form scrolls, no value changes unseen.
class StillComboBox final : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

}  // namespace

SwitchEditor::SwitchEditor(const experiment::Field& field, QWidget* parent)
    : FieldEditor(parent),
      m_box(new QCheckBox(this)),
      m_standard(field.standard.is_boolean() && field.standard.get<bool>()) {
    m_box->setText(tr("yes"));
    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_box);
    whole->addStretch(1);
    connect(m_box, &QCheckBox::clicked, this, [this](bool on) { Q_EMIT edited(on); });
}

void SwitchEditor::show(const nlohmann::json* value) {
    m_box->setChecked(value != nullptr && value->is_boolean() ? value->get<bool>() : m_standard);
}

void SwitchEditor::setWrong(bool wrong) {
    restyle(m_box, "wrong", wrong ? QStringLiteral("true") : QStringLiteral("false"));
}

QWidget* SwitchEditor::control() {
    return m_box;
}

ChoiceEditor::ChoiceEditor(const experiment::Field& field,
                           const std::vector<std::string>& choices,
                           QWidget* parent)
    : FieldEditor(parent), m_box(new StillComboBox(this)), m_standard(textOfValue(field.standard)) {
    if (m_standard.isEmpty()) {
        m_standard =
            field.type == experiment::FieldType::RewardName ? tr("the first by name") : tr("none");
        m_box->addItem(m_standard);
    }
    for (const auto& choice : choices) {
        m_box->addItem(QString::fromStdString(choice), QString::fromStdString(choice));
    }
    if (field.pointer == devicePointer) {
        m_box->setEditable(true);
        m_box->setCompleter(nullptr);  // it would show more than was typed, and than is meant
        m_box->lineEdit()->setPlaceholderText(m_standard);
        leaveUndoToThePage(m_box->lineEdit());
        takeDroppedFiles(m_box->lineEdit(), {}, {});
    }
    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_box, 1);
    const auto take = [this](const QString& chosen) {
        const bool absent = m_box->findData(chosen) < 0 && chosen == m_standard;
        Q_EMIT edited(absent || chosen.isEmpty()
                          ? std::optional<nlohmann::json>()
                          : std::optional<nlohmann::json>(chosen.toStdString()));
    };
    connect(m_box, &QComboBox::textActivated, this, take);
    if (m_box->isEditable()) {
        connect(m_box->lineEdit(), &QLineEdit::textEdited, this, take);
    }
}

void ChoiceEditor::show(const nlohmann::json* value) {
    const QString shown = value == nullptr || value->is_null() ? m_standard : textOfValue(*value);
    const bool emptied = m_box->isEditable() && m_box->currentText().isEmpty() &&
                         shown == m_standard && m_box->lineEdit()->hasFocus();
    if (m_box->currentText() == shown || emptied) {
        return;  // emptied means the default; the placeholder shows it
    }
    int at = m_box->findText(shown);
    if (at < 0 && m_box->isEditable()) {
        m_box->setEditText(shown);
        return;
    }
    if (at < 0) {
        m_box->addItem(shown, shown);  // a wrong name of the file stays in sight
        at = m_box->count() - 1;
    }
    m_box->setCurrentIndex(at);
}

void ChoiceEditor::setWrong(bool wrong) {
    restyle(m_box, "wrong", wrong ? QStringLiteral("true") : QStringLiteral("false"));
}

QWidget* ChoiceEditor::control() {
    return m_box;
}

}  // namespace lire::ui
