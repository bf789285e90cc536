// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>
#include <iterator>

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
        std::error_code absent;
        std::ifstream file(arguments.file, std::ios::binary);
        if (!file || std::filesystem::is_directory(arguments.file, absent)) {
            throw Error(arguments.file, "the template cannot be read", "name a readable file");
        }
        const std::string source{std::istreambuf_iterator<char>(file), {}};
        renderer.chatTemplate = std::make_shared<const text::ChatTemplate>(source, arguments.file);
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

/// Whatever a template may ask of messages is a list of objects with a role.
void checkMessages(const nlohmann::ordered_json& line, const std::string& place) {
    if (!line.is_object() || !line.contains("messages")) {
        throw Error(place, "\"messages\" is missing", "write {\"messages\":[…]}");
    }
    const auto& messages = line["messages"];
    if (!messages.is_array()) {
        throw Error(place,
                    "\"messages\" is " + messages.dump() + ", not a list",
                    "write {\"messages\":[{\"role\":\"user\",\"content\":\"…\"}]}");
    }
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!messages[i].is_object()) {
            throw Error(place + "/messages/" + std::to_string(i),
                        "the message is " + messages[i].dump() + ", not an object",
                        "write {\"role\":\"user\",\"content\":\"…\"}");
        }
    }
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    auto* model = app.add_option("--model", arguments->model, "the model's own template");
    app.add_option("--template", arguments->file, "a Jinja file, in place of --model")
        ->excludes(model);
    return [arguments] {
        if (arguments->model.empty() && arguments->file.empty()) {
            throw Error("lire chat",
                        "neither --model nor --template is given",
                        "name the model or the Jinja file whose template it is");
        }
        const Renderer renderer = openRenderer(*arguments);
        // Templates print tools as JSON: their keys keep the order in which they were written.
        forEachOrderedLine([&](const nlohmann::ordered_json& value, const std::string& place) {
            checkMessages(value, place);
            auto variables = renderer.variables;
            variables["add_generation_prompt"] = false;
            for (const auto& [name, content] : value.items()) {
                if (name != "variables") {
                    variables[name] = content;
                }
            }
            if (const auto further = value.find("variables"); further != value.end()) {
                if (!further->is_object()) {
                    throw Error(place,
                                "\"variables\" is " + further->dump(),
                                "write \"variables\":{\"name\":value}");
                }
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
