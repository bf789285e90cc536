// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the form that hold further fields: sections, elements of lists, named sections, and
// an objective's options.
#include <QApplication>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <utility>

#include "core/experiment/field_value.h"
#include "core/objectives/objective.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/form_group.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/form_undo.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

using namespace nlohmann::literals;

using experiment::Field;
using experiment::pointerPart;

namespace {

constexpr int pressMilliseconds = 20;  ///< between two looks whether a press is over

QLabel* muted(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", QStringLiteral("muted"));
    label->setWordWrap(true);
    return label;
}

QPushButton* addButton(QVBoxLayout* into, const QString& text, const std::string& pointer) {
    auto* button = new QPushButton(text, into->parentWidget());
    button->setObjectName(controlName(pointer, "add"));
    button->setIcon(icon(QStringLiteral("plus")));
    button->setProperty("kind", QStringLiteral("small"));
    into->addWidget(button, 0, Qt::AlignLeft);
    return button;
}

std::string freeName(const nlohmann::json* models) {
    std::string name = "rm";
    for (int number = 2; models != nullptr && models->is_object() && models->contains(name);
         ++number) {
        name = "rm" + std::to_string(number);
    }
    return name;
}

}  // namespace

FormGroup* ExperimentForm::addGroup(QVBoxLayout* into,
                                    const QString& title,
                                    const QString& help,
                                    const std::string& pointer) {
    const auto known = m_open.find(pointer);
    const bool open = known == m_open.end() || known->second;
    auto* group = new FormGroup(title, help, open, into->parentWidget());
    into->addWidget(group);
    group->title()->setObjectName(controlName(pointer, "fold"));
    connect(group, &FormGroup::folded, this, [this, pointer](bool isOpen) {
        m_open[pointer] = isOpen;
    });
    return group;
}

void ExperimentForm::addSection(QVBoxLayout* into, const Field& field, const std::string& pointer) {
    const QString label = QString::fromStdString(field.label);
    const QString help = QString::fromStdString(field.help);
    FormGroup* group = addGroup(into, label, help, pointer);
    const auto* value = m_document.find(pointer);
    const bool present = value != nullptr && !value->is_null();
    if (field.optional) {
        auto* box = new QCheckBox(tr("in use"), group);
        box->setObjectName(controlName(pointer, "use"));
        box->setChecked(present);
        box->setAccessibleName(tr("%1 in use").arg(label));
        box->setToolTip(help);
        group->head()->addWidget(box);
        connect(box, &QCheckBox::clicked, this, [this, pointer, label](bool on) {
            m_document.set(pointer,
                           on ? std::optional<nlohmann::json>(nlohmann::json::object())
                              : std::optional<nlohmann::json>(),
                           label);
        });
        if (!present) {
            group->body()->addWidget(muted(help, group));
            return;
        }
    }
    addFields(group->body(), field.pointer, pointer);
}

void ExperimentForm::addElements(QVBoxLayout* into,
                                 const Field& field,
                                 const std::string& pointer) {
    const auto* list = m_document.find(pointer);
    const std::size_t count = list != nullptr && list->is_array() ? list->size() : 0;
    into->addWidget(muted(QString::fromStdString(field.help), into->parentWidget()));
    for (std::size_t at = 0; at < count; ++at) {
        const std::string place = pointer + "/" + std::to_string(at);
        const auto* kind = objectiveOf(list->at(at));
        const QString title = tr("Policy %1: %2")
                                  .arg(at + 1)
                                  .arg(kind != nullptr ? QString::fromStdString(kind->title)
                                                       : tr("unknown objective"));
        FormGroup* group = addGroup(into, title, {}, place);
        addRemoveButton(group, place, title);
        addFields(group->body(), field.pointer + "/*", place);
    }
    connect(addButton(into, tr("Add a policy"), pointer),
            &QPushButton::clicked,
            this,
            [this, pointer, count] {
                m_document.set(pointer + "/" + std::to_string(count),
                               nlohmann::json{{"objective", "lire"}},
                               tr("Add a policy"));
            });
}

void ExperimentForm::addNamed(QVBoxLayout* into, const Field& field, const std::string& pointer) {
    into->addWidget(muted(QString::fromStdString(field.help), into->parentWidget()));
    const auto* models = m_document.find(pointer);
    if (models != nullptr && models->is_object()) {
        for (const auto& [name, settings] : models->items()) {
            const std::string place = pointer + "/" + pointerPart(name);
            const QString title = QString::fromStdString(name);
            FormGroup* group = addGroup(into, title, {}, place);
            auto* line = new QLineEdit(title, group);
            line->setObjectName(controlName(place, "name"));
            leaveUndoToThePageUnlessTyped(line);
            line->setFixedWidth(scaled(120));
            line->setAccessibleName(tr("Name of %1").arg(title));
            line->setToolTip(tr("Rename"));
            group->head()->addWidget(line);
            m_names[place] = line;
            connect(line, &QLineEdit::editingFinished, this, [this, pointer, from = name, line] {
                if (line->isModified()) {
                    renameSoon({pointer, from, line->text().trimmed().toStdString()});
                }
            });
            addRemoveButton(group, place, title);
            addFields(group->body(), field.pointer + "/*", place);
        }
    }
    connect(addButton(into, tr("Add a reward model"), pointer),
            &QPushButton::clicked,
            this,
            [this, pointer] {
                m_document.set(pointer + "/" + freeName(m_document.find(pointer)),
                               nlohmann::json{{"train", nlohmann::json::object()}},
                               tr("Add a reward model"));
            });
}

