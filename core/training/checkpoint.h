// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "core/models/parameter.h"
#include "core/training/adam_w.h"

namespace lire::training {

/// Where a training stands, beside the tensors.
struct Progress {
    std::int64_t step = 0;         ///< optimizer steps over all rounds
    std::int64_t round = 0;        ///< complete rounds
    std::int64_t stepOfRound = 0;  ///< steps done of the round under way
};

/// Checkpoints of one training: a folder each (step-000010: state.safetensors, state.json), written
/// under a temporary name, flushed and renamed, so that one under its name is whole. One of the
/// same step stays until the new one (step-000010-0002) is in its place. The two newest are kept.
/// Thread: worker.
class Checkpoints {
public:
    explicit Checkpoints(std::filesystem::path folder);

    /// Raises Error (Blame::Running): disk full, read-only.
    void save(std::span<const models::Parameter> parameters,
              AdamW& optimizer,
              const Progress& progress);
    /// Puts the newest whole checkpoint into parameters and optimizer; nothing where there is none.
    /// Raises Error for one that does not fit the parameters.
    std::optional<Progress> load(std::span<models::Parameter> parameters, AdamW& optimizer) const;

private:
    std::filesystem::path m_folder;
};

}  // namespace lire::training
