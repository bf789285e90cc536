// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/responses.h"

#include <utility>

#include "core/data/token_lists.h"
#include "core/models/model_source.h"
#include "core/text/utf8.h"

namespace lire::data {

namespace {

std::string textOf(const std::vector<text::TokenId>& ids, const models::ModelSource& model) {
    return text::toValidUtf8(model.tokenizer->decode(ids, true));
}

/// Gives each response there is a text, ids, an end and a source.
void fillColumns(CandidateGroup& group, const models::ModelSource& model) {
    const std::size_t count = group.size();
    if (group.responseIds.empty()) {
        std::vector<std::vector<text::TokenId>> ids;
        for (std::size_t j = 0; j < count; ++j) {
            ids.push_back(responseTokens(group, j, model));
        }
        group.responseIds = std::move(ids);
    }
    for (std::size_t j = group.responses.size(); j < count; ++j) {
        group.responses.push_back(textOf(group.responseIds[j], model));
    }
    group.finished.resize(count, true);
    group.sources.resize(count);
}

}  // namespace

void addResponse(CandidateGroup& group,
                 std::vector<text::TokenId> ids,
                 bool finished,
                 ResponseSource from,
                 const models::ModelSource& model) {
    fillColumns(group, model);
    group.responses.push_back(textOf(ids, model));
    group.responseIds.push_back(std::move(ids));
    group.finished.push_back(finished);
    group.sources.push_back(std::move(from));
    group.rewards.clear();
    group.logprobs.clear();
}

void removeResponses(CandidateGroup& group) {
    group.responses.clear();
    group.responseIds.clear();
    group.finished.clear();
    group.sources.clear();
    group.rewards.clear();
    group.logprobs.clear();
    group.sftIndex.reset();
}

}  // namespace lire::data
