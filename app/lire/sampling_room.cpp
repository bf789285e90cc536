// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/sampling_room.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/models/gpu/driver.h"

namespace lire::app {

namespace {

std::string gibibytes(double bytes) {
    return std::to_string(std::lround(std::ceil(bytes / (1024.0 * 1024.0 * 1024.0)))) + " GiB";
}

double deviceMemory(const models::Compute& compute) {
    return static_cast<double>(compute.device == "cpu"
                                   ? models::machineMemory()
                                   : models::gpu::memoryOf(c10::Device(compute.device)).total);
}

/// Of one token's keys and values in all layers.
double bytesOfToken(const models::LlamaConfig& config, const models::Compute& compute) {
    const double element = compute.dtype == "bf16" ? 2.0 : 4.0;
    return static_cast<double>(2 * config.layers * config.kvHeads * config.headSize) * element;
}

}  // namespace

void checkContext(std::int64_t maxNewTokens, const models::LlamaConfig& config) {
    if (maxNewTokens > config.maxPositions) {
        throw Error("--max-new-tokens",
                    "is " + std::to_string(maxNewTokens) + ", the model's context is " +
                        std::to_string(config.maxPositions) + " tokens",
                    "give at most " + std::to_string(config.maxPositions));
    }
}

void checkPrompt(std::size_t promptTokens,
                 std::int64_t maxNewTokens,
                 const models::LlamaConfig& config,
                 const std::string& place) {
    const auto most = config.longestSequence();
    const auto length = static_cast<std::int64_t>(promptTokens);
    if (most && length + maxNewTokens > *most) {
        const auto room = *most - length;
        throw Error(place,
                    "the prompt's " + std::to_string(length) + " tokens and " +
                        std::to_string(maxNewTokens) + " new ones are more than the " +
                        std::to_string(*most) +
                        " positions up to which a model of dynamic RoPE is computed here",
                    room > 0 ? "shorten it, or give --max-new-tokens " + std::to_string(room)
                             : "shorten it, or use a model with another RoPE scaling");
    }
}

void checkMemory(std::int64_t maxNewTokens,
                 std::size_t sequences,
                 const models::LlamaConfig& config,
                 const models::Compute& compute) {
    const double needed = static_cast<double>(maxNewTokens) * static_cast<double>(sequences) *
                          bytesOfToken(config, compute);
    const double room = deviceMemory(compute);
    if (needed > room) {
        throw Error("--max-new-tokens",
                    std::to_string(sequences) + " responses of " + std::to_string(maxNewTokens) +
                        " tokens need " + gibibytes(needed) + " for keys and values, " +
                        compute.device + " has " + gibibytes(room),
                    "give a smaller number, or fewer --sequences at a time");
    }
}

void checkMemory(const ListShape& shape,
                 const models::LlamaConfig& config,
                 const models::Compute& compute) {
    const auto of = [](std::int64_t count) { return static_cast<double>(count); };
    const double ids =
        of(shape.batch) * (of(shape.promptLength) + of(shape.responses) * of(shape.responseLength));
    const double bytes = ids * static_cast<double>(sizeof(text::TokenId));
    const auto room = static_cast<double>(models::machineMemory());
    if (bytes > room) {
        throw Error(
            "--batch",
            "the lists' ids need " + gibibytes(bytes) + ", the machine has " + gibibytes(room),
            "give fewer or shorter lists");
    }
    // A layer's states and its products, fp32, beside the keys and values of all.
    const double perToken = bytesOfToken(config, compute) +
                            4.0 * of(2 * config.hiddenSize + 2 * config.intermediateSize);
    const double longest = of(shape.promptLength + shape.responseLength);
    const double onDevice = deviceMemory(compute);
    if (longest * perToken > onDevice) {
        throw Error("--response-length",
                    "a response with its prompt, " +
                        std::to_string(shape.promptLength + shape.responseLength) +
                        " tokens, needs " + gibibytes(longest * perToken) + ", " + compute.device +
                        " has " + gibibytes(onDevice),
                    "give a smaller number, or a shorter --prompt-length");
    }
}

}  // namespace lire::app
