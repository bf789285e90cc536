// SPDX-License-Identifier: GPL-3.0-or-later
#include <numeric>

#include "app/lire/text/command.h"
#include "app/lire/text/output.h"
#include "core/models/model_checks.h"
#include "core/models/model_source.h"

namespace lire::app {

namespace {

nlohmann::json describe(const models::ModelSource& source) {
    nlohmann::json tensors = nlohmann::json::array();
    std::int64_t parameters = 0;
    std::uint64_t bytes = 0;
    for (const auto& info : source.tensors->tensors()) {
        tensors.push_back({{"name", info.name}, {"shape", info.shape}, {"dtype", info.dtype}});
        if (info.name != "lm_head.weight" || !source.config.tiedEmbeddings) {
            parameters += std::accumulate(
                info.shape.begin(), info.shape.end(), std::int64_t{1}, std::multiplies<>());
        }
        bytes += info.bytes;
    }
    const auto& tokenizer = *source.tokenizer;
    const auto token = [&tokenizer](std::optional<text::TokenId> id) -> nlohmann::json {
        if (!id) {
            return nullptr;
        }
        return {{"id", *id}, {"text", tokenizer.tokenText(*id)}};
    };
    return {{"model", source.name},
            {"path", source.path.string()},
            {"architecture", source.architecture},
            {"config", source.configJson},
            {"parameters", parameters},
            {"bytes", bytes},
            {"tokenizer",
             {{"vocabulary", tokenizer.size()},
              {"bos", token(tokenizer.bos())},
              {"eos", token(source.eos)},
              {"pad", token(tokenizer.pad())},
              {"adds_bos", tokenizer.addsBos()},
              {"stop_tokens", source.stopTokens}}},
            {"template",
             source.chatTemplate ? nlohmann::json(source.chatTemplateSource) : nlohmann::json()},
            {"tensors", std::move(tensors)}};
}

Work declare(CLI::App& app) {
    auto model = std::make_shared<std::string>();
    app.add_option("MODEL", *model, "a Hugging Face folder, a GGUF file or a built-in's name")
        ->required();
    return [model] {
        const auto source = models::openModel(*model);
        // Else it would describe what cannot be loaded.
        if (models::isCausalLm(*source)) {
            models::requireLanguageModel(*source);
        } else {
            models::requireBody(*source);
        }
        printLine(describe(*source));
        return 0;
    };
}

}  // namespace

Command inspectCommand() {
    return {.name = "inspect",
            .summary = "architecture, tensors, parameters, tokenizer and template, as JSON",
            .declare = declare};
}

}  // namespace lire::app
