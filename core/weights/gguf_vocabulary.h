// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/vocabulary.h"
#include "core/weights/gguf.h"

namespace lire::weights {

/// The byte-level BPE vocabulary in a GGUF's metadata. Raises Error for another kind of tokenizer
/// (sentencepiece, WordPiece) and for ids outside the vocabulary.
text::Vocabulary ggufVocabulary(const Gguf& gguf);

}  // namespace lire::weights
