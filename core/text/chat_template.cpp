// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/jinja_evaluator.h"
#include "core/text/jinja_parser.h"

namespace lire::text {

namespace {

constexpr std::size_t longestSource = 1U << 20U;  // bytes; the longest known ones have 30 kB

std::map<std::string, jinja::Value> valuesOf(const nlohmann::ordered_json& variables,
                                             const std::string& place) {
    if (!variables.is_object()) {
        throw Error(place, "a template's variables are a JSON object", "give {\"messages\": […]}");
    }
    // transformers always passes these two.
    std::map<std::string, jinja::Value> values{{"tools", jinja::Value::none()},
                                               {"documents", jinja::Value::none()}};
    try {
        for (const auto& [name, value] : variables.items()) {
            // The model's own special tokens come from its tokenizer, not from a conversation.
            values[name] = value.is_string() && name.ends_with("_token")
                               ? jinja::Value::text(value.get<std::string>())
                               : jinja::fromJson(value);
        }
    } catch (const jinja::Failure& failure) {
        throw Error(place, failure.what(), failure.mend());
    }
    return values;
}

}  // namespace

struct ChatTemplate::Parts {
    std::string place;
    jinja::Body body;
};

ChatTemplate::ChatTemplate(const std::string& source, std::string place)
    : m_parts(std::make_unique<Parts>()) {
    if (source.size() > longestSource) {
        throw Error(place, "the chat template is longer than 1 MiB", "use another template");
    }
    m_parts->place = std::move(place);
    m_parts->body = jinja::parseTemplate(source, m_parts->place);
}

ChatTemplate::~ChatTemplate() = default;

std::vector<RenderedSpan> ChatTemplate::render(const nlohmann::ordered_json& variables) const {
    jinja::Evaluator evaluator(m_parts->body, m_parts->place, valuesOf(variables, m_parts->place));
    const jinja::Text text = evaluator.run();
    std::vector<RenderedSpan> spans;
    std::size_t begin = 0;
    for (const auto& piece : text.pieces()) {
        spans.push_back({text.bytes().substr(begin, piece.end - begin), piece.fromTemplate});
        begin = piece.end;
    }
    return spans;
}

std::string ChatTemplate::renderText(const nlohmann::ordered_json& variables) const {
    std::string text;
    for (const RenderedSpan& span : render(variables)) {
        text += span.text;
    }
    return text;
}

std::vector<TokenId> encodeChat(const ChatTemplate& chatTemplate,
                                const Tokenizer& tokenizer,
                                const std::vector<ChatMessage>& messages) {
    auto list = nlohmann::ordered_json::array();
    for (const ChatMessage& message : messages) {
        list.push_back({{"role", message.role}, {"content", message.content}});
    }
    nlohmann::ordered_json variables = {{"messages", list}, {"add_generation_prompt", true}};
    const auto& vocabulary = tokenizer.vocabulary();
    const auto name = [&](const char* variable, std::optional<TokenId> id) {
        if (id) {
            variables[variable] = tokenizer.tokenText(*id);
        }
    };
    name("bos_token", vocabulary.bos);
    name("eos_token", vocabulary.eos);
    name("pad_token", vocabulary.pad);
    name("unk_token", vocabulary.unknown);

    std::string text;
    std::vector<std::size_t> ends;  // of the spans
    std::vector<bool> trusted;
    for (const RenderedSpan& span : chatTemplate.render(variables)) {
        text += span.text;
        ends.push_back(text.size());
        trusted.push_back(span.fromTemplate);
    }
    return tokenizer.encodeWhere(text, [&](std::size_t begin, std::size_t end) {
        const auto span = static_cast<std::size_t>(
            std::upper_bound(ends.begin(), ends.end(), begin) - ends.begin());
        return trusted[span] && end <= ends[span];
    });
}

}  // namespace lire::text
