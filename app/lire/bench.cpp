// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <filesystem>

#include <unistd.h>

#include "app/lire/command.h"
#include "app/lire/compute_options.h"
#include "app/lire/output.h"
#include "app/lire/random_lists.h"
#include "core/models/causal_lm.h"
#include "core/objectives/registry.h"
#include "core/sampling/sampler.h"
#include "core/training/trainer.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string work = {};
    std::string model = {};
    ListShape shape = {};
    std::int64_t steps = 5;
    std::uint64_t seed = 1;
    ComputeOptions compute = {};
};

using Clock = std::chrono::steady_clock;

double secondsOf(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Median seconds of `steps` calls after one call of warm-up.
double medianSeconds(std::int64_t steps, const std::function<void()>& work) {
    work();
    std::vector<double> seconds;
    for (std::int64_t i = 0; i < steps; ++i) {
        seconds.push_back(secondsOf(work));
    }
    return median(seconds);
}

/// One optimizer step each, as `lire train` does it.
double trainSeconds(const Arguments& arguments,
                    models::CausalLm& policy,
                    const std::vector<models::TokenList>& lists) {
    policy.attachLora({}, arguments.seed);
    std::vector<training::TrainingQuery> queries;
    for (std::size_t q = 0; q < lists.size(); ++q) {
        training::TrainingQuery query{.list = lists[q]};
        for (std::size_t j = 0; j < lists[q].responses.size(); ++j) {
            query.rewards.push_back(static_cast<double>((q + j) % lists[q].responses.size()));
        }
        queries.push_back(std::move(query));
    }
    const auto objective = objectives::makeObjective("lire", nlohmann::json::object(), "");
    const auto folder =
        std::filesystem::temp_directory_path() / ("lire-bench-" + std::to_string(getpid()));
    std::vector<double> seconds;
    {
        training::Trainer trainer(policy, *objective, 2.0, folder);
        training::TrainSettings settings;
        settings.batch = static_cast<std::int64_t>(queries.size());
        settings.epochs = arguments.steps + 1;
        settings.tokensPerPass = arguments.compute.tokensPerPass;
        auto last = Clock::now();
        trainer.train(queries, settings, {}, [&](const training::StepReport& /*step*/) {
            const auto now = Clock::now();
            seconds.push_back(std::chrono::duration<double>(now - last).count());
            last = now;
        });
    }
    std::filesystem::remove_all(folder);
    seconds.erase(seconds.begin());  // warm-up
    return median(seconds);
}

double sampleSeconds(const Arguments& arguments,
                     const models::CausalLm& policy,
                     const std::vector<models::TokenList>& lists) {
    std::vector<sampling::SamplingPrompt> prompts;
    for (std::size_t q = 0; q < lists.size(); ++q) {
        prompts.push_back({.key = std::to_string(q),
                           .ids = lists[q].prompt,
                           .responses = lists[q].responses.size()});
    }
    sampling::DecodingSettings settings;
    settings.maxNewTokens = arguments.shape.responseLength;
    settings.ignoreStopTokens = true;  // every response exactly R long
    return medianSeconds(arguments.steps, [&] {
        sampling::sampleResponses(policy, prompts, settings, arguments.seed, 64);
    });
}

int runBench(const Arguments& arguments) {
    const auto source = models::openModel(arguments.model);
    const auto lists = randomLists(arguments.shape, source->config.vocabSize, arguments.seed);
    double seconds = 0.0;
    models::Compute compute;
    if (arguments.work == "tokenize") {
        std::vector<std::string> texts;
        for (const auto& list : lists) {
            texts.push_back(source->tokenizer->decode(list.prompt));
            for (const auto& response : list.responses) {
                texts.push_back(source->tokenizer->decode(response));
            }
        }
        seconds = medianSeconds(arguments.steps, [&] {
            for (const auto& text : texts) {
                source->tokenizer->encode(text);
            }
        });
    } else {
        compute = arguments.compute.resolve(fastDtype);
        models::CausalLm policy(source, compute);
        if (arguments.work == "train") {
            seconds = trainSeconds(arguments, policy, lists);
        } else if (arguments.work == "logprobs") {
            seconds = medianSeconds(arguments.steps, [&] { policy.logprobs(lists); });
        } else {
            seconds = sampleSeconds(arguments, policy, lists);
        }
    }
    const auto tokens = static_cast<double>(arguments.shape.batch * arguments.shape.responses *
                                            arguments.shape.responseLength);
    printLine({{"work", arguments.work},
               {"seconds_per_step", seconds},
               {"response_tokens_per_second", tokens / seconds},
               {"peak_rss_bytes", models::peakResidentBytes()},
               {"device_peak_bytes", models::peakDeviceBytes(compute)},
               {"device", compute.device},
               {"dtype", compute.dtype},
               {"threads", models::threads()},
               {"tokens_per_pass", compute.tokensPerPass}});
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("WORK", arguments->work, "train, logprobs, sample or tokenize")
        ->required()
        ->check(CLI::IsMember({"train", "logprobs", "sample", "tokenize"}));
    app.add_option("--model", arguments->model, "a model")->required();
    app.add_option("--prompt-length", arguments->shape.promptLength, "P, tokens")
        ->required()
        ->check(CLI::PositiveNumber);
    app.add_option("--response-length", arguments->shape.responseLength, "R, tokens")
        ->required()
        ->check(CLI::PositiveNumber);
    app.add_option("--responses", arguments->shape.responses, "M, a prompt")
        ->required()
        ->check(CLI::PositiveNumber);
    app.add_option("--batch", arguments->shape.batch, "queries")
        ->required()
        ->check(CLI::PositiveNumber);
    app.add_option("--steps", arguments->steps, "counted ones, after a warm-up")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seed", arguments->seed, "of the random ids")->capture_default_str();
    arguments->compute.declare(app);
    return [arguments] { return runBench(*arguments); };
}

}  // namespace

Command benchCommand() {
    return {.name = "bench",
            .summary = "seconds, tokens/s and peak memory on random ids, medians after warm-up",
            .declare = declare};
}

}  // namespace lire::app
