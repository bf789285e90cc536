// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/evaluation_stage.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/data/split.h"
#include "core/data/token_lists.h"
#include "core/error.h"
#include "core/evaluation/flip_epsilon.h"
#include "core/experiment/evaluation_event.h"
#include "core/experiment/prompt_records.h"

namespace lire::experiment {

namespace {

const std::string baseName = "base";

/// Of a file's name: 0.7 → "0.7", 1 → "1".
std::string shortNumber(double value) {
    return nlohmann::json(value).dump();
}

}  // namespace

EvaluationStage::EvaluationStage(RunContext& context)
    : m_context(context), m_judges(context.experiment.judges()) {
    const auto guide = context.experiment.guide();
    if (!guide.empty() && std::find(m_judges.begin(), m_judges.end(), guide) == m_judges.end()) {
        m_judges.insert(m_judges.begin(), guide);
    }
    for (const auto& prompt : context.testPrompts) {
        m_promptKeys.emplace(prompt.group.id, data::promptKey(prompt.group));
    }
}

bool EvaluationStage::prepare() {
    auto& context = m_context;
    const auto file = context.files.folder(baseName) / "references.json";
    if (const auto known = StageFiles::readJson(file)) {
        context.referenceRewards = known->get<decltype(context.referenceRewards)>();
        return true;
    }
    const auto& source = *context.models.policySource();
    std::vector<data::CandidateGroup> groups;
    std::vector<models::TokenList> lists;
    for (const auto& prompt : context.testPrompts) {
        const auto reference = referenceAnswer(prompt.group);
        if (!reference) {
            continue;
        }
        groups.push_back(prompt.group);
        auto ids = source.tokenizer->encode(*reference);
        if (ids.empty() || source.eos) {
            ids.push_back(source.eos.value_or(0));
        }
        lists.push_back({.prompt = prompt.ids, .responses = {std::move(ids)}});
    }
    for (const auto& name : m_judges) {
        const auto rewards = context.models.judge(name).scores(groups, lists, context.stop);
        if (context.shouldStop()) {
            return false;
        }
        for (std::size_t q = 0; q < groups.size(); ++q) {
            context.referenceRewards[groups[q].id][name] = rewards[q].front();
        }
    }
    auto records = promptRecords(context.data.test, "test");
    for (auto& record : records) {
        record.referenceRewards = context.referenceRewards[record.id];
    }
    context.store.savePrompts(context.run, records);
    StageFiles::writeJson(file, context.referenceRewards);  // last: it says that all is there
    return true;
}

std::span<const evaluation::TestPrompt> EvaluationStage::livePrompts() const {
    const std::span<const evaluation::TestPrompt> all = m_context.testPrompts;
    const auto wanted = static_cast<std::size_t>(m_context.experiment.evaluate->during.prompts);
    return all.first(std::min(wanted, all.size()));
}

EvaluationStage::Records EvaluationStage::draw(models::CausalLm& policy,
                                               std::span<const evaluation::TestPrompt> prompts,
                                               double temperature,
                                               Draw which,
                                               const std::function<void(double)>& progress) {
    const auto& settings = *m_context.experiment.evaluate;
    evaluation::EvaluationRequest request{
        .prompts = prompts,
        .responsesPerPrompt = static_cast<std::size_t>(settings.responses),
        .decoding = {.temperature = temperature,
                     .topP = settings.topP,
                     .topK = settings.topK,
                     .maxNewTokens = settings.maxNewTokens},
        .seed = seedOf(m_context.experiment.seed, which),
        // Drawing again only asks how far the guide's reward differs by chance.
        .divergence = which != Draw::Resample};
    const auto guide = m_context.experiment.guide();
    for (const auto& name : m_judges) {
        if (which != Draw::Resample || name == guide) {
            request.judges.push_back(&m_context.models.judge(name));
        }
    }
    models::releaseFreeMemory(m_context.compute);  // drawing's sizes are others than training's
    const auto responses =
        evaluation::evaluatePolicy(policy, request, m_context.stop, [&](double fraction) {
            m_context.shouldStop();
            progress(fraction);
        });
    models::releaseFreeMemory(m_context.compute);
    return recordsOf({}, 0, false, temperature, responses);
}

EvaluationStage::Records EvaluationStage::recordsOf(
    const std::string& policy,
    std::int64_t step,
    bool full,
    double temperature,
    const std::vector<evaluation::EvaluatedResponse>& responses) {
    Records records;
    for (const auto& response : responses) {
        records.push_back({.promptId = response.promptId,
                           .policy = policy,
                           .step = step,
                           .full = full,
                           .temperature = temperature,
                           .index = static_cast<std::int64_t>(response.index),
                           .text = response.text,
                           .finished = response.finished,
                           .tokens = static_cast<std::int64_t>(response.ids.size()),
                           .logprob = response.logprob,
                           .k1 = response.k1,
                           .raoBlackwell = response.raoBlackwell,
                           .rewards = response.rewards});
    }
    return records;
}

void EvaluationStage::keep(const Records& records) {
    m_context.store.saveResponses(m_context.run, records);
}

/// A reward model that was taught by few pairs is often pleased by next to nothing: the rewards
/// rise while the answers are gone. Told once a policy.
void EvaluationStage::warnOfShortResponses(const Records& records, const Records& base) {
    constexpr double least = 0.25;  // of the base policy's length
    const auto meanTokens = [](const Records& all) {
        double sum = 0.0;
        for (const auto& record : all) {
            sum += static_cast<double>(record.tokens);
        }
        return sum / static_cast<double>(all.size());
    };
    if (base.empty() || meanTokens(records) >= least * meanTokens(base) ||
        !m_warned.insert(records.front().policy).second) {
        return;
    }
    const auto tokens = [](double count) {
        return shortNumber(std::round(count * 10.0) / 10.0) + " tokens";
    };
    m_context.reporter.message(
        "warning",
        records.front().policy + ", step " + std::to_string(records.front().step),
        "its responses have " + tokens(meanTokens(records)) + " on average, the base policy's " +
            tokens(meanTokens(base)) + ": the reward may rise for want of an answer",
        "read some on the page Responses; a smaller learning rate, \"sft_weight\" or a reward "
        "model of more pairs keeps the answers");
}

void EvaluationStage::tell(const Records& records, const Records& base, double epsilon) {
    const auto& first = records.front();
    warnOfShortResponses(records, base);
    m_context.reporter.send(evaluationEvent({.policy = first.policy,
                                             .step = first.step,
                                             .full = first.full,
                                             .temperature = first.temperature,
                                             .guide = m_context.experiment.guide(),
                                             .judges = m_judges,
                                             .responses = records,
                                             .base = base,
                                             .promptKeys = &m_promptKeys,
                                             .referenceRewards = &m_context.referenceRewards,
                                             .epsilon = epsilon,
                                             .seed = m_context.experiment.seed}));
}

/// Whether a run that goes on has this evaluation already.
bool EvaluationStage::isTold(const std::string& policy,
                             std::int64_t step,
                             bool full,
                             double temperature) {
    const auto events = m_context.reader.events(m_context.run);
    return std::any_of(events.begin(), events.end(), [&](const runs::StoredEvent& stored) {
        const auto* event = std::get_if<runs::EvaluationEvent>(&stored.event.body);
        return event != nullptr && event->policy == policy && event->step == step &&
               event->full == full && event->temperature == temperature;
    });
}

/// In the test prompts' order, as evaluations draw them: the store sorts by id.
EvaluationStage::Records EvaluationStage::baseRecords(double temperature, bool full) {
    const auto stored = m_context.reader.responses(
        m_context.run, {.policy = baseName, .temperature = temperature, .full = full});
    std::map<std::string, std::vector<const runs::ResponseRecord*>> byPrompt;
    for (const auto& record : stored) {
        byPrompt[record.promptId].push_back(&record);
    }
    Records ordered;
    for (const auto& prompt : m_context.testPrompts) {
        for (const auto* record : byPrompt[prompt.group.id]) {
            ordered.push_back(*record);
        }
    }
    return ordered;
}

double EvaluationStage::epsilonAt(double temperature) const {
    const auto facts = StageFiles::readJson(m_context.files.folder(baseName) / "epsilon.json");
    return facts ? facts->value(shortNumber(temperature), 0.0) : 0.0;
}

bool EvaluationStage::measureBaseAt(double temperature, bool full, double from, double to) {
    auto& context = m_context;
    const auto file = context.files.folder(baseName) / "epsilon.json";
    auto epsilons = StageFiles::readJson(file).value_or(nlohmann::json::object());
    if (isTold(baseName, 0, full, temperature)) {
        return true;
    }
    auto& policy = context.models.startPolicy();
    const auto prompts =
        full ? std::span<const evaluation::TestPrompt>(context.testPrompts) : livePrompts();
    const double middle = 0.5 * (from + to);
    const auto drawPart = [&](Draw which, double begin, double end) {
        return draw(policy, prompts, temperature, which, [&, begin, end](double fraction) {
            context.reporter.progress(begin + (end - begin) * fraction);
        });
    };
    auto records = drawPart(Draw::Evaluation, from, middle);
    const auto guide = context.experiment.guide();
    const auto again = guide.empty() ? Records() : drawPart(Draw::Resample, middle, to);
    if (context.shouldStop()) {
        return false;
    }
    for (auto& record : records) {
        record.policy = baseName;
        record.full = full;
    }
    std::vector<double> first;
    std::vector<double> second;
    for (std::size_t i = 0; i < again.size(); ++i) {
        first.push_back(records[i].rewards.at(guide));
        second.push_back(again[i].rewards.at(guide));
    }
    const double epsilon = first.empty() ? 0.0 : evaluation::flipEpsilon(first, second);
    epsilons[shortNumber(temperature)] = epsilon;
    StageFiles::writeJson(file, epsilons);
    keep(records);
    tell(records, {}, epsilon);  // last: it says that all is there
    return true;
}

/// What the base answers to the live prompts it has answered already: a draw depends on seed,
/// prompt and index alone.
void EvaluationStage::tellBaseLive(double temperature) {
    if (isTold(baseName, 0, false, temperature)) {
        return;
    }
    std::set<std::string> live;
    for (const auto& prompt : livePrompts()) {
        live.insert(prompt.group.id);
    }
    auto records = baseRecords(temperature, true);
    std::erase_if(records, [&](const auto& record) { return !live.contains(record.promptId); });
    for (auto& record : records) {
        record.full = false;
    }
    keep(records);
    tell(records, {}, epsilonAt(temperature));
}

StageEnd EvaluationStage::runBase() {
    const auto& settings = *m_context.experiment.evaluate;
    const auto& full = settings.temperatures;
    std::vector<double> liveOnly;
    std::vector<double> liveOfFull;
    if (settings.every > 0) {
        for (const double temperature : settings.during.temperatures) {
            const bool both = std::find(full.begin(), full.end(), temperature) != full.end();
            (both ? liveOfFull : liveOnly).push_back(temperature);
        }
    }
    const auto count = static_cast<double>(full.size() + liveOnly.size());
    double done = 0.0;
    const auto measureAll = [&](const std::vector<double>& temperatures, bool inFull) {
        return std::all_of(temperatures.begin(), temperatures.end(), [&](double temperature) {
            const double from = done / count;
            done += 1.0;
            return measureBaseAt(temperature, inFull, from, done / count);
        });
    };
    if (!measureAll(full, true) || !measureAll(liveOnly, false)) {
        return StageEnd::Stopped;
    }
    for (const double temperature : liveOfFull) {
        tellBaseLive(temperature);
    }
    m_context.files.markDone(baseName, nlohmann::json::object());
    return StageEnd::Done;
}

bool EvaluationStage::measure(models::CausalLm& policy,
                              const std::string& name,
                              std::int64_t step,
                              double from) {
    const auto& temperatures = m_context.experiment.evaluate->temperatures;
    for (std::size_t i = 0; i < temperatures.size(); ++i) {
        const auto count = static_cast<double>(temperatures.size());
        const double begin = from + (1.0 - from) * static_cast<double>(i) / count;
        const double end = from + (1.0 - from) * static_cast<double>(i + 1) / count;
        if (isTold(name, step, true, temperatures[i])) {
            continue;
        }
        auto records = draw(
            policy, m_context.testPrompts, temperatures[i], Draw::Evaluation, [&](double fraction) {
                m_context.reporter.progress(begin + (end - begin) * fraction);
            });
        if (m_context.shouldStop()) {
            return false;
        }
        for (auto& record : records) {
            record.policy = name;
            record.step = step;
            record.full = true;
        }
        keep(records);
        tell(records, baseRecords(temperatures[i], true), epsilonAt(temperatures[i]));
    }
    return true;
}

bool EvaluationStage::measureLive(models::CausalLm& policy,
                                  const std::string& name,
                                  std::int64_t step) {
    for (const double temperature : m_context.experiment.evaluate->during.temperatures) {
        if (isTold(name, step, false, temperature)) {
            continue;
        }
        auto records = draw(policy, livePrompts(), temperature, Draw::Evaluation, [](double) {});
        if (m_context.shouldStop()) {
            return false;
        }
        for (auto& record : records) {
            record.policy = name;
            record.step = step;
        }
        keep(records);
        tell(records, baseRecords(temperature, false), epsilonAt(temperature));
    }
    return true;
}

}  // namespace lire::experiment
