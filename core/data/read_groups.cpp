// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/read_groups.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/data/entry_reader.h"
#include "core/data/formats.h"
#include "core/data/split.h"
#include "core/data/stable_hash.h"

namespace lire::data {

namespace {

/// Entries between two looks at the stop token.
constexpr std::size_t entriesAtOnce = 256;

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

bool isPromptEmpty(const CandidateGroup& group) {
    if (!group.promptIds.empty()) {
        return false;
    }
    if (const auto* messages = std::get_if<std::vector<text::ChatMessage>>(&group.prompt)) {
        return std::all_of(messages->begin(), messages->end(), [](const auto& message) {
            return isBlank(message.content);
        });
    }
    return isBlank(std::get<std::string>(group.prompt));
}

/// What is empty in a group, none where it can be used. A policy may answer with nothing but an
/// EOS; a human's answer without text is a hole in the data.
std::optional<Error> emptiness(const CandidateGroup& group, bool needResponses) {
    if (isPromptEmpty(group)) {
        return Error(group.place(),
                     "the prompt is empty",
                     "write the prompt's text, or leave the entry out");
    }
    if (needResponses && group.size() == 0) {
        return Error(
            group.place(), "\"responses\" is empty", "every group needs at least one response");
    }
    for (std::size_t j = 0; j < group.responses.size(); ++j) {
        const bool isHuman = j < group.sources.size() && group.sources[j].kind == "human";
        if (needResponses && isHuman && group.responseIds.empty() && isBlank(group.responses[j])) {
            return Error(group.place(),
                         "answer " + std::to_string(j + 1) + " is empty",
                         "write the answer's text, or leave the entry out");
        }
    }
    return std::nullopt;
}

/// Prompt and responses in 128 bits: two entries that agree are the same.
std::pair<std::uint64_t, std::uint64_t> contentHash(const CandidateGroup& group) {
    std::string content = promptKey(group);
    for (const auto& response : group.responses) {
        content += '\0' + response;
    }
    for (const auto& ids : group.responseIds) {
        content += '\0';
        for (const auto id : ids) {
            content += std::to_string(id) + ' ';
        }
    }
    return {stableHash(content, 1), stableHash(content, 2)};
}

std::string fieldNames(const nlohmann::json& entry) {
    std::string names;
    for (const auto& [key, value] : entry.items()) {
        names += (names.empty() ? "\"" : ", \"") + key + "\"";
    }
    return names.substr(0, 200);
}

class GroupFile {
public:
    GroupFile(const std::filesystem::path& file, const ReadSettings& settings)
        : m_file(file.string()), m_settings(settings) {
        if (!settings.format.empty()) {
            m_format = &dataFormat(settings.format, m_file);
        }
    }

    void take(const Entry& entry) {
        ++m_result.counts.entries;
        std::optional<CandidateGroup> group;
        try {
            group = read(entry, m_file + ":" + std::to_string(entry.line));
        } catch (const Error& error) {
            ++m_result.counts.unreadable;
            m_result.problems.push_back(error);
        }
        if (group) {
            takeGroup(*std::move(group));
        }
    }

    ReadResult finish() {
        if (m_format == nullptr) {
            fail();
        }
        for (auto& group : m_result.groups) {
            if (group.id.empty()) {
                group.id = unusedId(std::to_string(group.line));
            }
        }
        m_result.format = m_format->name;
        return std::move(m_result);
    }

private:
    static std::string formatNames() {
        std::string names;
        for (const auto& format : dataFormats()) {
            names += (names.empty() ? "" : ", ") + std::string(format.name);
        }
        return names;
    }

    /// No entry told the format. Where none could even be read, the first says best what is wrong.
    [[noreturn]] void fail() const {
        if (m_firstFields.empty() && !m_result.problems.empty()) {
            throw Error(m_result.problems.front());
        }
        throw Error(m_file,
                    m_result.counts.entries == 0
                        ? "holds no entries"
                        : "holds no entry of a known format" + m_firstFields,
                    "write {\"prompt\": …, \"responses\": […]} a line, or any of the formats " +
                        formatNames());
    }

