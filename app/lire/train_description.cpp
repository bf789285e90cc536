// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/train_description.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/data/stable_hash.h"

namespace lire::app {

namespace {

constexpr std::uint64_t lookedAt = 4096;  ///< bytes of each projection: training changes them all

template <class Value>
std::string_view bytesOf(const std::vector<Value>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

/// "groups.jsonl (8 lists, 1f0c9a3b)"
std::string shown(const std::string& name, const std::string& what, const std::string& digest) {
    return name + " (" + what + digest.substr(0, 8) + ")";
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : ",") + name;
    }
    return text;
}

}  // namespace

Digest& Digest::add(std::string_view bytes) {
    m_hash = data::stableHash(bytes, m_hash);
    return *this;
}

Digest& Digest::add(const std::vector<double>& numbers) {
    return add(bytesOf(numbers));
}

Digest& Digest::add(const models::TokenList& list) {
    add(bytesOf(list.prompt));
    for (const auto& response : list.responses) {
        add(bytesOf(response));
    }
    return *this;
}

std::string Digest::text() const {
    std::array<char, 17> digits = {};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(m_hash));
    return digits.data();
}

std::string settingText(const nlohmann::json& value) {
    auto text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_number_float() && text.ends_with(".0")) {
        text.resize(text.size() - 2);
    }
    return text;
}

training::Description describeTraining(const TrainOptions& options,
                                       const models::ModelSource& source,
                                       bool newAdapter) {
    training::Description description = {describeModel("--model", source)};
    const auto add = [&](const char* name, const nlohmann::json& value) {
        description.push_back({.name = name, .value = settingText(value)});
    };
    add("--full", options.full);
    if (newAdapter) {
        add("--lora-rank", options.lora.rank);
        add("--lora-alpha", options.lora.alpha);
        auto targets = options.lora.targets;
        std::sort(targets.begin(), targets.end());
        add("--lora-targets", joined(targets));
    }
    add("--epochs", options.epochs);
    add("--batch", options.batch);
    add("--learning-rate", options.rate());
    add("--warmup", options.warmup);
    add("--seed", options.seed);
    add("--max-length", options.maxLength);
    return description;
}

training::DescribedSetting describeModel(const std::string& option,
                                         const models::ModelSource& source) {
    Digest digest;
    digest.add(source.configJson.dump());
    for (const auto& tensor : source.tensors->tensors()) {
        digest.add(tensor.name).add(tensor.dtype).add(bytesOf(tensor.shape));
        if (tensor.name.ends_with("_proj.weight")) {
            const auto stored = source.tensors->stored(tensor.name);
            digest.add({reinterpret_cast<const char*>(stored.bytes),
                        static_cast<std::size_t>(std::min(tensor.bytes, lookedAt))});
        }
    }
    return {.name = option, .value = digest.text(), .shown = shown(source.name, "", digest.text())};
}

training::DescribedSetting describeAdapter(const std::string& option, const std::string& folder) {
    Digest digest;
    for (const char* name : {"adapter_config.json", "adapter_model.safetensors"}) {
        std::ifstream stream(std::filesystem::path(folder) / name, std::ios::binary);
        std::ostringstream bytes;
        bytes << stream.rdbuf();
        digest.add(bytes.str());
    }
    return {.name = option, .value = digest.text(), .shown = shown(folder, "", digest.text())};
}

training::DescribedSetting describeData(const TrainOptions& options,
                                        const Digest& digest,
                                        const std::string& what) {
    return {.name = "--data",
            .value = digest.text(),
            .shown = shown(options.data, what + ", ", digest.text())};
}

}  // namespace lire::app
