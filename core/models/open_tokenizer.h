// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/text/tokenizer.h"

namespace lire::models {

/// The tokenizer of a model (folder, GGUF, built-in), of a GGUF without tensors, or of a
/// tokenizer.json. Raises Error.
std::shared_ptr<const text::Tokenizer> openTokenizer(const std::string& model);

}  // namespace lire::models
