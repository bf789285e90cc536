// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace lire::app {

/// A model or adapter that a command reads, with the option that names it; its path may be empty.
struct NamedInput {
    std::string option = {};
    std::string path = {};
};

/// Before any work: raises Error at --out unless it is a folder that can be written, or can become
/// one, is none of the inputs, and holds no model. Leaves nothing there. Thread: any.
void checkOutFolder(const std::string& out, const std::vector<NamedInput>& inputs);

/// The same for a training: where its checkpoints lie in the folder, what it made of them may lie
/// there too, and `resume` must say that it goes on with them.
void checkTrainingFolder(const std::string& out,
                         const std::vector<NamedInput>& inputs,
                         bool resume);

/// Where a training that writes to `out` keeps its checkpoints.
std::string checkpointsIn(const std::string& out);

}  // namespace lire::app
