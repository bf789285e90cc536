// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/form_shape.h"

#include <QObject>
#include <QStringList>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>

#include "core/experiment/fields.h"
#include "core/objectives/registry.h"
#include "ui/experiment/line_editors.h"

namespace lire::ui {

namespace {

using nlohmann::json;

enum Step { RunStep, DataStep, RewardsStep, CandidatesStep, TrainStep, EvaluateStep };

json part(const json& experiment, const char* key) {
    const auto found = experiment.find(key);
    return found == experiment.end() ? json() : *found;
}

/// Walks the sections that forms are made of, beside what the experiment has of them. Values are no
/// part of it: none that is typed may have the form built anew under the hand that types.
void addShape(const json& section, const std::string& pattern, std::string& shape) {
    for (const experiment::Field* field : experiment::children(pattern)) {
        const json value = part(section, field->name().c_str());
        switch (field->type) {
            case experiment::FieldType::Section:
                if (field->optional) {
                    shape += value.is_null() ? "-" : "+";
                }
                addShape(value, field->pointer, shape);
                break;
            case experiment::FieldType::Sections:
                for (const json& element : value.is_array() ? value : json::array()) {
                    shape += '[';
                    addShape(element, field->pointer + "/*", shape);
                }
                break;
            case experiment::FieldType::NamedSections:
                if (value.is_object()) {
                    for (const auto& [name, element] : value.items()) {
                        shape += "{" + name + "\n";
                        addShape(element, field->pointer + "/*", shape);
                    }
                }
                break;
            case experiment::FieldType::Options:
                if (const auto* kind = objectiveOf(section)) {
                    shape += kind->name + ";";
                }
                break;
            default:
                break;
        }
    }
}

QString words(const json& section, const char* key, const QString& standard) {
    const auto found = section.is_object() ? section.find(key) : section.end();
    return section.is_object() && found != section.end() ? textOfValue(*found) : standard;
}

QString runSummary(const json& experiment) {
    const auto policy = part(experiment, "policy");
    const QString model = words(policy, "model", QObject::tr("no model"));
    return QString::fromStdString(std::filesystem::path(model.toStdString()).filename().string());
}

QString dataSummary(const json& data) {
    const auto train = data.is_object() ? data.value("train", json::array()) : json::array();
    const auto count = train.is_array() ? train.size() : 0;
    QString text = count == 1 ? QObject::tr("1 file") : QObject::tr("%1 files").arg(count);
    if (data.is_object() && data.contains("test_share") && data["test_share"].is_number()) {
        text += QObject::tr(" · %1 % for tests").arg(data["test_share"].get<double>() * 100.0);
    }
    return text;
}

QString trainSummary(const json& train) {
    QStringList titles;
    for (const auto& policy : train.is_array() ? train : json::array()) {
        const auto* kind = objectiveOf(policy);
        titles << (kind != nullptr ? QString::fromStdString(kind->title)
                                   : words(policy, "objective", {}));
    }
    return titles.isEmpty() ? QObject::tr("no policy") : titles.join(QStringLiteral(", "));
}

QString rewardsSummary(const json& models) {
    QStringList names;
    if (models.is_object()) {
        for (const auto& [name, settings] : models.items()) {
            names << QString::fromStdString(name);
        }
    }
    return names.isEmpty() ? QObject::tr("none") : names.join(QStringLiteral(", "));
}

bool isPointer(const std::string& text) {
    try {
        return text.starts_with('/') && !json::json_pointer(text).empty();
    } catch (const json::exception&) {
        return false;
    }
}

/// False where the text is no JSON pointer.
bool holds(const json& experiment, const std::string& pointer) {
    try {
        return experiment.contains(json::json_pointer(pointer));
    } catch (const json::exception&) {
        return false;
    }
}

/// "/train/0/options/beta" as a field; empty where that policy's objective has no such option.
std::optional<experiment::Field> optionField(const std::string& pointer, const json& experiment) {
    const std::size_t cut = pointer.rfind("/options/");
    if (cut == std::string::npos || !holds(experiment, pointer.substr(0, cut))) {
        return {};
    }
    const auto& policy = experiment.at(json::json_pointer(pointer.substr(0, cut)));
    if (const auto* kind = objectiveOf(policy)) {
        for (const OptionSpec& option : kind->options) {
            experiment::Field field = asField(option, pointer.substr(0, pointer.rfind('/')));
            if (field.pointer == pointer) {
                return field;
            }
        }
    }
    return {};
}

bool isNumber(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
        return std::isdigit(letter) != 0;
    });
}

