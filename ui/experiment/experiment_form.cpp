// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_form.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/experiment/form_group.h"
#include "ui/experiment/form_shape.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

using experiment::Field;
using experiment::FieldType;

ExperimentForm::ExperimentForm(ExperimentDocument& document, QWidget* parent)
    : QScrollArea(parent), m_document(document) {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Form of the experiment"));
    connect(&m_document, &ExperimentDocument::changed, this, &ExperimentForm::fill);
    build();
}

ExperimentForm::~ExperimentForm() {
    dropNames();
}

void ExperimentForm::setStep(int step) {
    if (step != m_step) {
        m_step = step;
        build();
        verticalScrollBar()->setValue(0);
        Q_EMIT stepChanged(step);
    }
}

void ExperimentForm::setErrors(const std::vector<Error>& errors) {
    m_errors = errors;
    for (auto& [pointer, row] : m_rows) {
        const auto found =
            std::find_if(errors.begin(), errors.end(), [&pointer = pointer](const Error& error) {
                // A fault inside a list ("/data/train/1") stands at the list's field.
                return error.place() == pointer || error.place().starts_with(pointer + "/");
            });
        row->setError(found == errors.end() ? nullptr : &*found);
    }
}

bool ExperimentForm::goTo(const std::string& pointer) {
    if (!isInForm(pointer, m_document.json())) {
        return false;
    }
    setStep(stepOf(pointer));
    std::string place = pointer;
    while (row(place) == nullptr && !place.empty()) {
        place.erase(place.rfind('/'));
    }
    FieldRow* found = row(place);
    if (found != nullptr) {
        for (QWidget* above = found->parentWidget(); above != nullptr && above != this;
             above = above->parentWidget()) {
            above->setVisible(true);
        }
        found->takeFocus();
        ensureWidgetVisible(found, 0, scaled(60));
    }
    return found != nullptr;
}

FieldRow* ExperimentForm::row(const std::string& pointer) const {
    const auto found = m_rows.find(pointer);
    return found == m_rows.end() ? nullptr : found->second;
}

void ExperimentForm::build() {
    const QString focused = focusedControl();
    const int scroll = verticalScrollBar()->value();
    m_rows.clear();
    dropNames();
    if (QWidget* old = takeWidget()) {
        old->hide();
        old->deleteLater();  // one of its widgets may be what asked for this
    }
    auto* inside = new QWidget;
    inside->setObjectName(QStringLiteral("clear"));
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, scaled(10), 0);
    column->setSpacing(scaled(8));
    const FormStep& step = formSteps().at(static_cast<std::size_t>(m_step));
    if (step.section.empty()) {
        for (const Field* field : experiment::children("")) {
            if (field->type != FieldType::Section && field->type != FieldType::Sections &&
                field->type != FieldType::NamedSections) {
                addRow(column, *field, field->pointer);
            }
        }
        addSection(column, *experiment::findField("/policy"), "/policy");
    } else if (const Field& field = *experiment::findField(step.section);
               field.type == FieldType::Section && !field.optional) {
        addFields(column, step.section, step.section);  // the panel's heading names it
    } else {
        addField(column, field, step.section);
    }
    column->addStretch(1);
    setWidget(inside);
    viewport()->setAutoFillBackground(false);
    setMinimumWidth(inside->minimumSizeHint().width() + scaled(12));
    m_shape = formShape(m_document.json());
    for (auto& [pointer, row] : m_rows) {
        row->show(m_document.find(pointer));
    }
    setErrors(m_errors);
    verticalScrollBar()->setValue(scroll);
    takeFocus(focused);
}

QString ExperimentForm::focusedControl() const {
    const QWidget* focus = QApplication::focusWidget();
    return isAncestorOf(focus) ? focus->objectName() : QString();
}

void ExperimentForm::takeFocus(const QString& control) {
    if (control.isEmpty()) {
        return;
    }
    auto* found = widget()->findChild<QWidget*>(control);
    // What it belonged to may be gone, as a policy that is removed.
    for (QString place = control.section(QLatin1Char('#'), 0, -2);
         found == nullptr && !place.isEmpty();
         place = place.section(QLatin1Char('/'), 0, -2)) {
        for (const char* near : {"#0", "#add", "#use", "#fold"}) {
            found = found != nullptr ? found
                                     : widget()->findChild<QWidget*>(place + QLatin1String(near));
        }
    }
    if (found == nullptr) {
        return;
    }
    found->setFocus(Qt::OtherFocusReason);
    if (auto* line = qobject_cast<QLineEdit*>(found)) {
        line->end(false);  // what is typed goes on there
    }
}

void ExperimentForm::fill() {
    if (formShape(m_document.json()) != m_shape) {
        build();
        return;
    }
    for (auto& [pointer, row] : m_rows) {
        row->show(m_document.find(pointer));
    }
}

void ExperimentForm::addFields(QVBoxLayout* into,
                               const std::string& section,
                               const std::string& pointer) {
    for (const Field* field : experiment::children(section)) {
        addField(into, *field, pointer + "/" + field->name());
    }
}

void ExperimentForm::addField(QVBoxLayout* into, const Field& field, const std::string& pointer) {
    switch (field.type) {
        case FieldType::Section:
            addSection(into, field, pointer);
            break;
        case FieldType::Sections:
            addElements(into, field, pointer);
            break;
        case FieldType::NamedSections:
            addNamed(into, field, pointer);
            break;
        case FieldType::Options:
            addOptions(into, pointer);
            break;
        default:
            addRow(into, field, pointer);
    }
}

void ExperimentForm::addRow(QVBoxLayout* into, const Field& field, const std::string& pointer) {
    auto* row = new FieldRow(field, pointer, context(), into->parentWidget());
    into->addWidget(row);
    m_rows[pointer] = row;
    int number = 0;
    for (QWidget* control : row->findChildren<QWidget*>()) {
        if (control->focusPolicy() != Qt::NoFocus && control->objectName().isEmpty()) {
            control->setObjectName(controlName(pointer, std::to_string(number++)));
        }
    }
    connect(row,
            &FieldRow::edited,
            this,
            [this, label = QString::fromStdString(field.label)](
                const std::string& place, const std::optional<nlohmann::json>& value) {
                m_document.set(place, value, label);
            });
    connect(row, &FieldRow::focused, this, &ExperimentForm::focused);
}

EditorContext ExperimentForm::context() const {
    EditorContext context{.folder = [this] { return m_document.folder().string(); }};
    const auto* models = m_document.find("/reward_models");
    if (models != nullptr && models->is_object()) {
        for (const auto& [name, settings] : models->items()) {
            context.rewardNames.push_back(name);
        }
    }
    return context;
}

}  // namespace lire::ui
