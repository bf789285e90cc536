// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include "app/lire/compute_options.h"
#include "app/lire/group_lists.h"
#include "app/lire/interrupt.h"
#include "app/lire/progress.h"
#include "app/lire/sampling_room.h"
#include "app/lire/text/command.h"
#include "app/lire/text/option_checks.h"
#include "app/lire/text/output.h"
#include "app/lire/text/terminal_bar.h"
#include "core/data/responses.h"
#include "core/data/write_groups.h"
#include "core/error.h"
#include "core/models/causal_lm.h"
#include "core/sampling/sampler.h"
#include "core/sampling/strategies.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string model = {};
    std::string adapter = {};
    std::string prompts = {};
    std::size_t responses = 1;
    std::uint64_t seed = 1;
    std::size_t batch = 0;
    bool keep = false;
    sampling::DecodingSettings decoding = {};
    ComputeOptions compute = {};
};

data::ResponseSource sourceOf(const Arguments& arguments) {
    data::ResponseSource source{.kind = "policy", .policy = arguments.model};
    if (!arguments.adapter.empty()) {
        source.policy += " + " + arguments.adapter;
    }
    source.seed = arguments.seed;
    if (arguments.decoding.strategy == "sample") {
        source.temperature = arguments.decoding.temperature;
        source.topP = arguments.decoding.topP;
        source.topK = arguments.decoding.topK;
    }
    return source;
}

int printSamples(const Arguments& arguments) {
    const auto source = models::openModel(arguments.model);
    checkContext(arguments.decoding.maxNewTokens, source->config);
    auto groups = readPromptsStrictly(arguments.prompts);
    std::vector<sampling::SamplingPrompt> prompts;
    for (auto& group : groups) {
        const auto list = tokenList(group, *source);
        checkPrompt(
            list.prompt.size(), arguments.decoding.maxNewTokens, source->config, group.place());
        if (!arguments.keep) {
            data::removeResponses(group);
        }
        prompts.push_back({.key = group.id,
                           .ids = list.prompt,
                           .responses = arguments.responses,
                           .firstIndex = group.size()});
    }
    const auto compute = arguments.compute.resolve(fastDtype);
    models::CausalLm policy(source, compute);
    if (!arguments.adapter.empty()) {
        policy.loadAdapter(arguments.adapter);
    }
    const StoppableWork work;
    Progress progress("sampling", arguments.compute.quiet);
    std::size_t total = 0;
    // In parts, so that results appear (and survive an interruption) as they are drawn.
    const std::size_t batch = arguments.batch > 0
                                  ? arguments.batch
                                  : sampling::decodedTogether(policy, prompts, arguments.decoding);
    checkMemory(arguments.decoding.maxNewTokens,
                std::min(batch, groups.size() * arguments.responses),
                source->config,
                compute);
    const std::size_t part = std::max<std::size_t>(1, 4 * batch / arguments.responses);
    for (std::size_t begin = 0; begin < groups.size(); begin += part) {
        const std::size_t end = std::min(groups.size(), begin + part);
        const auto drawn = sampling::sampleResponses(
            policy,
            std::span(prompts).subspan(begin, end - begin),
            arguments.decoding,
            arguments.seed,
            batch,
            work.token(),
            [&](const sampling::SamplingProgress& state) {
                progress.show(static_cast<double>(total + state.done) /
                                  static_cast<double>(groups.size() * arguments.responses),
                              std::to_string(std::lround(state.tokensPerSecond)) + " tokens/s");
            });
        if (work.token().stop_requested()) {
            leaveBar();
            std::cerr << "stopped after " << begin << " of " << groups.size()
                      << " prompts; their lines are whole: to go on, give the prompts after them, "
                         "each with its \"id\" (its line's number here, where it has none), which "
                         "the draws depend on\n";
            return interruptedExit;
        }
        std::vector<models::TokenList> lists;
        for (std::size_t q = begin; q < end; ++q) {
            auto& group = groups[q];
            for (const auto& response : drawn[q - begin]) {
                data::addResponse(
                    group, response.ids, response.finished, sourceOf(arguments), *source);
            }
            lists.push_back({.prompt = prompts[q].ids, .responses = group.responseIds});
        }
        // The policy's own log-probs, untempered and untruncated.
        const auto logprobs = policy.logprobs(lists);
        for (std::size_t q = begin; q < end; ++q) {
            groups[q].logprobs = logprobs.sums[q - begin];
            printLine(data::toJson(groups[q]));
        }
        total = end * arguments.responses;
    }
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    auto& decoding = arguments->decoding;
    std::vector<std::string> strategies;
    for (const auto& kind : sampling::strategyKinds()) {
        strategies.push_back(kind.name);
    }
    app.add_option("--model", arguments->model, "the policy")->required();
    app.add_option("--adapter", arguments->adapter, "a PEFT adapter's folder");
    app.add_option("--responses", arguments->responses, "M, a prompt")
        ->required()
        ->check(wholeNumber(1, 4096));
    app.add_option("--decoding", decoding.strategy, "how")
        ->check(oneOf(strategies))
        ->capture_default_str();
    app.add_option("--temperature", decoding.temperature, "greater than 0")
        ->check(positiveNumber())
        ->capture_default_str();
    app.add_option("--top-p", decoding.topP, "in (0, 1]")
        ->check(shareNumber())
        ->capture_default_str();
    app.add_option("--top-k", decoding.topK, "0: off")
        ->check(wholeNumber(0))
        ->capture_default_str();
    app.add_option("--max-new-tokens", decoding.maxNewTokens, "a response is cut there")
        ->check(wholeNumber(1))
        ->capture_default_str();
    app.add_option("--seed", arguments->seed, "of the draws")
        ->check(seedNumber())
        ->capture_default_str();
    app.add_option("--sequences",
                   arguments->batch,
                   "decoded at a time: speed; a response changes only where rounding moves a draw "
                   "over a boundary; 0: 64 on a CPU, on a GPU up to 256")
        ->check(wholeNumber(0, 1U << 20U))
        ->capture_default_str();
    app.add_flag("--keep", arguments->keep, "add to the responses that a group has");
    app.add_option("PROMPTS",
                   arguments->prompts,
                   "a file of groups, responses optional; - is standard input")
        ->required();
    arguments->compute.declare(app);
    return [arguments, command = &app] {
        if (arguments->decoding.strategy != "sample") {  // the only one that draws
            refuseBeside(*command,
                         {"--temperature", "--top-p", "--top-k"},
                         "--decoding " + arguments->decoding.strategy);
        }
        return printSamples(*arguments);
    };
}

}  // namespace

Command sampleCommand() {
    return {.name = "sample", .summary = "draws M responses a prompt", .declare = declare};
}

}  // namespace lire::app
