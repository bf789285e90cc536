// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/field_editor.h"

#include <algorithm>
#include <cctype>

#include "ui/experiment/choice_editors.h"
#include "ui/experiment/line_editors.h"
#include "ui/experiment/list_editors.h"

namespace lire::ui {

using experiment::Field;
using experiment::FieldType;

FieldEditor* makeEditor(const Field& field, const EditorContext& context, QWidget* parent) {
    switch (field.type) {
        case FieldType::Boolean:
            return new SwitchEditor(field, parent);
        case FieldType::Choice:
            return new ChoiceEditor(field, field.choices, parent);
        case FieldType::RewardName:
            return new ChoiceEditor(field, context.rewardNames, parent);
        case FieldType::Choices:
            return new TicksEditor(field, field.choices, parent);
        case FieldType::RewardNames:
            return new TicksEditor(field, context.rewardNames, parent);
        case FieldType::Files:
            return new FilesEditor(field, context.folder, parent);
        case FieldType::Model:
        case FieldType::Folder:
            return new PathEditor(field, context.folder, parent);
        case FieldType::Number:
        case FieldType::Integer:
        case FieldType::Numbers:
        case FieldType::Text:
        default:
            return new LineEditor(field, parent);
    }
}

Field asField(const OptionSpec& option, const std::string& pointer) {
    Field field;
    field.pointer = pointer + "/" + option.name;
    field.label = option.name;
    std::replace(field.label.begin(), field.label.end(), '_', ' ');
    if (!field.label.empty()) {
        field.label[0] =
            static_cast<char>(std::toupper(static_cast<unsigned char>(field.label[0])));
    }
    if (field.label.starts_with("Sft ")) {
        field.label.replace(0, 3, "SFT");
    }
    field.standard = option.standard;
    field.help = option.help;
    field.lowest = option.lowest;
    field.highest = option.highest;
    field.lowestExcluded = option.lowestExcluded;
    field.highestExcluded = option.highestExcluded;
    field.choices = option.choices;
    switch (option.type) {
        case OptionType::Number:
            field.type = FieldType::Number;
            break;
        case OptionType::Integer:
            field.type = FieldType::Integer;
            break;
        case OptionType::Boolean:
            field.type = FieldType::Boolean;
            break;
        case OptionType::Choice:
            field.type = FieldType::Choice;
            break;
        case OptionType::Text:
            field.type = FieldType::Text;
            break;
    }
    return field;
}

}  // namespace lire::ui
