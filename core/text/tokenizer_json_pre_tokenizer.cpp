// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_json_pre_tokenizer.h"

#include "core/text/pre_tokenizer.h"

namespace lire::text {

namespace {

constexpr const char* useAnother =
    "use a model with a byte-level BPE tokenizer (GPT-2, Llama 3, SmolLM, Qwen 2)";

/// A string as a pattern that matches it alone.
std::string literalPattern(const std::string& text) {
    std::string pattern;
    for (const char c : text) {
        if (std::string_view("\\^$.|?*+()[]{}-#").find(c) != std::string_view::npos) {
            pattern.push_back('\\');
        }
        pattern.push_back(c);
    }
    return pattern;
}

std::string splitPattern(const JsonPlace& split) {
    const std::string behavior = split.at("behavior").textOr("Isolated");
    if (behavior != "Isolated") {
        split.at("behavior")
            .fail("the splitting behavior \"" + behavior + "\" is not known", useAnother);
    }
    // Matches and the rest become words alike, so that "invert" changes nothing.
    const JsonPlace pattern = split.at("pattern");
    if (!pattern.at("Regex").isAbsent()) {
        return pattern.at("Regex").text();
    }
    return literalPattern(pattern.at("String").text());
}

class Reader {
public:
    explicit Reader(Vocabulary& vocabulary) : m_vocabulary(vocabulary) {}

    void read(const JsonPlace& step) {
        const std::string type = step.at("type").text();
        if (type == "Sequence") {
            const JsonPlace steps = step.at("pretokenizers");
            for (std::size_t i = 0; i < steps.array().size(); ++i) {
                read(steps.at(i));
            }
            return;
        }
        if (m_sawBytes) {
            step.fail("a pre-tokenizer behind ByteLevel", useAnother);
        }
        if (type == "Split") {
            m_vocabulary.preTokenizerPatterns.push_back(splitPattern(step));
        } else if (type == "Digits") {
            const bool single = step.at("individual_digits").booleanOr(false);
            m_vocabulary.preTokenizerPatterns.emplace_back(single ? "\\p{N}" : "\\p{N}+");
        } else if (type == "ByteLevel") {
            readByteLevel(step);
        } else {
            step.fail("the pre-tokenizer \"" + type + "\" is not known", useAnother);
        }
    }

    bool sawBytes() const { return m_sawBytes; }

private:
    void readByteLevel(const JsonPlace& step) {
        m_sawBytes = true;
        m_vocabulary.addPrefixSpace = step.at("add_prefix_space").booleanOr(true);
        if (m_vocabulary.addPrefixSpace && !m_vocabulary.preTokenizerPatterns.empty()) {
            step.at("add_prefix_space").fail("a space before each piece of a split", useAnother);
        }
        if (step.at("use_regex").booleanOr(true)) {
            m_vocabulary.preTokenizerPatterns.push_back(gpt2Pattern());
        }
    }

    Vocabulary& m_vocabulary;
    bool m_sawBytes = false;
};

}  // namespace

void readPreTokenizer(const JsonPlace& preTokenizer, Vocabulary& vocabulary) {
    if (preTokenizer.isAbsent()) {
        preTokenizer.fail("the tokenizer has no byte-level pre-tokenizer", useAnother);
    }
    Reader reader(vocabulary);
    reader.read(preTokenizer);
    if (!reader.sawBytes()) {
        preTokenizer.fail("the tokenizer has no byte-level pre-tokenizer", useAnother);
    }
}

nlohmann::json writePreTokenizer(const std::vector<std::string>& patterns, bool addPrefixSpace) {
    using nlohmann::json;
    const auto byteLevel = [&](bool splits) {
        return json{{"type", "ByteLevel"},
                    {"add_prefix_space", addPrefixSpace},
                    {"trim_offsets", true},
                    {"use_regex", splits}};
    };
    if (patterns == std::vector{gpt2Pattern()}) {
        return byteLevel(true);
    }
    json steps = json::array();
    for (const std::string& pattern : patterns) {
        steps.push_back({{"type", "Split"},
                         {"pattern", {{"Regex", pattern}}},
                         {"behavior", "Isolated"},
                         {"invert", false}});
    }
    steps.push_back(byteLevel(false));
    return {{"type", "Sequence"}, {"pretokenizers", steps}};
}

}  // namespace lire::text
