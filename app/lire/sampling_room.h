// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "app/lire/random_lists.h"
#include "core/models/compute.h"
#include "core/models/llama_config.h"

namespace lire::app {

/// Raises Error at --max-new-tokens where a response could be longer than the model's context.
void checkContext(std::int64_t maxNewTokens, const models::LlamaConfig& config);

/// Raises Error at `place` where a prompt of so many tokens leaves a model of dynamic RoPE no room
/// for that many new ones.
void checkPrompt(std::size_t promptTokens,
                 std::int64_t maxNewTokens,
                 const models::LlamaConfig& config,
                 const std::string& place);

/// Raises Error at --max-new-tokens where the keys and values of `sequences` responses of that
/// length are more than the device's whole memory.
void checkMemory(std::int64_t maxNewTokens,
                 std::size_t sequences,
                 const models::LlamaConfig& config,
                 const models::Compute& compute);

/// Raises Error at --batch where random lists of that shape, or what is computed at once of a
/// single response with its prompt, are more than the whole memory.
void checkMemory(const ListShape& shape,
                 const models::LlamaConfig& config,
                 const models::Compute& compute);

}  // namespace lire::app
