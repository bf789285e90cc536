// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "app/lire/scored_policies.h"
#include "app/lire/text/command.h"
#include "app/lire/text/option_checks.h"
#include "app/lire/text/output.h"
#include "core/data/input_file.h"
#include "core/error.h"
#include "core/evaluation/alpaca_eval.h"
#include "core/evaluation/summary.h"

namespace lire::app {

namespace {

struct Arguments {
    std::vector<std::string> policies = {};
    std::string baseline = {};
    double epsilon = 0.0;
    std::optional<double> flipEpsilon = {};
    evaluation::BootstrapSettings bootstrap = {};
    std::string alpacaEval = {};
};

std::string wholeText(const std::string& path) {
    data::InputFile file(path);
    std::string text;
    std::array<char, 1 << 16> buffer = {};
    while (const std::size_t count = file.read(buffer)) {
        text.append(buffer.data(), count);
    }
    return text;
}

int printAlpacaEval(const std::string& file) {
    const auto annotations = evaluation::parseAnnotations(wholeText(file), file);
    printLine(toJson(evaluation::countAlpacaEval(annotations, file)));
    return 0;
}

int printSummaries(const Arguments& arguments) {
    if (arguments.policies.empty()) {
        throw Error("lire evaluate",
                    "neither --policy nor --alpaca-eval is given",
                    "write --policy NAME=GROUPS.jsonl");
    }
    const auto policies = readScoredPolicies(arguments.policies, arguments.baseline);
    const evaluation::SummarySettings settings{
        .flips = {.epsilon = arguments.epsilon,
                  .flipEpsilon = arguments.flipEpsilon.value_or(arguments.epsilon)},
        .bootstrap = arguments.bootstrap};
    std::optional<std::span<const evaluation::ScoredPrompt>> baseline;
    for (const auto& policy : policies) {
        if (policy.name == arguments.baseline) {
            baseline = policy.prompts;
        }
    }
    for (const auto& policy : policies) {
        printLine(toJson(policy.name, evaluation::summarize(policy.prompts, baseline, settings)));
    }
    return 0;
}

/// What is not read must not be given: it would seem to have been counted.
void refuseUnread(const CLI::App& command) {
    if (command.count("--alpaca-eval") > 0) {
        refuseBeside(
            command,
            {"--policy", "--baseline", "--epsilon", "--flip-epsilon", "--confidence", "--seed"},
            "--alpaca-eval");
    } else if (command.count("--flip-epsilon") > 0 && command.count("--baseline") == 0) {
        throw Error("--flip-epsilon",
                    "is read with --baseline alone",
                    "give the policy that flips are counted against, or leave it out");
    }
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--policy",
                   arguments->policies,
                   "NAME=GROUPS.jsonl, scored groups, - is standard input; once for each policy");
    app.add_option("--baseline", arguments->baseline, "the policy that flips are counted against");
    app.add_option(
           "--epsilon", arguments->epsilon, "a reward within it of the reference's is a tie")
        ->check(nonNegativeNumber())
        ->capture_default_str();
    app.add_option("--flip-epsilon",
                   arguments->flipEpsilon,
                   "a reward within it of the baseline's is no flip; default: --epsilon")
        ->check(nonNegativeNumber());
    app.add_option("--confidence", arguments->bootstrap.confidence, "of the intervals")
        ->check(openShareNumber())
        ->capture_default_str();
    app.add_option("--seed", arguments->bootstrap.seed, "of the 2,000 resamplings of prompts")
        ->check(seedNumber())
        ->capture_default_str();
    app.add_option("--alpaca-eval", arguments->alpacaEval, "AlpacaEval's annotations, alone");
    return [arguments, command = &app] {
        refuseUnread(*command);
        return arguments->alpacaEval.empty() ? printSummaries(*arguments)
                                             : printAlpacaEval(arguments->alpacaEval);
    };
}

}  // namespace

Command evaluateCommand() {
    return {.name = "evaluate",
            .summary = "win rates and flips of policies, with intervals",
            .declare = declare};
}

}  // namespace lire::app
