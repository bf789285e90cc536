// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

#include "core/models/parameter.h"
#include "core/training/adam_w.h"
#include "core/training/description.h"

namespace lire::training {

/// Where a training stands, beside the tensors.
struct Progress {
    std::int64_t step = 0;         ///< optimizer steps over all rounds
    std::int64_t round = 0;        ///< complete rounds
    std::int64_t stepOfRound = 0;  ///< steps done of the round under way
};

/// Whether it has the name of a checkpoint that is being written: what a kill leaves. Thread: any.
bool isUnfinishedCheckpoint(const std::filesystem::path& path);

/// Whether the folder holds a whole checkpoint. Thread: any.
bool hasCheckpoints(const std::filesystem::path& folder);

/// Raises Error at the first setting in which the newest checkpoint's training differs from
/// `description`, with both values. Passes where there is no checkpoint, and where a version that
/// described nothing has written it. Thread: any.
void requireSameTraining(const std::filesystem::path& folder, const Description& description);

/// Checkpoints of one training: a folder each (step-00000010: state.safetensors, state.json),
/// written under a temporary name, flushed and renamed, so that one under its name is whole. One of
/// the same step stays until the new one (step-00000010-0002) is in its place. The two newest are
/// kept: a folder holds one training alone, or its checkpoints would push each other out. Other
/// names are left alone. Thread: worker.
class Checkpoints {
public:
    explicit Checkpoints(std::filesystem::path folder);

    /// For a training that begins: raises Error where the folder holds another one's checkpoints.
    void requireNone() const;
    /// What save() writes down of the training, for requireSameTraining().
    void describe(Description description) { m_description = std::move(description); }
    /// Raises Error (Blame::Running): disk full, read-only.
    void save(std::span<const models::Parameter> parameters,
              AdamW& optimizer,
              const Progress& progress);
    /// Puts the newest whole checkpoint into parameters and optimizer; nothing where there is none.
    /// Raises Error for one that does not fit the parameters.
    std::optional<Progress> load(std::span<models::Parameter> parameters, AdamW& optimizer) const;

private:
    std::filesystem::path m_folder;
    Description m_description;
};

}  // namespace lire::training
