// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/gguf_vocabulary.h"

#include "core/error.h"

namespace lire::weights {

namespace {

using Kind = text::Vocabulary::Kind;

/// ggml's numbers: 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte.
Kind kindOf(std::int64_t type) {
    switch (type) {
        case 2:
        case 3:
            return Kind::Control;
        case 4:
            return Kind::UserDefined;
        case 5:
            return Kind::Unused;
        default:
            return Kind::Normal;
    }
}

std::vector<Kind> kinds(const Gguf& gguf, std::size_t count) {
    std::vector<Kind> result(count, Kind::Normal);
    const auto found = gguf.metadata().find("tokenizer.ggml.token_type");
    if (found == gguf.metadata().end()) {
        return result;
    }
    const auto* types = std::get_if<std::vector<std::int64_t>>(&found->second);
    if (types == nullptr || types->size() != count) {
        throw Error(gguf.place(),
                    "key tokenizer.ggml.token_type has not one number a token",
                    "fetch the file again: it is damaged");
    }
    for (std::size_t i = 0; i < count; ++i) {
        result[i] = kindOf((*types)[i]);
    }
    return result;
}

std::optional<text::TokenId> tokenId(const Gguf& gguf, const std::string& key, std::size_t count) {
    if (!gguf.has(key)) {
        return std::nullopt;
    }
    const auto id = gguf.integer(key, 0);
    if (id < 0 || id >= static_cast<std::int64_t>(count)) {
        throw Error(gguf.place(),
                    "key " + key + " is " + std::to_string(id) + ", outside the vocabulary",
                    "fetch the file again: it is damaged");
    }
    return static_cast<text::TokenId>(id);
}

}  // namespace

text::Vocabulary ggufVocabulary(const Gguf& gguf) {
    const auto model = gguf.text("tokenizer.ggml.model", "");
    if (model != "gpt2") {
        throw Error(gguf.place(),
                    model.empty() ? "the file holds no tokenizer"
                                  : "its tokenizer is \"" + model + "\", not a byte-level BPE",
                    "use a model with a byte-level BPE (GPT-2, Llama 3, SmolLM, Qwen 2)");
    }
    text::Vocabulary vocabulary;
    vocabulary.place = gguf.place();
    vocabulary.tokens = gguf.texts("tokenizer.ggml.tokens");
    const auto count = vocabulary.tokens.size();
    vocabulary.kinds = kinds(gguf, count);
    for (const auto& merge : gguf.texts("tokenizer.ggml.merges")) {
        // The first space after the first character: a part may not be empty.
        const auto space = merge.find(' ', 1);
        if (space == std::string::npos || space + 1 == merge.size()) {
            throw Error(gguf.place(),
                        "merge \"" + merge + "\" is no pair",
                        "fetch the file again: it is damaged");
        }
        vocabulary.merges.emplace_back(merge.substr(0, space), merge.substr(space + 1));
    }
    // Files from before the key was written have GPT-2's.
    const auto pre = gguf.text("tokenizer.ggml.pre", "gpt-2");
    vocabulary.preTokenizer = pre == "default" ? "gpt-2" : pre;
    vocabulary.ignoreMerges = pre == "llama-bpe";
    vocabulary.bos = tokenId(gguf, "tokenizer.ggml.bos_token_id", count);
    vocabulary.eos = tokenId(gguf, "tokenizer.ggml.eos_token_id", count);
    vocabulary.pad = tokenId(gguf, "tokenizer.ggml.padding_token_id", count);
    vocabulary.unknown = tokenId(gguf, "tokenizer.ggml.unknown_token_id", count);
    vocabulary.addPrefixSpace = gguf.boolean("tokenizer.ggml.add_space_prefix", false);
    // llama.cpp's default: of the pre-tokenizers that are read here, Llama 3's alone adds one.
    vocabulary.addBos = gguf.boolean("tokenizer.ggml.add_bos_token", pre == "llama-bpe");
    vocabulary.addEos = gguf.boolean("tokenizer.ggml.add_eos_token", false);
    return vocabulary;
}

}  // namespace lire::weights