    CandidateGroup read(const Entry& entry, const std::string& place) {
        const auto json = parseEntry(entry, place);
        if (m_format == nullptr && json.is_object()) {
            for (const auto& format : dataFormats()) {
                if (format.recognizes(json)) {
                    m_format = &format;
                    break;
                }
            }
            if (m_format == nullptr && m_firstFields.empty()) {
                m_firstFields = " (its first has the fields " + fieldNames(json) + ")";
            }
        }
        if (m_format == nullptr) {
            throw Error(place,
                        json.is_object() ? "the entry is of no known format"
                                         : "the entry is no JSON object",
                        "write each entry as {\"prompt\": …, \"responses\": […]}");
        }
        auto group = m_format->read(json, place);
        group.file = m_file;
        group.line = entry.line;
        return group;
    }

    void takeGroup(CandidateGroup group) {
        if (auto problem = emptiness(group, m_settings.needResponses)) {
            ++m_result.counts.empty;
            m_result.problems.push_back(*std::move(problem));
            return;
        }
        if (isRepeated(group) && m_settings.dropDuplicates) {
            return;
        }
        if (!group.id.empty()) {
            checkId(group);
        }
        ++m_result.counts.kept;
        m_result.groups.push_back(std::move(group));
    }

    /// Whether an earlier entry has the same prompt and responses, which is then counted.
    bool isRepeated(const CandidateGroup& group) {
        const auto [same, isNew] = m_seen.try_emplace(contentHash(group), group.line);
        if (isNew) {
            return false;
        }
        const auto earlier = "line " + std::to_string(same->second);
        if (m_settings.dropDuplicates) {
            ++m_result.counts.duplicates;
            m_result.problems.emplace_back(
                group.place(), "the same prompt and responses as in " + earlier, "leave it out");
        } else if (++m_result.counts.repeated == 1) {
            m_result.firstRepeat = "line " + std::to_string(group.line) + " repeats " + earlier;
        }
        return true;
    }

    /// Two groups of one id could not be told apart in what is passed on.
    void checkId(const CandidateGroup& group) {
        const auto [same, isNew] = m_lineOfId.try_emplace(group.id, group.line);
        if (!isNew) {
            throw Error(group.place(),
                        "the id \"" + group.id + "\" is that of line " +
                            std::to_string(same->second) + " already",
                        "give each entry an id of its own, or none");
        }
    }

    /// An id that the file does not give itself: `wanted`, or "wanted-2" and so on.
    std::string unusedId(const std::string& wanted) {
        auto id = wanted;
        for (int number = 2; !m_lineOfId.try_emplace(id, 0).second; ++number) {
            id = wanted + "-" + std::to_string(number);
        }
        return id;
    }

    std::string m_file;
    ReadSettings m_settings;
    const DataFormat* m_format = nullptr;
    std::string m_firstFields;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> m_seen;  ///< content: its line
    std::unordered_map<std::string, std::size_t> m_lineOfId;
    ReadResult m_result;
};

}  // namespace

ReadResult readGroups(const std::filesystem::path& file,
                      const ReadSettings& settings,
                      const std::stop_token& stop,
                      const std::function<void(double fraction)>& progress) {
    GroupFile groups(file, settings);
    EntryReader reader(file);
    std::size_t count = 0;
    while (const auto entry = reader.next()) {
        groups.take(*entry);
        if (++count % entriesAtOnce == 0) {
            if (stop.stop_requested()) {
                break;
            }
            if (progress) {
                progress(reader.fraction());
            }
        }
    }
    if (stop.stop_requested()) {
        throw Error(file.string(), "reading was stopped", "read it again", Blame::Running);
    }
    if (progress) {
        progress(1.0);
    }
    return groups.finish();
}

}  // namespace lire::data
