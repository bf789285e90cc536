// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "core/text/tokenizer.h"
#include "core/text/tokenizer_json.h"

/// Ids of huggingface/tokenizers, read from tests/golden/tokenizer.json.
inline const nlohmann::json& goldenTokenizers() {
    static const auto golden = [] {
        std::ifstream file(LIRE_GOLDEN "/tokenizer.json");
        return nlohmann::json::parse(file);
    }();
    return golden;
}

/// One of the tiny tokenizers of tests/data/text: "gpt2", "prefix", "smollm", "llama3", "qwen2".
inline const lire::text::Tokenizer& tinyTokenizer(const std::string& name) {
    static std::map<std::string, std::unique_ptr<lire::text::Tokenizer>> opened;
    auto& tokenizer = opened[name];
    if (!tokenizer) {
        tokenizer = std::make_unique<lire::text::Tokenizer>(
            lire::text::readTokenizerJson(std::string(LIRE_TEST_DATA "/text/") + name + ".json"));
    }
    return *tokenizer;
}

using TokenIds = std::vector<lire::text::TokenId>;

inline QString shown(const TokenIds& ids) {
    QStringList parts;
    for (const auto id : ids) {
        parts << QString::number(id);
    }
    return parts.join(' ');
}