/// What a place is called behind what it lies in; empty: nothing more is to be said.
QString wordOf(const std::string& place, const json& experiment) {
    using experiment::FieldType;
    const std::size_t cut = place.rfind('/');
    const std::string last = place.substr(cut + 1);
    if (const auto* field = experiment::findField(place)) {
        return field->type == FieldType::Options ? QString() : QString::fromStdString(field->label);
    }
    if (const auto option = optionField(place, experiment)) {
        return QString::fromStdString(option->label);
    }
    if (last.empty()) {
        return {};
    }
    const auto* above = experiment::findField(place.substr(0, cut));
    const bool counted = above != nullptr && above->type != FieldType::Section &&
                         above->type != FieldType::NamedSections &&
                         above->type != FieldType::Options && isNumber(last);
    if (counted) {
        const auto number = QString::number(QString::fromStdString(last).toULongLong() + 1);
        return above->type == FieldType::Sections ? QObject::tr("policy %1").arg(number) : number;
    }
    return QString::fromStdString(json::json_pointer(place).back());  // a name, unescaped
}

}  // namespace

const std::vector<FormStep>& formSteps() {
    static const std::vector<FormStep> steps = {{QObject::tr("Run"), ""},
                                                {QObject::tr("Data"), "/data"},
                                                {QObject::tr("Rewards"), "/reward_models"},
                                                {QObject::tr("Candidates"), "/candidates"},
                                                {QObject::tr("Train"), "/train"},
                                                {QObject::tr("Evaluate"), "/evaluate"}};
    return steps;
}

int stepOf(const std::string& pointer) {
    for (std::size_t step = 1; step < formSteps().size(); ++step) {
        const std::string& section = formSteps()[step].section;
        if (pointer == section || pointer.starts_with(section + "/")) {
            return static_cast<int>(step);
        }
    }
    return RunStep;
}

const objectives::ObjectiveKind* objectiveOf(const json& policy) {
    const auto given = part(policy, "objective");
    const std::string name = given.is_string() ? given.get<std::string>() : "lire";
    const auto& kinds = objectives::objectiveKinds();
    const auto found = std::find_if(
        kinds.begin(), kinds.end(), [&name](const auto& kind) { return kind.name == name; });
    return found == kinds.end() ? nullptr : &*found;
}

bool isInForm(const std::string& place, const json& experiment) {
    if (!isPointer(place)) {
        return false;
    }
    // An unknown key has no field; "/data/pairs.jsonl:3" is a file's line.
    const std::size_t cut = place.rfind('/');
    return experiment::findField(place) != nullptr || optionField(place, experiment) ||
           holds(experiment, place) ||
           (holds(experiment, place.substr(0, cut)) && place.find(':', cut) == std::string::npos);
}

QString placeInWords(const std::string& pointer, const json& experiment) {
    if (!isInForm(pointer, experiment)) {
        return QString::fromStdString(pointer);
    }
    QStringList words = {formSteps()[static_cast<std::size_t>(stepOf(pointer))].title};
    std::size_t end = pointer.find('/', 1);  // the outermost is the step, or a section of Run
    do {
        end = end == std::string::npos ? end : pointer.find('/', end + 1);
        if (const QString word = wordOf(pointer.substr(0, end), experiment); !word.isEmpty()) {
            words << word;
        }
    } while (end != std::string::npos);
    words.removeDuplicates();  // a step's own section
    return words.join(QStringLiteral(", "));
}

QString stepSummary(int step, const json& experiment) {
    if (!experiment.is_object()) {
        return {};
    }
    switch (step) {
        case RunStep:
            return runSummary(experiment);
        case DataStep:
            return dataSummary(part(experiment, "data"));
        case RewardsStep:
            return rewardsSummary(part(experiment, "reward_models"));
        case CandidatesStep: {
            const auto candidates = part(experiment, "candidates");
            return candidates.is_object()
                       ? QObject::tr("%1 a prompt")
                             .arg(words(candidates, "responses", QStringLiteral("4")))
                       : QObject::tr("none");
        }
        case TrainStep:
            return trainSummary(part(experiment, "train"));
        case EvaluateStep: {
            const auto evaluate = part(experiment, "evaluate");
            return evaluate.is_object()
                       ? QObject::tr("T %1").arg(
                             words(evaluate, "temperatures", QStringLiteral("0.7, 1.0, 1.3")))
                       : QObject::tr("nothing is measured");
        }
        default:
            return {};
    }
}

QString controlName(const std::string& pointer, const std::string& control) {
    return QString::fromStdString(pointer + "#" + control);
}

std::string formShape(const json& experiment) {
    std::string shape;
    addShape(experiment, "", shape);
    return shape;
}

}  // namespace lire::ui
