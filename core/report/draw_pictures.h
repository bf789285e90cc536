// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>

namespace lire::report {

/// Where the drawing program is looked for: lire-studio beside the running executable.
std::filesystem::path studioProgram();

/// One call of the drawing program.
struct DrawRequest {
    std::filesystem::path workspace = {};
    std::string run = {};
    std::filesystem::path outDir = {};  ///< pictures/ID-THEME.png come to lie in it
    std::filesystem::path program = studioProgram();
    std::chrono::milliseconds limit = std::chrono::minutes(5);  ///< then the child is ended
};

/// Draws the figures of a run's report, and report.pdf of a report.html that lies in the folder, by
/// `PROGRAM --render RUN --workspace DIR --out DIR` on the offscreen platform, as a child that is
/// waited for. False where there is no such program, where it fails or takes too long, or where
/// `stop` was requested: the report does without pictures. Raises nothing. Thread: any.
bool drawPictures(const DrawRequest& request, const std::stop_token& stop = {});

}  // namespace lire::report
