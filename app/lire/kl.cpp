// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/compute_options.h"
#include "app/lire/group_lists.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/option_checks.h"
#include "app/lire/text/output.h"
#include "app/lire/windows.h"
#include "core/models/causal_lm.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string model = {};
    std::string adapter = {};
    std::string reference = {};
    std::string groups = {};
    double temperature = 1.0;
    ComputeOptions compute = {};
};

int printDivergence(const Arguments& arguments) {
    const auto source = models::openModel(arguments.model);
    const auto lists = tokenLists(readGroupsStrictly(arguments.groups), *source);
    const auto compute = arguments.compute.resolve(exactDtype);
    models::CausalLm policy(source, compute);
    if (!arguments.adapter.empty()) {
        policy.loadAdapter(arguments.adapter);
    }
    std::optional<models::CausalLm> reference;
    if (!arguments.reference.empty()) {
        reference.emplace(models::openModel(arguments.reference), compute);
    }
    Progress progress("KL", arguments.compute.quiet);
    forEachWindow(
        lists, compute.tokensPerPass, progress, [&](std::span<const models::TokenList> part) {
            const auto result =
                policy.divergence(part, arguments.temperature, reference ? &*reference : nullptr);
            for (std::size_t q = 0; q < part.size(); ++q) {
                printLine({{"k1", result.k1[q]}, {"rao_blackwell", result.raoBlackwell[q]}});
            }
        });
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--model", arguments->model, "the policy")->required();
    app.add_option("--adapter", arguments->adapter, "a PEFT adapter's folder");
    app.add_option("--reference", arguments->reference, "default: the model without the adapter");
    app.add_option("--temperature", arguments->temperature, "of the policy; the reference's is 1")
        ->check(positiveNumber())  // the KL of a greedy policy is not defined
        ->capture_default_str();
    app.add_option("GROUPS", arguments->groups, groupsFile)->required();
    arguments->compute.declare(app);
    return [arguments] { return printDivergence(*arguments); };
}

}  // namespace

Command klCommand() {
    return {.name = "kl",
            .summary = "KL of a policy from the reference, exact per token and by samples",
            .declare = declare};
}

}  // namespace lire::app
