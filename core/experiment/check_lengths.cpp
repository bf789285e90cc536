// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_lengths.h"

#include <algorithm>
#include <type_traits>

#include "core/data/token_lists.h"
#include "core/experiment/experiment_json.h"
#include "core/models/model_source.h"
#include "core/models/token_list.h"

namespace lire::experiment {

namespace {

using Groups = std::vector<data::CandidateGroup>;

void add(TooLong& to, std::size_t cut, std::size_t of, const data::CandidateGroup& group) {
    if (cut > 0 && to.count == 0) {
        to.first = group.place();
    }
    to.count += cut;
    to.of += of;
}

/// "/data/train/1" where the group's file is the second of the training files.
std::string pointerTo(const data::CandidateGroup& group,
                      const std::vector<std::string>& files,
                      const std::filesystem::path& folder,
                      const std::string& list) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (resolvePath(files[i], folder).string() == group.file) {
            return list + "/" + std::to_string(i);
        }
    }
    return list;
}

class Measure {
public:
    Measure(const Experiment& experiment,
            const std::filesystem::path& folder,
            const models::ModelSource& source)
        : m_experiment(experiment),
          m_folder(folder),
          m_source(source),
          m_given(usesGivenAnswers(experiment)) {}

    void train(const data::CandidateGroup& group) {
        data::Cuts cuts;
        const auto most = static_cast<std::size_t>(m_experiment.policy.maxLength);
        const auto list =
            tokenized(group, [&] { return data::tokenList(group, m_source, most, &cuts); });
        m_promptTokens += list.prompt.size();
        m_responseTokens += models::tokenCount(list) - list.prompt.size();
        m_responses += list.responses.size();
        ++m_lists;
        const bool trimmed =
            m_experiment.candidates &&
            list.prompt.size() > room(m_experiment.candidates->decoding.maxNewTokens);
        add(m_lengths.prompts, cuts.prompt || trimmed ? 1 : 0, 1, group);
        if (m_given) {
            add(m_lengths.answers, cuts.responses, list.responses.size(), group);
        }
    }

    void test(const data::CandidateGroup& group) {
        const auto ids = tokenized(group, [&] { return data::promptTokens(group, m_source); });
        const auto most = room(m_experiment.evaluate ? m_experiment.evaluate->maxNewTokens : 0);
        add(m_lengths.tests, ids.size() > most ? 1 : 0, 1, group);
    }

    Lengths take() {
        const auto mean = [](std::size_t sum, std::size_t count) {
            return count == 0 ? 0.0 : static_cast<double>(sum) / static_cast<double>(count);
        };
        m_lengths.means = {.prompt = mean(m_promptTokens, m_lists),
                           .response = mean(m_responseTokens, m_responses),
                           .given = mean(m_responses, m_lists)};
        return m_lengths;
    }

private:
    /// Tokens that a prompt may have beside new ones.
    std::size_t room(std::int64_t newTokens) const {
        return static_cast<std::size_t>(
            std::max<std::int64_t>(m_experiment.policy.maxLength - newTokens, 1));
    }

    template <class Work>
    std::invoke_result_t<Work> tokenized(const data::CandidateGroup& group, Work work) const {
        try {
            return work();
        } catch (const Error& error) {
            const auto& files = m_experiment.data;
            auto place = pointerTo(group, files.test, m_folder, "/data/test");
            if (place == "/data/test") {  // or set apart from the training files
                place = pointerTo(group, files.train, m_folder, "/data/train");
            }
            throw Error(place, error.place() + ": " + error.problem(), error.mend(), error.blame());
        }
    }

    const Experiment& m_experiment;
    const std::filesystem::path& m_folder;
    const models::ModelSource& m_source;
    bool m_given;
    Lengths m_lengths;
    std::size_t m_lists = 0;
    std::size_t m_promptTokens = 0;
    std::size_t m_responseTokens = 0;
    std::size_t m_responses = 0;
};

/// Calls `look` with at most `most` groups spread evenly over all.
template <class Look>
void forSome(const Groups& groups, std::size_t most, Look look) {
    const auto count = most == 0 ? groups.size() : std::min(most, groups.size());
    for (std::size_t i = 0; i < count; ++i) {
        look(groups[i * groups.size() / count]);
    }
}

/// "3 of 8, first in pairs.jsonl:2"
std::string inWords(const TooLong& which) {
    return std::to_string(which.count) + " of " + std::to_string(which.of) + ", the first in " +
           which.first;
}

}  // namespace

Lengths measureLengths(const Experiment& experiment,
                       const std::filesystem::path& folder,
                       const ExperimentData& data,
                       const models::ModelSource& source,
                       std::size_t most) {
    Measure measure(experiment, folder, source);
    forSome(data.train, most, [&](const data::CandidateGroup& group) { measure.train(group); });
    forSome(data.test, most, [&](const data::CandidateGroup& group) { measure.test(group); });
    return measure.take();
}

std::vector<Error> lengthNotes(const Experiment& experiment, const Lengths& lengths) {
    std::vector<Error> notes;
    const auto note = [&](const TooLong& which, const std::string& what, const std::string& lost) {
        if (which.count > 0) {
            notes.emplace_back("/policy/max_length",
                               what + " too long for " +
                                   std::to_string(experiment.policy.maxLength) +
                                   " tokens: " + inWords(which) + "; " + lost + " is cut off",
                               "raise it, or shorten them");
        }
    };
    note(lengths.prompts, "training prompts with their answers", "the prompt's beginning");
    note(lengths.answers, "given answers", "their end");
    note(lengths.tests, "test prompts with an answer", "the prompt's beginning");
    return notes;
}

}  // namespace lire::experiment
