// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entry_fields.h"
#include "core/data/formats.h"

namespace lire::data {

namespace {

bool recognizesGroup(const nlohmann::json& entry) {
    const bool hasPrompt = entry.contains("prompt") || entry.contains("prompt_ids");
    const bool hasResponses = entry.contains("responses") || entry.contains("response_ids");
    const bool isPair = entry.contains("chosen") && entry.contains("rejected");
    return hasPrompt && (hasResponses || !isPair);
}

ResponseSource readSource(EntryFields& fields) {
    ResponseSource source{.kind = fields.text("kind").value_or(""),
                          .policy = fields.text("policy").value_or(""),
                          .step = fields.integer("step"),
                          .temperature = fields.number("temperature"),
                          .topP = fields.number("top_p"),
                          .topK = fields.integer("top_k"),
                          .preferred = fields.boolean("preferred")};
    if (const auto* seed = fields.find("seed")) {
        if (!seed->is_number_unsigned()) {
            fields.fail("\"seed\" of a source is no whole number of at least 0",
                        "write it as a whole number");
        }
        source.seed = seed->get<std::uint64_t>();
    }
    return source;
}

void requireLength(const EntryFields& fields,
                   const char* key,
                   std::size_t length,
                   std::size_t responses) {
    if (length != responses) {
        fields.fail("\"" + std::string(key) + "\" has length " + std::to_string(length) + " for " +
                        std::to_string(responses) + " responses",
                    "give one a response, or leave it out");
    }
}

/// A list beside the responses has an entry a response, where it is known: tables are exported with
/// empty columns.
void checkLength(const EntryFields& fields,
                 const char* key,
                 std::size_t length,
                 std::size_t responses) {
    if (length > 0) {
        requireLength(fields, key, length, responses);
    }
}

CandidateGroup readGroup(const nlohmann::json& entry, const std::string& place) {
    EntryFields fields(entry, place);
    CandidateGroup group{.id = fields.id(),
                         .prompt = fields.prompt("prompt"),
                         .responses = fields.texts("responses"),
                         .rewards = fields.numbers("rewards"),
                         .finished = fields.booleans("finished"),
                         .logprobs = fields.numbers("logprobs"),
                         .reference = fields.text("reference"),
                         .referenceReward = fields.number("reference_reward"),
                         .promptIds = fields.ids("prompt_ids"),
                         .responseIds = fields.idLists("response_ids")};
    fields.objects("sources",
                   [&group](EntryFields& source) { group.sources.push_back(readSource(source)); });
    const auto sftIndex = fields.integer("sft_index");
    group.unknown = fields.rest();

    if (!group.responses.empty()) {
        checkLength(fields, "response_ids", group.responseIds.size(), group.size());
    }
    if (fields.find("rewards") != nullptr) {  // a scored group has lost them
        requireLength(fields, "rewards", group.rewards.size(), group.size());
    }
    checkLength(fields, "finished", group.finished.size(), group.size());
    checkLength(fields, "sources", group.sources.size(), group.size());
    checkLength(fields, "logprobs", group.logprobs.size(), group.size());
    if (sftIndex) {
        if (*sftIndex < 0 || static_cast<std::uint64_t>(*sftIndex) >= group.size()) {
            fields.fail("\"sft_index\" " + std::to_string(*sftIndex) + " names none of the " +
                            std::to_string(group.size()) + " responses",
                        "count the responses from 0");
        }
        group.sftIndex = static_cast<std::size_t>(*sftIndex);
    }
    return group;
}

}  // namespace

/// The program's own record: a prompt with any number of responses, as every command passes it on.
DataFormat groupsFormat() {
    return {.name = "groups",
            .title = "Candidate groups",
            .summary = "prompt with responses, and rewards where they are known",
            .recognizes = recognizesGroup,
            .read = readGroup};
}

}  // namespace lire::data
