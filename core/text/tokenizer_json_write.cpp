// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <unordered_set>

#include "core/error.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/tokenizer_json.h"
#include "core/text/tokenizer_json_pre_tokenizer.h"
#include "core/text/utf8.h"

namespace lire::text {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using Kind = Vocabulary::Kind;

Kind kindOf(const Vocabulary& vocabulary, std::size_t id) {
    return vocabulary.kinds.empty() ? Kind::Normal : vocabulary.kinds.at(id);
}

/// Every token by its spelling, special ones too: added tokens take their ids from here.
ordered_json vocabJson(const Vocabulary& vocabulary) {
    // An object of 100 000 names: filled unchecked, the names are told apart here.
    ordered_json::object_t tokens;
    std::unordered_set<std::string_view> seen;
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        const std::string& token = vocabulary.tokens[id];
        if (token.empty() && kindOf(vocabulary, id) == Kind::Unused) {
            continue;
        }
        if (validUtf8Prefix(token) != token.size() || !seen.insert(token).second) {
            throw Error(vocabulary.place,
                        "token " + std::to_string(id) +
                            " is spelled like another or is not UTF-8, which a tokenizer.json "
                            "cannot hold",
                        "use a model whose tokens differ");
        }
        tokens.push_back({token, id});
    }
    return tokens;
}

ordered_json mergesJson(const Vocabulary& vocabulary) {
    auto merges = ordered_json::array();
    for (const auto& [left, right] : vocabulary.merges) {
        merges.push_back(ordered_json::array({left, right}));
    }
    return merges;
}

ordered_json addedTokensJson(const Vocabulary& vocabulary) {
    auto added = ordered_json::array();
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        const Kind kind = kindOf(vocabulary, id);
        if (kind == Kind::Control || kind == Kind::UserDefined) {
            added.push_back({{"id", id},
                             {"content", vocabulary.tokens[id]},
                             {"single_word", false},
                             {"lstrip", false},
                             {"rstrip", false},
                             {"normalized", false},
                             {"special", kind == Kind::Control}});
        }
    }
    return added;
}

const std::string& spelling(const Vocabulary& vocabulary, TokenId id) {
    return vocabulary.tokens.at(static_cast<std::size_t>(id));
}

/// BOS and EOS around one text and around a pair, where the vocabulary adds them.
ordered_json postProcessorJson(const Vocabulary& vocabulary) {
    ordered_json byteLevel = {{"type", "ByteLevel"},
                              {"add_prefix_space", true},
                              {"trim_offsets", false},
                              {"use_regex", true}};
    const bool bos = vocabulary.addBos && vocabulary.bos;
    const bool eos = vocabulary.addEos && vocabulary.eos;
    if (!bos && !eos) {
        return byteLevel;
    }
    auto special = ordered_json::object();
    const auto around = [&](const char* text, int type) {
        auto steps = ordered_json::array();
        const auto add = [&](TokenId id) {
            const std::string& name = spelling(vocabulary, id);
            steps.push_back({{"SpecialToken", {{"id", name}, {"type_id", type}}}});
            special[name] = {{"id", name},
                             {"ids", ordered_json::array({id})},
                             {"tokens", ordered_json::array({name})}};
        };
        if (bos) {
            add(*vocabulary.bos);
        }
        steps.push_back({{"Sequence", {{"id", text}, {"type_id", type}}}});
        if (eos) {
            add(*vocabulary.eos);
        }
        return steps;
    };
    auto pair = around("A", 0);
    for (const auto& step : around("B", 1)) {
        pair.push_back(step);
    }
    return {{"type", "Sequence"},
            {"processors",
             ordered_json::array({byteLevel,
                                  {{"type", "TemplateProcessing"},
                                   {"single", around("A", 0)},
                                   {"pair", pair},
                                   {"special_tokens", special}}})}};
}

ordered_json tokenizerJson(const Vocabulary& vocabulary) {
    std::vector<std::string> patterns = vocabulary.preTokenizerPatterns;
    bool ignoreMerges = vocabulary.ignoreMerges;
    if (!vocabulary.preTokenizer.empty()) {
        const PreTokenizerKind& kind = preTokenizerKind(vocabulary.preTokenizer, vocabulary.place);
        patterns = kind.patterns;
        ignoreMerges = ignoreMerges || kind.ignoresMerges;
    }
    const bool unknown = vocabulary.unknownForMissingBytes && vocabulary.unknown;
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", addedTokensJson(vocabulary)},
            {"normalizer",
             vocabulary.normalizesToNfc ? ordered_json({{"type", "NFC"}}) : ordered_json()},
            {"pre_tokenizer", writePreTokenizer(patterns, vocabulary.addPrefixSpace)},
            {"post_processor", postProcessorJson(vocabulary)},
            {"decoder",
             {{"type", "ByteLevel"},
              {"add_prefix_space", true},
              {"trim_offsets", true},
              {"use_regex", true}}},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token",
               unknown ? ordered_json(spelling(vocabulary, *vocabulary.unknown)) : ordered_json()},
              {"continuing_subword_prefix", nullptr},
              {"end_of_word_suffix", nullptr},
              {"fuse_unk", false},
              {"byte_fallback", false},
              {"ignore_merges", ignoreMerges},
              {"vocab", vocabJson(vocabulary)},
              {"merges", mergesJson(vocabulary)}}}};
}

ordered_json configJson(const Vocabulary& vocabulary, const std::string& chatTemplate) {
    ordered_json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                           {"clean_up_tokenization_spaces", false}};
    const auto name = [&](const char* role, std::optional<TokenId> id) {
        if (id) {
            config[role] = spelling(vocabulary, *id);
        }
    };
    name("bos_token", vocabulary.bos);
    name("eos_token", vocabulary.eos);
    name("pad_token", vocabulary.pad);
    name("unk_token", vocabulary.unknown);
    if (!chatTemplate.empty()) {
        config["chat_template"] = toValidUtf8(chatTemplate);
    }
    return config;
}

/// Under a temporary name first, so that no reader sees half a file.
void writeWhole(const fs::path& path, const std::string& text) {
    fs::path temporary = path;
    temporary += ".part";
    std::error_code failed;
    {
        std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
        file << text;
        file.close();
        if (!file) {
            fs::remove(temporary, failed);
            throw Error(path.string(),
                        "cannot be written",
                        "free room on the disk or choose a folder that can be written",
                        Blame::Running);
        }
    }
    fs::rename(temporary, path, failed);
    if (failed) {
        throw Error(path.string(),
                    "cannot be written: " + failed.message(),
                    "choose a folder that can be written",
                    Blame::Running);
    }
}

}  // namespace

void writeTokenizerJson(const Vocabulary& vocabulary,
                        const std::string& chatTemplateSource,
                        const fs::path& directory) {
    const std::string tokenizer = tokenizerJson(vocabulary).dump(1) + "\n";
    const std::string config = configJson(vocabulary, chatTemplateSource).dump(2) + "\n";
    writeWhole(directory / "tokenizer.json", tokenizer);
    writeWhole(directory / "tokenizer_config.json", config);
}

}  // namespace lire::text
