// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/runs/run_writer.h"
#include "ui/made_run.h"

namespace lire::ui::made {

/// The made run in a workspace, as if it had been run there; returns its id.
inline std::string store(const std::filesystem::path& workspace,
                         const runs::RunDefinition& definition = {}) {
    runs::RunWriter writer(workspace);
    const std::string run = writer.createRun("hh", "digest", definition);
    const RunSnapshotPtr made = snapshot();
    for (runs::Event event : made->events) {
        event.run = run;
        writer.receive(event);
    }
    writer.receive({.run = run, .body = runs::StateEvent{.state = "done", .fraction = 1.0}});
    writer.savePrompts(run, *prompts());
    // A call saves one policy at one temperature.
    std::map<std::pair<std::string, double>, std::vector<runs::ResponseRecord>> parts;
    const ResponsesPtr all = responses();
    for (const runs::ResponseRecord& record : *all)
        parts[{record.policy, record.temperature}].push_back(record);
    for (const auto& [key, records] : parts)
        writer.saveResponses(run, records);
    return run;
}

}  // namespace lire::ui::made
