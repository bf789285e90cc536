// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/sampler.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/error.h"
#include "core/models/decoding.h"
#include "core/models/gpu/driver.h"
#include "core/sampling/random_draw.h"
#include "core/sampling/strategies.h"

namespace lire::sampling {

namespace {

using Responses = std::vector<std::vector<SampledResponse>>;

/// One response that is being decoded.
struct Active {
    std::size_t prompt = 0;    ///< index into the prompts
    std::size_t response = 0;  ///< index among the prompt's responses
    std::size_t handle = 0;    ///< of the decoding
    text::TokenId newest = 0;
    bool done = false;
};

/// A prompt whose keys and values are in the cache, with the logits after it.
struct Prefilled {
    std::size_t prompt = 0;
    std::size_t handle = 0;
    at::Tensor logits = {};      ///< [V] fp32
    std::size_t begun = 0;       ///< responses that have entered
    std::size_t unfinished = 0;  ///< responses not yet done
};

/// The state of one call of sampleResponses().
class Sampling {
public:
    Sampling(const models::CausalLm& model,
             std::span<const SamplingPrompt> prompts,
             const DecodingSettings& settings,
             std::uint64_t seed,
             std::size_t batch,
             const std::function<void(const SamplingProgress&)>& progress)
        : m_model(model),
          m_prompts(prompts),
          m_settings(settings),
          m_strategy(strategyKind(settings.strategy, "decoding")),
          m_seed(seed),
          m_batch(std::max<std::size_t>(batch, 1)),
          m_tell(progress),
          m_decoding(model, static_cast<std::size_t>(settings.maxNewTokens)) {
        for (const auto& prompt : prompts) {
            m_result.emplace_back(prompt.responses);
            m_progress.total += prompt.responses;
        }
        // Prompts of a like length together: what shares a prefill and a step is of a size.
        m_waiting.resize(prompts.size());
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            m_waiting[i] = i;
        }
        std::stable_sort(m_waiting.begin(), m_waiting.end(), [&](std::size_t a, std::size_t b) {
            return prompts[a].ids.size() > prompts[b].ids.size();
        });
    }

    Responses run(const std::stop_token& stop) {
        while (!stop.stop_requested() && fill()) {
            if (!m_active.empty()) {  // else every new response ended with its first token
                step();
            }
        }
        if (stop.stop_requested()) {
            for (const auto& active : m_active) {  // incomplete ones are not handed out
                m_result[active.prompt][active.response] = {};
            }
        }
        return std::move(m_result);
    }

private:
    /// Lets waiting responses enter until the batch is full; false where nothing is left to do.
    bool fill() {
        std::vector<Active> entering;
        std::vector<const float*> logits;
        while (m_active.size() + entering.size() < m_batch) {
            auto* source = nextPrefilled(m_batch - m_active.size() - entering.size());
            if (source == nullptr) {
                break;
            }
            entering.push_back({.prompt = source->prompt,
                                .response = source->begun++,
                                .handle = m_decoding.addSequence(source->handle)});
            logits.push_back(source->logits.const_data_ptr<float>());
        }
        if (entering.empty()) {
            return !m_active.empty();
        }
        draw(entering, logits);
        m_active.insert(m_active.end(), entering.begin(), entering.end());
        retire();
        return true;
    }

    Prefilled* nextPrefilled(std::size_t room) {
        for (auto& prefilled : m_prefilled) {
            if (prefilled.begun < m_prompts[prefilled.prompt].responses) {
                return &prefilled;
            }
        }
        return prefill(room) ? nextPrefilled(room) : nullptr;
    }

    /// Prefills as many prompts as fill the free room, in one packed pass within the token budget.
    bool prefill(std::size_t room) {
        std::vector<std::size_t> chosen;
        std::vector<std::vector<text::TokenId>> ids;
        std::size_t responses = 0;
        std::int64_t tokens = 0;
        while (!m_waiting.empty() && responses < room) {
            const auto next = m_waiting.front();
            const auto length = static_cast<std::int64_t>(m_prompts[next].ids.size());
            if (!chosen.empty() && tokens + length > m_model.compute().tokensPerPass) {
                break;
            }
            m_waiting.pop_front();
            if (m_prompts[next].responses == 0) {
                continue;
            }
            chosen.push_back(next);
            ids.push_back(m_prompts[next].ids);
            responses += m_prompts[next].responses;
            tokens += length;
        }
        if (chosen.empty()) {
            return false;
        }
        at::Tensor logits;
        const auto handles = m_decoding.addPrompts(ids, logits);
        logits = logits.to(at::kCPU).contiguous();
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            m_prefilled.push_back({.prompt = chosen[i],
                                   .handle = handles[i],
                                   .logits = logits.select(0, static_cast<std::int64_t>(i)),
                                   .unfinished = m_prompts[chosen[i]].responses});
        }
        return true;
    }

    void step() {
        std::vector<std::size_t> handles;
        std::vector<text::TokenId> tokens;
        for (const auto& active : m_active) {
            handles.push_back(active.handle);
            tokens.push_back(active.newest);
        }
        auto logits = m_decoding.step(handles, tokens);
        if (!logits.is_cpu() && m_strategy.chooseOnDevice != nullptr) {
            const auto chosen = m_strategy.chooseOnDevice(logits, m_settings, draws(m_active));
            if (!chosen.empty()) {
                append(m_active, chosen);
                retire();
                return;
            }
        }
        logits = logits.to(at::kCPU).contiguous();
        std::vector<const float*> rows;
        for (std::int64_t s = 0; s < logits.size(0); ++s) {
            rows.push_back(logits.const_data_ptr<float>() + s * logits.size(1));
        }
        draw(m_active, rows);
        retire();
    }

