// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/text/vocabulary.h"

namespace lire::text {

/// Reads a tokenizer.json as huggingface/tokenizers writes it, with the special tokens' roles from
/// the tokenizer_config.json and special_tokens_map.json beside it where they are there.
/// Byte-level BPE only: the pre-tokenizers Split, Digits, ByteLevel and sequences of them, merges
/// as strings or pairs, a post-processor that adds BOS and EOS; of the normalizers NFC. Files of at
/// most 64 MiB, 32 levels deep.
/// Raises Error (file and JSON pointer) for everything else. Thread: any.
Vocabulary readTokenizerJson(const std::filesystem::path& path);

/// Writes tokenizer.json and tokenizer_config.json, with the chat template in it where it is not
/// empty, so that transformers' AutoTokenizer gives the same ids. The folder must be there; each
/// file appears whole or not at all. Raises Error for a vocabulary that the format cannot hold and
/// (Blame::Running) where a file cannot be written. Thread: any.
void writeTokenizerJson(const Vocabulary& vocabulary,
                        const std::string& chatTemplateSource,
                        const std::filesystem::path& directory);

}  // namespace lire::text
