// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/lire/train_options.h"
#include "core/models/model_source.h"
#include "core/models/token_list.h"
#include "core/training/description.h"

namespace lire::app {

/// 64 bits that tell contents apart, not made to withstand forgery. Thread: one at a time.
class Digest {
public:
    Digest& add(std::string_view bytes);
    Digest& add(const std::vector<double>& numbers);
    Digest& add(const models::TokenList& list);
    /// 16 hexadecimal digits
    std::string text() const;

private:
    std::uint64_t m_hash = 0;
};

/// A setting's value as text: 2 and 2.0 are the same.
std::string settingText(const nlohmann::json& value);

/// What `--resume` compares of the options that `train` and `train-reward` share, and of the model
/// that they start from; --data is not among them: describeData(). Lawful to change, as they touch
/// speed, memory or rounding alone: device, dtype, threads, --tokens-per-pass,
/// --activation-memory, --checkpoint-every. `newAdapter`: whether the --lora options count.
training::Description describeTraining(const TrainOptions& options,
                                       const models::ModelSource& source,
                                       bool newAdapter);

/// A model as a setting: the same wherever its files lie. Reads headers and little of the weights.
training::DescribedSetting describeModel(const std::string& option,
                                         const models::ModelSource& source);

/// A PEFT adapter's folder as a setting.
training::DescribedSetting describeAdapter(const std::string& option, const std::string& folder);

/// The data as tokens and rewards, as the training reads them. `what`: "8 lists".
training::DescribedSetting describeData(const TrainOptions& options,
                                        const Digest& digest,
                                        const std::string& what);

}  // namespace lire::app