    /// The next token of each from its logits on the CPU.
    void draw(std::vector<Active>& sequences, const std::vector<const float*>& logits) {
        const auto vocabulary = static_cast<std::size_t>(m_model.config().vocabSize);
        const auto count = static_cast<std::int64_t>(sequences.size());
        std::vector<text::TokenId> chosen(sequences.size(), noToken);
        at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
            for (auto s = static_cast<std::size_t>(begin); s < static_cast<std::size_t>(end); ++s) {
                const std::span row(logits[s], vocabulary);
                if (canDrawFrom(row)) {
                    chosen[s] = m_strategy.choose(row, m_settings, uniformFor(sequences[s]));
                }
            }
        });
        append(sequences, chosen);
    }

    /// The uniform number for a sequence's next token.
    double uniformFor(const Active& sequence) const {
        const auto& prompt = m_prompts[sequence.prompt];
        return uniformDraw(m_seed,
                           prompt.key,
                           prompt.firstIndex + sequence.response,
                           m_result[sequence.prompt][sequence.response].ids.size());
    }

    std::vector<double> draws(const std::vector<Active>& sequences) const {
        std::vector<double> numbers;
        numbers.reserve(sequences.size());
        for (const auto& sequence : sequences) {
            numbers.push_back(uniformFor(sequence));
        }
        return numbers;
    }

    void append(std::vector<Active>& sequences, const std::vector<text::TokenId>& chosen) {
        for (std::size_t s = 0; s < sequences.size(); ++s) {
            append(sequences[s], chosen[s]);
        }
        m_progress.tokens += static_cast<std::int64_t>(chosen.size());
    }

    void append(Active& sequence, text::TokenId token) {
        if (token == noToken) {
            refuse(sequence);
        }
        auto& response = m_result[sequence.prompt][sequence.response];
        sequence.newest = token;
        response.ids.push_back(token);
        response.finished = isStop(token);
        sequence.done = response.finished ||
                        response.ids.size() >= static_cast<std::size_t>(m_settings.maxNewTokens);
    }

    [[noreturn]] void refuse(const Active& sequence) const {
        const auto length = m_result[sequence.prompt][sequence.response].ids.size();
        throw Error(m_model.source().name,
                    "the logits of token " + std::to_string(length + 1) + " of a response to \"" +
                        m_prompts[sequence.prompt].key + "\" are not finite",
                    "use finite weights, or train the adapter again at a lower learning rate",
                    Blame::Running);
    }

    bool isStop(text::TokenId id) const {
        const auto& stops = m_model.source().stopTokens;
        return !m_settings.ignoreStopTokens &&
               std::find(stops.begin(), stops.end(), id) != stops.end();
    }

    /// Finished responses leave; a prompt leaves with its last.
    void retire() {
        for (const auto& active : m_active) {
            if (!active.done) {
                continue;
            }
            m_decoding.removeSequence(active.handle);
            const auto prefilled =
                std::find_if(m_prefilled.begin(), m_prefilled.end(), [&](const Prefilled& one) {
                    return one.prompt == active.prompt;
                });
            if (--prefilled->unfinished == 0) {
                m_decoding.removePrompt(prefilled->handle);
                m_prefilled.erase(prefilled);
            }
            tell(active);
        }
        std::erase_if(m_active, [](const Active& active) { return active.done; });
    }

    void tell(const Active& finished) {
        ++m_progress.done;
        if (!m_tell) {
            return;
        }
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_start;
        m_progress.tokensPerSecond =
            static_cast<double>(m_progress.tokens) / std::max(elapsed.count(), 1e-9);
        m_progress.prompt = finished.prompt;
        m_progress.newest = &m_result[finished.prompt][finished.response];
        m_tell(m_progress);
    }

    const models::CausalLm& m_model;
    std::span<const SamplingPrompt> m_prompts;
    const DecodingSettings& m_settings;
    const StrategyKind& m_strategy;
    std::uint64_t m_seed;
    std::size_t m_batch;
    const std::function<void(const SamplingProgress&)>& m_tell;
    models::Decoding m_decoding;
    std::deque<std::size_t> m_waiting;
    std::deque<Prefilled> m_prefilled;
    std::vector<Active> m_active;
    Responses m_result;
    SamplingProgress m_progress;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

}  // namespace

std::size_t decodedTogether(const models::CausalLm& model,
                            std::span<const SamplingPrompt> prompts,
                            const DecodingSettings& settings) {
    const auto& compute = model.compute();
    if (compute.device == "cpu") {
        return 64;
    }
    std::size_t longest = 0;
    for (const auto& prompt : prompts) {
        longest = std::max(longest, prompt.ids.size());
    }
    const auto& config = model.config();
    const auto tokens = static_cast<std::int64_t>(longest) + settings.maxNewTokens;
    const auto elementBytes = compute.dtype == "bf16" ? 2 : 4;
    const auto bytes = tokens * config.layers * 2 * config.kvHeads * config.headSize * elementBytes;
    const auto room = models::gpu::memoryOf(c10::Device(compute.device)).total / 3;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(room / bytes, 1, 256));
}

Responses sampleResponses(const models::CausalLm& model,
                          std::span<const SamplingPrompt> prompts,
                          const DecodingSettings& settings,
                          std::uint64_t seed,
                          std::size_t batch,
                          const std::stop_token& stop,
                          const std::function<void(const SamplingProgress&)>& progress) {
    checkDecoding(settings, "decoding");
    Sampling sampling(model, prompts, settings, seed, batch, progress);
    return sampling.run(stop);
}

}  // namespace lire::sampling
