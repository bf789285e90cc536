// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>

#include "core/experiment/pause_gate.h"
#include "core/runs/event.h"
#include "core/runs/run_records.h"
#include "core/runs/run_writer.h"

namespace lire::experiment {

/// How a run ended.
enum class RunEnd { Done, Stopped };

/// Runs a stored run's stages in order, skipping those that are complete. Its last event is the
/// state "done" or "stopped". Raises Error, Errors (where a file that the run reads has changed
/// since it began, too) or what LibTorch throws. Thread: worker.
RunEnd executeRun(const std::string& run,
                  const runs::RunDefinition& definition,
                  runs::RunWriter& store,
                  runs::EventSink& sink,
                  PauseGate& gate,
                  std::stop_token stop);

}  // namespace lire::experiment
