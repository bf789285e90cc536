// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/selection_state.h"

namespace lire::ui {

nlohmann::json toJson(const Selection& selection) {
    nlohmann::json json = {{"run", selection.run.toStdString()},
                           {"policy", selection.policy.toStdString()},
                           {"prompt", selection.prompt.toStdString()}};
    if (selection.temperature) {
        json["temperature"] = *selection.temperature;
    }
    if (selection.step) {
        json["step"] = *selection.step;
    }
    return json;
}

Selection selectionFromJson(const nlohmann::json& json) {
    Selection selection;
    if (!json.is_object()) {
        return selection;
    }
    const auto text = [&json](const char* key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_string()
                   ? QString::fromStdString(found->get<std::string>())
                   : QString();
    };
    selection.run = text("run");
    selection.policy = text("policy");
    selection.prompt = text("prompt");
    if (const auto found = json.find("temperature"); found != json.end() && found->is_number()) {
        selection.temperature = found->get<double>();
    }
    if (const auto found = json.find("step"); found != json.end() && found->is_number_integer()) {
        selection.step = found->get<qint64>();
    }
    return selection;
}

std::vector<Command> promptCommands(Session& session,
                                    const std::vector<runs::PromptRecord>& prompts) {
    std::vector<Command> commands;
    commands.reserve(prompts.size());
    for (const runs::PromptRecord& prompt : prompts) {
        if (prompt.split != "test") {
            continue;  // only test prompts have responses to read
        }
        const QString id = QString::fromStdString(prompt.id);
        commands.push_back({.section = QObject::tr("Prompts"),
                            .title = QString::fromStdString(prompt.text).simplified(),
                            .words = id,
                            .icon = QStringLiteral("responses"),
                            .run = [&session, id] {
                                Selection next = session.selection();
                                next.prompt = id;
                                session.select(next);
                                session.openPage(QStringLiteral("responses"));
                            }});
    }
    return commands;
}

}  // namespace lire::ui
