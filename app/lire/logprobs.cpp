// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/compute_options.h"
#include "app/lire/group_lists.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/output.h"
#include "app/lire/windows.h"
#include "core/models/causal_lm.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string model = {};
    std::string adapter = {};
    std::string groups = {};
    bool perToken = false;
    ComputeOptions compute = {};
};

int printLogprobs(const Arguments& arguments) {
    const auto source = models::openModel(arguments.model);
    const auto lists = tokenLists(readGroupsStrictly(arguments.groups), *source);
    const auto compute = arguments.compute.resolve(exactDtype);
    models::CausalLm policy(source, compute);
    if (!arguments.adapter.empty()) {
        policy.loadAdapter(arguments.adapter);
    }
    Progress progress("log-probs", arguments.compute.quiet);
    forEachWindow(
        lists, compute.tokensPerPass, progress, [&](std::span<const models::TokenList> part) {
            const auto result = policy.logprobs(part, arguments.perToken);
            for (std::size_t q = 0; q < part.size(); ++q) {
                nlohmann::json line = {{"logprobs", result.sums[q]}};
                for (const auto& response : part[q].responses) {
                    line["tokens"].push_back(response.size());
                }
                if (arguments.perToken) {
                    line["per_token"] = result.perToken[q];
                }
                printLine(line);
            }
        });
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--model", arguments->model, "the policy")->required();
    app.add_option("--adapter", arguments->adapter, "a PEFT adapter's folder");
    app.add_flag("--per-token", arguments->perToken, "add each token's log-prob");
    app.add_option("GROUPS", arguments->groups, groupsFile)->required();
    arguments->compute.declare(app);
    return [arguments] { return printLogprobs(*arguments); };
}

}  // namespace

Command logprobsCommand() {
    return {.name = "logprobs",
            .summary = "sums of the responses' token log-probs under a policy",
            .declare = declare};
}

}  // namespace lire::app
