// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/command.h"
#include "app/lire/text/input_lines.h"
#include "app/lire/text/output.h"
#include "core/error.h"
#include "core/models/open_tokenizer.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string model = {};
    bool special = false;
};

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--model", arguments->model, "a model, or a tokenizer.json")->required();
    app.add_flag("--special",
                 arguments->special,
                 "parse special tokens in the text, and add BOS and EOS as the tokenizer does");
    return [arguments] {
        const auto tokenizer = models::openTokenizer(arguments->model);
        forEachJsonLine([&](const nlohmann::json& value, const std::string& place) {
            if (!value.is_string()) {
                throw Error(place, "the line is not a JSON string", "write \"…\"");
            }
            const auto text = value.get<std::string>();
            printLine(arguments->special
                          ? tokenizer->encodeWithBosEos(text, text::SpecialTokens::Parse)
                          : tokenizer->encode(text));
        });
        return 0;
    };
}

Work declareInverse(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--model", arguments->model, "a model, or a tokenizer.json")->required();
    return [arguments] {
        const auto tokenizer = models::openTokenizer(arguments->model);
        forEachJsonLine([&](const nlohmann::json& value, const std::string& place) {
            std::vector<text::TokenId> ids;
            for (const auto& id : value.is_array() ? value : nlohmann::json::array({nullptr})) {
                if (!id.is_number_integer()) {
                    throw Error(place, "the line is not a JSON array of ids", "write [1, 2, 3]");
                }
                const auto wide = id.get<std::int64_t>();
                if (wide < 0 || wide >= static_cast<std::int64_t>(tokenizer->size())) {
                    throw Error(place,
                                "id " + std::to_string(wide) + " is outside the vocabulary",
                                "give ids from 0 to " + std::to_string(tokenizer->size() - 1));
                }
                ids.push_back(static_cast<text::TokenId>(wide));
            }
            printLine(tokenizer->decode(ids));
        });
        return 0;
    };
}

}  // namespace

Command tokenizeCommand() {
    return {.name = "tokenize",
            .summary = "JSON strings on standard input to arrays of ids",
            .declare = declare};
}

Command detokenizeCommand() {
    return {.name = "detokenize",
            .summary = "arrays of ids on standard input to JSON strings",
            .declare = declareInverse};
}

}  // namespace lire::app
