// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entry_fields.h"
#include "core/data/formats.h"

namespace lire::data {

namespace {

bool recognizesInstruction(const nlohmann::json& entry) {
    return entry.contains("instruction") && entry.contains("output");
}

CandidateGroup readInstruction(const nlohmann::json& entry, const std::string& place) {
    EntryFields fields(entry, place);
    auto request = fields.requiredText("instruction");
    if (const auto input = fields.text("input"); input && !input->empty()) {
        request += "\n\n" + *input;
    }
    CandidateGroup group{.id = fields.id()};
    if (!request.empty()) {
        group.prompt =
            std::vector<text::ChatMessage>{{.role = "user", .content = std::move(request)}};
    }
    group.reference = fields.requiredText("output");
    group.responses = {*group.reference};
    group.sources = {{.kind = "human"}};
    group.unknown = fields.rest();
    return group;
}

}  // namespace

/// Instructions with one answer each, as Alpaca (Taori et al. 2023) published them: prompts to
/// sample from, with an answer to compare with or to learn from by SFT.
DataFormat instructionsFormat() {
    return {.name = "instructions",
            .title = "Instructions with an answer",
            .summary = "instruction, input, output",
            .recognizes = recognizesInstruction,
            .read = readInstruction};
}

}  // namespace lire::data
