// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <sstream>

#include "app/lire/text/command.h"
#include "app/lire/text/input_lines.h"
#include "app/lire/text/output.h"
#include "core/error.h"
#include "core/models/model_source.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string model = {};
    std::string file = {};
};

/// A template and the variables that its model gives.
struct Renderer {
    std::shared_ptr<const text::ChatTemplate> chatTemplate = {};
    nlohmann::ordered_json variables = nlohmann::ordered_json::object();
};

Renderer openRenderer(const Arguments& arguments) {
    Renderer renderer;
    if (!arguments.file.empty()) {
        std::ifstream file(arguments.file, std::ios::binary);
        std::ostringstream source;
        source << file.rdbuf();
        if (!file) {
            throw Error(arguments.file, "the template cannot be read", "name a readable file");
        }
        renderer.chatTemplate =
            std::make_shared<const text::ChatTemplate>(source.str(), arguments.file);
        return renderer;
    }
    const auto source = models::openModel(arguments.model);
    if (!source->chatTemplate) {
        throw Error(source->path.string(),
                    "the model has no chat template",
                    "give one by --template FILE.jinja");
    }
    renderer.chatTemplate = source->chatTemplate;
    if (const auto bos = source->tokenizer->bos()) {
        renderer.variables["bos_token"] = source->tokenizer->tokenText(*bos);
    }
    if (source->eos) {
        renderer.variables["eos_token"] = source->tokenizer->tokenText(*source->eos);
    }
    return renderer;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    auto* source = app.add_option_group("source", "whose template");
    source->add_option("--model", arguments->model, "the model's own template");
    source->add_option("--template", arguments->file, "a Jinja file");
    source->require_option(1);
    return [arguments] {
        const Renderer renderer = openRenderer(*arguments);
        // Templates print tools as JSON: their keys keep the order in which they were written.
        forEachOrderedLine([&](const nlohmann::ordered_json& value, const std::string& place) {
            if (!value.is_object() || !value.contains("messages")) {
                throw Error(place, "\"messages\" is missing", "write {\"messages\":[…]}");
            }
            auto variables = renderer.variables;
            variables["add_generation_prompt"] = false;
            for (const auto& [name, content] : value.items()) {
                if (name != "variables") {
                    variables[name] = content;
                }
            }
            if (const auto further = value.find("variables"); further != value.end()) {
                variables.update(*further);
            }
            printLine(renderer.chatTemplate->renderText(variables));
        });
        return 0;
    };
}

}  // namespace

Command chatCommand() {
    return {.name = "chat",
            .summary = "messages on standard input to the rendered prompt",
            .declare = declare};
}

}  // namespace lire::app
