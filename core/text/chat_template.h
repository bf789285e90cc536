// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text/chat_message.h"
#include "core/text/tokenizer.h"

namespace lire::text {

/// A piece of a rendered prompt: from the template itself, or from the data put into it. Special
/// tokens are parsed in template pieces only, so that user data cannot forge a turn.
struct RenderedSpan {
    std::string text = {};
    bool fromTemplate = true;
};

/// A model's chat template, interpreted in a sandbox: bounded steps, output and depth; no file, no
/// attribute access outside the data. Thread: any.
class ChatTemplate {
public:
    /// Parses Jinja source; `place` names the file for errors. Raises Error (place:line).
    ChatTemplate(const std::string& source, std::string place);
    ~ChatTemplate();
    ChatTemplate(const ChatTemplate&) = delete;
    ChatTemplate& operator=(const ChatTemplate&) = delete;
    ChatTemplate(ChatTemplate&&) = delete;
    ChatTemplate& operator=(ChatTemplate&&) = delete;

    /// Renders with these variables (`messages`, `add_generation_prompt`, `tools`, `bos_token`, …),
    /// in their order: `tojson` writes it. `tools` and `documents` are none where not given, as in
    /// transformers. Top-level strings whose names end with "_token" count as the template's.
    /// Raises Error where the template fails (raise_exception), is outside the subset, or exceeds
    /// the sandbox.
    std::vector<RenderedSpan> render(const nlohmann::ordered_json& variables) const;
    std::string renderText(const nlohmann::ordered_json& variables) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Messages with the generation prompt as token ids: special tokens are parsed where the template
/// wrote their whole spelling, everything else is plain text. The text is encoded as a whole, so
/// that BPE sees whole words across spans. bos_token and eos_token come from the tokenizer.
std::vector<TokenId> encodeChat(const ChatTemplate& chatTemplate,
                                const Tokenizer& tokenizer,
                                const std::vector<ChatMessage>& messages);

}  // namespace lire::text
