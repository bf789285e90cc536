// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/bench_works.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include <unistd.h>

#include "app/lire/group_lists.h"
#include "app/lire/interrupt.h"
#include "app/lire/sampling_room.h"
#include "core/models/causal_lm.h"
#include "core/models/reward_model.h"
#include "core/models/work.h"
#include "core/objectives/registry.h"
#include "core/sampling/sampler.h"
#include "core/training/trainer.h"

namespace lire::app {

namespace {

using Clock = std::chrono::steady_clock;
using Lists = std::vector<models::TokenList>;

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
    seconds.reserve(static_cast<std::size_t>(steps));
    for (std::int64_t i = 0; i < steps; ++i) {
        seconds.push_back(secondsOf(work));
    }
    return median(seconds);
}

Lists listsOf(const BenchSettings& settings,
              const models::ModelSource& source,
              const models::Compute& compute) {
    if (settings.data.empty()) {
        checkMemory(settings.shape, source.config, compute);
        return randomLists(settings.shape, source.config.vocabSize, settings.seed);
    }
    auto groups = readGroupsStrictly(settings.data);
    groups.resize(std::min(groups.size(), static_cast<std::size_t>(settings.shape.batch)));
    return tokenLists(groups, source);
}

double responseTokens(const Lists& lists) {
    return static_cast<double>(models::responseTokenCount(lists));
}

/// Random ids with rewards that rise with the response's place.
std::vector<training::TrainingQuery> rewarded(const Lists& lists) {
    std::vector<training::TrainingQuery> queries;
    for (std::size_t q = 0; q < lists.size(); ++q) {
        training::TrainingQuery query{.list = lists[q]};
        for (std::size_t j = 0; j < lists[q].responses.size(); ++j) {
            query.rewards.push_back(static_cast<double>((q + j) % lists[q].responses.size()));
        }
        queries.push_back(std::move(query));
    }
    return queries;
}

/// One optimizer step each, as `lire train` does it.
std::optional<BenchResult> train(const BenchSettings& bench, const models::Compute& compute) {
    const auto source = models::openModel(bench.model);
    const auto lists = listsOf(bench, *source, compute);
    models::CausalLm policy(source, compute);
    policy.attachLora(bench.lora, bench.seed);
    const auto objective = objectives::makeObjective("lire", nlohmann::json::object(), "");
    const auto folder =
        std::filesystem::temp_directory_path() / ("lire-bench-" + std::to_string(getpid()));
    std::filesystem::remove_all(folder);  // of a killed process with the same number
    std::vector<double> seconds;
    const StoppableWork work;  // it leaves no folder behind
    {
        training::Trainer trainer(policy, *objective, 2.0, folder);
        training::TrainSettings settings;
        settings.batch = static_cast<std::int64_t>(lists.size());
        settings.epochs = bench.steps + 1;
        settings.tokensPerPass = compute.tokensPerPass;
        auto last = Clock::now();
        const auto tell = [&](const training::StepReport& /*step*/) {
            const auto now = Clock::now();
            seconds.push_back(std::chrono::duration<double>(now - last).count());
            last = now;
        };
        trainer.train(rewarded(lists), settings, work.token(), tell);
    }
    std::filesystem::remove_all(folder);
    if (work.token().stop_requested()) {
        return std::nullopt;
    }
    seconds.erase(seconds.begin());  // warm-up
    return BenchResult{.seconds = median(seconds),
                       .work = models::trainingWork(source->config, bench.lora, lists),
                       .responseTokens = responseTokens(lists)};
}

BenchResult logprobs(const BenchSettings& bench, const models::Compute& compute) {
    const auto source = models::openModel(bench.model);
    const auto lists = listsOf(bench, *source, compute);
    const models::CausalLm policy(source, compute);
    return {.seconds = medianSeconds(bench.steps, [&] { policy.logprobs(lists); }),
            .work = models::logprobWork(source->config, lists),
            .responseTokens = responseTokens(lists)};
}

/// The backbone with a new head: what the head holds changes no time.
BenchResult score(const BenchSettings& bench, const models::Compute& compute) {
    const auto source = models::openModel(bench.model);
    const auto lists = listsOf(bench, *source, compute);
    const models::LoraConfig none{.targets = {}};
    const models::RewardModel model(source, compute, &none, bench.seed);
    return {.seconds = medianSeconds(bench.steps, [&] { model.scores(lists); }),
            .work = models::scoreWork(source->config, lists),
            .responseTokens = responseTokens(lists)};
}

BenchResult sample(const BenchSettings& bench, const models::Compute& compute) {
    const auto source = models::openModel(bench.model);
    auto lists = listsOf(bench, *source, compute);
    for (auto& list : lists) {  // all as long as the first: what the sampler is asked for
        for (auto& response : list.responses) {
            response.resize(lists.front().responses.front().size(), response.front());
        }
    }
    const models::CausalLm policy(source, compute);
    std::vector<sampling::SamplingPrompt> prompts;
    prompts.reserve(lists.size());
    for (std::size_t q = 0; q < lists.size(); ++q) {
        prompts.push_back({.key = std::to_string(q),
                           .ids = lists[q].prompt,
                           .responses = lists[q].responses.size()});
    }
    sampling::DecodingSettings settings;
    settings.maxNewTokens = static_cast<std::int64_t>(lists.front().responses.front().size());
    settings.ignoreStopTokens = true;  // every response exactly R long
    const auto draw = [&] {
        const auto together = sampling::decodedTogether(policy, prompts, settings);
        sampling::sampleResponses(policy, prompts, settings, bench.seed, together);
    };
    return {.seconds = medianSeconds(bench.steps, draw),
            .work = models::samplingWork(source->config, lists),
            .responseTokens = responseTokens(lists)};
}

BenchResult tokenize(const BenchSettings& bench, const models::Compute& compute) {
    const auto source = models::openModel(bench.model);
    const auto lists = listsOf(bench, *source, compute);
    std::vector<std::string> texts;
    for (const auto& list : lists) {
        texts.push_back(source->tokenizer->decode(list.prompt));
        for (const auto& response : list.responses) {
            texts.push_back(source->tokenizer->decode(response));
        }
    }
    return {.seconds = medianSeconds(bench.steps,
                                     [&] {
                                         for (const auto& text : texts) {
                                             source->tokenizer->encode(text);
                                         }
                                     }),
            .responseTokens = responseTokens(lists)};
}

}  // namespace

const std::map<std::string, BenchWork>& benchWorks() {
    static const std::map<std::string, BenchWork> works = {{"train", train},
                                                           {"logprobs", logprobs},
                                                           {"score", score},
                                                           {"sample", sample},
                                                           {"tokenize", tokenize}};
    return works;
}

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("model name")) {
            const auto begin = line.find_first_not_of(": \t", line.find(':'));
            return begin == std::string::npos ? "unknown" : line.substr(begin);
        }
    }
    return "unknown";
}

}  // namespace lire::app
