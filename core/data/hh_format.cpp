// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/data/entry_fields.h"
#include "core/data/formats.h"
#include "core/data/human_pair.h"

namespace lire::data {

namespace {

struct Speaker {
    std::string_view marker;
    std::string_view role;
};
constexpr std::array speakers = {Speaker{"\n\nHuman:", "user"},
                                 Speaker{"\n\nAssistant:", "assistant"}};

std::string trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(space) - first + 1));
}

/// The first marker at or after `from`; npos without one.
std::pair<std::size_t, Speaker> nextTurn(std::string_view transcript, std::size_t from) {
    std::pair<std::size_t, Speaker> next = {std::string_view::npos, speakers[0]};
    for (const auto& speaker : speakers) {
        next = std::min(next,
                        {transcript.find(speaker.marker, from), speaker},
                        [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    return next;
}

/// The turns of a transcript. Nothing but white space may stand before the first marker.
std::vector<text::ChatMessage> turns(EntryFields& fields, const char* key) {
    const auto transcript = fields.requiredText(key);
    std::vector<text::ChatMessage> messages;
    auto [position, speaker] = nextTurn(transcript, 0);
    if (position == std::string::npos ||
        !trimmed(std::string_view(transcript).substr(0, position)).empty()) {
        fields.fail("\"" + std::string(key) + R"(" does not begin with "\n\nHuman:")",
                    R"(write a transcript of turns, each after "\n\nHuman:" or "\n\nAssistant:")");
    }
    while (position != std::string::npos) {
        const auto begin = position + speaker.marker.size();
        const auto [end, nextSpeaker] = nextTurn(transcript, begin);
        messages.push_back(
            {.role = std::string(speaker.role),
             .content = trimmed(std::string_view(transcript).substr(begin, end - begin))});
        position = end;
        speaker = nextSpeaker;
    }
    return messages;
}

bool isTranscript(const nlohmann::json& value) {
    return value.is_string() &&
           value.get_ref<const std::string&>().find(speakers[0].marker) != std::string::npos;
}

bool recognizesTranscripts(const nlohmann::json& entry) {
    return !entry.contains("prompt") && entry.contains("chosen") && entry.contains("rejected") &&
           isTranscript(entry["chosen"]) && isTranscript(entry["rejected"]);
}

CandidateGroup readTranscripts(const nlohmann::json& entry, const std::string& place) {
    EntryFields fields(entry, place);
    auto chosen = turns(fields, "chosen");
    auto rejected = turns(fields, "rejected");
    return pairOfConversations(fields, std::move(chosen), std::move(rejected));
}

}  // namespace

/// Transcripts as "Training a Helpful and Harmless Assistant" (Bai et al. 2022) published them.
DataFormat hhFormat() {
    return {.name = "hh",
            .title = "HH transcripts",
            .summary =
                R"(chosen and rejected as transcripts of "\n\nHuman:" and "\n\nAssistant:" turns)",
            .recognizes = recognizesTranscripts,
            .read = readTranscripts};
}

}  // namespace lire::data