void ExperimentForm::addOptions(QVBoxLayout* into, const std::string& pointer) {
    const std::string policy = pointer.substr(0, pointer.rfind('/'));
    const auto* kind = objectiveOf(*m_document.find(policy));
    if (kind == nullptr) {
        return;
    }
    into->addWidget(muted(QString::fromStdString(kind->summary), into->parentWidget()));
    auto* equation = new QLabel(QString::fromStdString(kind->equation), into->parentWidget());
    equation->setProperty("kind", QStringLiteral("code"));
    equation->setWordWrap(true);
    equation->setTextInteractionFlags(Qt::TextSelectableByMouse);
    equation->setToolTip(QString::fromStdString(kind->source));
    into->addWidget(equation);
    for (const OptionSpec& option : kind->options) {
        const Field field = asField(option, pointer);
        addRow(into, field, field.pointer);
    }
}

void ExperimentForm::addRemoveButton(FormGroup* group,
                                     const std::string& pointer,
                                     const QString& what) {
    auto* button = new QToolButton(group);
    button->setObjectName(controlName(pointer, "remove"));
    button->setProperty("kind", QStringLiteral("quiet"));
    button->setIcon(icon(QStringLiteral("remove")));
    button->setToolTip(tr("Remove %1").arg(what));
    button->setAccessibleName(button->toolTip());
    button->setFocusPolicy(Qt::StrongFocus);
    group->head()->addWidget(button);
    connect(button, &QToolButton::clicked, this, [this, pointer, what] {
        m_document.set(pointer, std::nullopt, tr("Remove %1").arg(what));
    });
}

void ExperimentForm::renameSoon(Rename rename) {
    m_renames.push_back(std::move(rename));
    QMetaObject::invokeMethod(this, &ExperimentForm::takeRenames, Qt::QueuedConnection);
}

bool ExperimentForm::isPressed() const {
    const auto isOfTheForm = [this](const QWidget* above) {
        return above != nullptr && isAncestorOf(above->parentWidget());
    };
    return (QApplication::mouseButtons() != Qt::NoButton &&
            isAncestorOf(QApplication::focusWidget())) ||
           isOfTheForm(QApplication::activePopupWidget()) ||
           isOfTheForm(QApplication::activeModalWidget());
}

void ExperimentForm::takeRenames() {
    if (isPressed() && !m_renames.empty()) {
        QTimer::singleShot(pressMilliseconds, this, &ExperimentForm::takeRenames);
        return;
    }
    for (const Rename& one : std::exchange(m_renames, {})) {
        rename(one);
    }
}

void ExperimentForm::rename(const Rename& wanted) {
    const auto& [pointer, from, to] = wanted;
    const auto* models = m_document.find(pointer);
    if (to.empty() || to == from || models == nullptr || models->contains(to) ||
        !models->contains(from)) {
        return;
    }
    // The fields of the renamed model are made anew under its new name: the control that has the
    // focus keeps it.
    QString focused = focusedControl();
    const QString place = QString::fromStdString(pointer + "/" + pointerPart(from));
    if (focused.startsWith(place + QLatin1Char('/')) ||
        focused.startsWith(place + QLatin1Char('#'))) {
        focused =
            QString::fromStdString(pointer + "/" + pointerPart(to)) + focused.mid(place.size());
    }
    nlohmann::json next = m_document.json();
    nlohmann::json& all = next.at(nlohmann::json::json_pointer(pointer));
    all[to] = all.at(from);
    all.erase(from);
    const auto renameIn = [&from = from, &to = to](nlohmann::json& value) {
        if (value == from) {
            value = to;
        }
    };
    if (next.contains("/candidates/reward"_json_pointer)) {
        renameIn(next["/candidates/reward"_json_pointer]);
    }
    if (next.contains("/evaluate/rewards"_json_pointer)) {
        for (auto& name : next["/evaluate/rewards"_json_pointer]) {
            renameIn(name);
        }
    }
    m_document.replace(std::move(next), tr("Rename %1").arg(QString::fromStdString(from)));
    takeFocus(focused);
}

void ExperimentForm::dropNames() {
    for (const auto& [place, line] : m_names) {
        line->disconnect(this);
    }
    m_names.clear();
}

void ExperimentForm::takeNames() {
    const auto names = m_names;  // a name that is taken makes the lines anew
    for (const auto& [place, line] : names) {
        if (m_names.contains(place) && m_names.at(place) == line && line->isModified()) {
            const nlohmann::json::json_pointer pointer(place);
            rename({pointer.parent_pointer().to_string(),
                    pointer.back(),
                    line->text().trimmed().toStdString()});
        }
    }
}

}  // namespace lire::ui
