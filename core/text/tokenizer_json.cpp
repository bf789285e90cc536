// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_json.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/json_place.h"
#include "core/text/tokenizer_json_pre_tokenizer.h"

namespace lire::text {

namespace {

namespace fs = std::filesystem;
using Kind = Vocabulary::Kind;

constexpr std::uintmax_t mostBytes = 64U << 20U;
constexpr int deepest = 32;
constexpr std::int64_t mostTokens = 4'000'000;
constexpr const char* useAnother =
    "use a model with a byte-level BPE tokenizer (GPT-2, Llama 3, SmolLM, Qwen 2)";
constexpr const char* correct = "correct the file, or fetch it again";

std::size_t checkedId(const JsonPlace& place) {
    const std::int64_t id = place.integer();
    if (id < 0 || id >= mostTokens) {
        place.fail(
            "the id " + std::to_string(id) + " is not from 0 to " + std::to_string(mostTokens - 1),
            correct);
    }
    return static_cast<std::size_t>(id);
}

/// Ids that no token takes stay unused.
void place(Vocabulary& vocabulary, std::size_t id, const std::string& token, Kind kind) {
    if (id >= vocabulary.tokens.size()) {
        vocabulary.tokens.resize(id + 1);
        vocabulary.kinds.resize(id + 1, Kind::Unused);
    }
    vocabulary.tokens[id] = token;
    vocabulary.kinds[id] = kind;
}

void readMerges(const JsonPlace& merges, Vocabulary& vocabulary) {
    const auto& list = merges.array();
    vocabulary.merges.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& merge = list[i];
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            vocabulary.merges.emplace_back(merge[0].get<std::string>(),
                                           merge[1].get<std::string>());
            continue;
        }
        const std::string text = merges.at(i).text();
        const std::size_t space = text.find(' ');
        if (space == std::string::npos || space == 0 || space + 1 == text.size()) {
            merges.at(i).fail("a merge that is no pair of tokens", correct);
        }
        vocabulary.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
    }
}

void readModel(const JsonPlace& model, Vocabulary& vocabulary) {
    const std::string type = model.at("type").textOr("BPE");
    if (type != "BPE") {
        model.at("type").fail("the tokenizer is a " + type + ", not a byte-level BPE", useAnother);
    }
    if (model.at("byte_fallback").booleanOr(false)) {
        model.at("byte_fallback").fail("a BPE over characters with bytes as fallback", useAnother);
    }
    if (model.at("fuse_unk").booleanOr(false) && !model.at("unk_token").isAbsent()) {
        model.at("fuse_unk").fail("unknown tokens that are fused", useAnother);
    }
    for (const char* name : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        if (!model.at(name).textOr("").empty()) {
            model.at(name).fail("marks inside of words are not byte-level BPE", useAnother);
        }
    }
    const JsonPlace dropout = model.at("dropout");
    if (!dropout.isAbsent() && dropout.value() != 0.0) {
        dropout.fail("a tokenizer that draws its merges at random", "set \"dropout\" to null");
    }
    vocabulary.ignoreMerges = model.at("ignore_merges").booleanOr(false);
    const JsonPlace tokens = model.at("vocab");
    for (const auto& [token, id] : tokens.object().items()) {
        if (!id.is_number_integer()) {
            tokens.at(token).fail("an integer is needed here", correct);
        }
        place(vocabulary, checkedId(tokens.at(token)), token, Kind::Normal);
    }
    readMerges(model.at("merges"), vocabulary);
    const JsonPlace unknown = model.at("unk_token");
    if (!unknown.isAbsent()) {
        const auto found = tokens.value().find(unknown.text());
        if (found == tokens.value().end()) {
            unknown.fail("a token outside the vocabulary", correct);
        }
        vocabulary.unknown = found->get<TokenId>();
        vocabulary.unknownForMissingBytes = true;
    }
}

void readAddedTokens(const JsonPlace& added, Vocabulary& vocabulary) {
    if (added.isAbsent()) {
        return;
    }
    for (std::size_t i = 0; i < added.array().size(); ++i) {
        const JsonPlace token = added.at(i);
        for (const char* name : {"single_word", "lstrip", "rstrip"}) {
            if (token.at(name).booleanOr(false)) {
                token.at(name).fail("added tokens that look at their neighbours are not known",
                                    useAnother);
            }
        }
        const std::string content = token.at("content").text();
        if (content.empty()) {
            token.at("content").fail("an added token of no characters", correct);
        }
        place(vocabulary,
              checkedId(token.at("id")),
              content,
              token.at("special").booleanOr(false) ? Kind::Control : Kind::UserDefined);
    }
}

