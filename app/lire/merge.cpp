// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/out_folder.h"
#include "app/lire/text/command.h"
#include "app/lire/text/output.h"
#include "core/models/causal_lm.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string model = {};
    std::string adapter = {};
    std::string out = {};
};

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--model", arguments->model, "the base model")->required();
    app.add_option("--adapter", arguments->adapter, "a PEFT adapter's folder")->required();
    app.add_option("--out", arguments->out, "the folder to write; holds no model yet")->required();
    return [arguments] {
        checkOutFolder(arguments->out,
                       {{.option = "--model", .path = arguments->model},
                        {.option = "--adapter", .path = arguments->adapter}});
        // fp32: a merge in bf16 would round the adapter away.
        models::CausalLm policy(models::openModel(arguments->model), models::Compute{});
        policy.loadAdapter(arguments->adapter);
        policy.saveMerged(arguments->out);
        printLine({{"model", arguments->out}});
        return 0;
    };
}

}  // namespace

Command mergeCommand() {
    return {.name = "merge",
            .summary = "writes the model with an adapter merged as a Hugging Face folder",
            .declare = declare};
}

}  // namespace lire::app
