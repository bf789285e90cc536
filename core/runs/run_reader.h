// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/runs/event.h"
#include "core/runs/run_records.h"

namespace lire::runs {

/// An event with its place in the store: rows grow with time.
struct StoredEvent {
    std::int64_t row = 0;
    Event event = {};
};

/// Reads a workspace while a worker may be writing to it (WAL: never waits for the writer). A
/// workspace without a database yet is empty, not an error. Raises Error for a damaged one.
/// Thread: one at a time; make one reader a thread.
class RunReader {
public:
    explicit RunReader(std::filesystem::path workspace);
    ~RunReader();
    RunReader(const RunReader&) = delete;
    RunReader& operator=(const RunReader&) = delete;
    RunReader(RunReader&& other) noexcept;
    RunReader& operator=(RunReader&& other) noexcept;

    const std::filesystem::path& workspace() const;
    /// Newest first.
    std::vector<RunSummary> runs();
    /// Nothing for an unknown run.
    std::optional<RunSummary> summary(const std::string& run);
    /// Raises Error for an unknown run.
    RunDefinition definition(const std::string& run);
    /// Events of a run with row > `after`, oldest first, at most `limit` (0: all).
    std::vector<StoredEvent> events(const std::string& run,
                                    std::int64_t after = 0,
                                    std::int64_t limit = 0);
    /// Changes with every commit of a writer: cheap to ask each frame (PRAGMA data_version).
    std::int64_t version();
    std::vector<PromptRecord> prompts(const std::string& run, const std::string& split = {});
    /// Ordered by prompt, policy, temperature, step, index.
    std::vector<ResponseRecord> responses(const std::string& run,
                                          const ResponseFilter& filter = {});

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace lire::runs
