// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text/chat_message.h"
#include "core/text/token.h"

namespace lire::data {

/// Where a response comes from; fields that are not known are empty.
struct ResponseSource {
    std::string kind = {};                  ///< "human" or "policy"
    std::string policy = {};                ///< the policy's name
    std::optional<std::int64_t> step = {};  ///< optimizer step of the policy
    std::optional<double> temperature = {};
    std::optional<double> topP = {};
    std::optional<std::int64_t> topK = {};
    std::optional<std::uint64_t> seed = {};
    std::optional<bool> preferred = {};  ///< of a human pair: the chosen one
};

/// A candidate group: the one record that travels through the program (CLI contract: "A group").
/// The vectors beside `responses` are empty or have one entry a response.
struct CandidateGroup {
    std::string id = {};
    std::variant<std::string, std::vector<text::ChatMessage>> prompt = std::string();
    std::vector<std::string> responses = {};   ///< [M]
    std::vector<double> rewards = {};          ///< [M] or empty
    std::vector<bool> finished = {};           ///< [M] or empty: all finished
    std::vector<ResponseSource> sources = {};  ///< [M] or empty
    std::vector<double> logprobs = {};         ///< [M] or empty
    std::optional<std::string> reference = {};
    std::optional<double> referenceReward = {};
    std::optional<std::size_t> sftIndex = {};
    std::vector<text::TokenId> promptIds = {};                 ///< wins over `prompt`
    std::vector<std::vector<text::TokenId>> responseIds = {};  ///< wins over `responses`
    nlohmann::json unknown = nlohmann::json::object();         ///< further fields, passed on
    std::string file = {};                                     ///< for errors
    std::size_t line = 0;                                      ///< for errors, from 1

    /// M: responses given as text or as ids.
    std::size_t size() const { return responses.empty() ? responseIds.size() : responses.size(); }
    bool isFinished(std::size_t j) const { return finished.empty() || finished.at(j); }
    /// file:line
    std::string place() const { return file + ":" + std::to_string(line); }
};

}  // namespace lire::data