std::optional<TokenId> idOf(const Vocabulary& vocabulary, const std::string& token) {
    const auto& tokens = vocabulary.tokens;
    const auto found = std::find(tokens.begin(), tokens.end(), token);
    return found == tokens.end() ? std::nullopt
                                 : std::optional(static_cast<TokenId>(found - tokens.begin()));
}

/// TemplateProcessing for one text: at most a special token before it and one behind it.
void readTemplate(const JsonPlace& processor, Vocabulary& vocabulary) {
    const JsonPlace single = processor.at("single");
    bool sawText = false;
    for (std::size_t i = 0; i < single.array().size(); ++i) {
        const JsonPlace step = single.at(i);
        if (!step.at("Sequence").isAbsent()) {
            sawText = true;
            continue;
        }
        const JsonPlace name = step.at("SpecialToken").at("id");
        const auto id = idOf(vocabulary, name.text());
        if (!id) {
            name.fail("a token outside the vocabulary", correct);
        }
        bool& adds = sawText ? vocabulary.addEos : vocabulary.addBos;
        if (adds) {
            name.fail("more than one token on one side of the text", useAnother);
        }
        adds = true;
        (sawText ? vocabulary.eos : vocabulary.bos) = id;
    }
}

void readPostProcessor(const JsonPlace& processor, Vocabulary& vocabulary) {
    if (processor.isAbsent()) {
        return;
    }
    const std::string type = processor.at("type").text();
    if (type == "Sequence") {
        const JsonPlace steps = processor.at("processors");
        for (std::size_t i = 0; i < steps.array().size(); ++i) {
            readPostProcessor(steps.at(i), vocabulary);
        }
    } else if (type == "TemplateProcessing") {
        readTemplate(processor, vocabulary);
    } else if (type != "ByteLevel") {
        processor.fail("the post-processor \"" + type + "\" is not known", useAnother);
    }
}

void readDecoder(const JsonPlace& decoder) {
    if (!decoder.isAbsent() && decoder.at("type").text() != "ByteLevel") {
        decoder.at("type").fail("the decoder \"" + decoder.at("type").text() + "\" is not known",
                                useAnother);
    }
}

/// BOS, EOS, padding and unknown as the config names them: a text, or an object with its content.
void readRoles(const JsonPlace& config, Vocabulary& vocabulary) {
    const auto read = [&](const char* name, std::optional<TokenId>& role) {
        JsonPlace token = config.at(name);
        if (token.value().is_object()) {
            token = token.at("content");
        }
        if (role || token.isAbsent()) {
            return;
        }
        role = idOf(vocabulary, token.text());
        if (!role) {
            token.fail("\"" + token.text() + "\" is no token of the vocabulary", correct);
        }
    };
    read("bos_token", vocabulary.bos);
    read("eos_token", vocabulary.eos);
    read("pad_token", vocabulary.pad);
    read("unk_token", vocabulary.unknown);
}

}  // namespace

Vocabulary readTokenizerJson(const fs::path& path) {
    const nlohmann::json json = readBoundedJson(path, mostBytes, deepest);
    const JsonPlace root(json, path.string());
    root.object();
    Vocabulary vocabulary;
    vocabulary.place = path.string();
    const JsonPlace normalizer = root.at("normalizer");
    if (!normalizer.isAbsent()) {
        const JsonPlace type = normalizer.at("type");
        if (type.text() != "NFC") {
            type.fail("the normalizer \"" + type.text() + "\" is not known", useAnother);
        }
        vocabulary.normalizesToNfc = true;
    }
    readModel(root.at("model"), vocabulary);
    readPreTokenizer(root.at("pre_tokenizer"), vocabulary);
    readAddedTokens(root.at("added_tokens"), vocabulary);
    readPostProcessor(root.at("post_processor"), vocabulary);
    readDecoder(root.at("decoder"));
    for (const char* name : {"tokenizer_config.json", "special_tokens_map.json"}) {
        const fs::path beside = path.parent_path() / name;
        if (fs::exists(beside)) {
            const nlohmann::json config = readBoundedJson(beside, mostBytes, deepest);
            readRoles(JsonPlace(config, beside.string()), vocabulary);
        }
    }
    return vocabulary;
}

}  // namespace lire::text
