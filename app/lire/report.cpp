// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>

#include "app/lire/interrupt.h"
#include "app/lire/made_folder.h"
#include "app/lire/text/command.h"
#include "app/lire/text/option_checks.h"
#include "app/lire/text/output.h"
#include "core/error.h"
#include "core/report/draw_pictures.h"
#include "core/report/write_report.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_reader.h"

namespace lire::app {

namespace {

namespace fs = std::filesystem;

struct Arguments {
    std::vector<std::string> runs = {};
    std::string format = "html";
    std::string workspace = {};
    std::string out = {};
    bool quiet = false;
};

/// A run and the workspace that holds it.
struct Place {
    fs::path workspace = {};
    std::string run = {};
};

/// RUN is an id in --workspace, or the path of the run's folder, WORKSPACE/runs/ID.
Place placeOf(const std::string& run, const std::string& workspace) {
    if (!workspace.empty() && run.find('/') == std::string::npos) {
        return {.workspace = workspace, .run = run};
    }
    // Made absolute first, so that a path with .. or a trailing slash has its parents too.
    auto folder = fs::absolute(run).lexically_normal();
    if (!folder.has_filename()) {
        folder = folder.parent_path();
    }
    std::error_code absent;
    if (!fs::is_directory(folder, absent) || folder.parent_path().filename() != "runs") {
        throw Error(run,
                    "it is neither a run of --workspace nor a run's folder",
                    "name the run and --workspace DIR, or the path WORKSPACE/runs/ID");
    }
    return {.workspace = folder.parent_path().parent_path(), .run = folder.filename().string()};
}

/// An absent workspace would look like one without this run.
void requireWorkspace(const fs::path& workspace) {
    std::error_code absent;
    if (!fs::exists(runs::databaseFile(workspace), absent)) {
        throw Error(workspace.string(),
                    fs::is_directory(workspace, absent)
                        ? "no workspace.db is in it, so it holds no runs"
                        : "there is no such folder",
                    "name the folder that lire run --workspace was given");
    }
}

fs::path outFolder(const Arguments& arguments, const Place& place) {
    if (arguments.out.empty()) {
        return place.workspace / "runs" / place.run / "report";
    }
    return arguments.runs.size() > 1 ? fs::path(arguments.out) / place.run
                                     : fs::path(arguments.out);
}

/// Draws the figures by the studio; says where there is none.
void draw(const report::DrawRequest& request, bool quiet, const std::stop_token& stop) {
    const bool done = report::drawPictures(request, stop);
    if (!done && !quiet && !stop.stop_requested()) {
        std::cerr << "lire report: no pictures: " << request.program.string()
                  << " is absent or could not draw; figures are shown as numbers\n";
    }
}

/// The page first, then the document that the studio makes of it; nothing where it was stopped.
std::optional<fs::path> pdfOf(const report::DrawRequest& request, const std::stop_token& stop) {
    auto path = request.outDir / "report.pdf";
    if (!report::drawPictures(request, stop) || !fs::is_regular_file(path)) {
        if (stop.stop_requested()) {
            return std::nullopt;
        }
        throw Error(
            path.string(),
            "a PDF is drawn by " + request.program.string() + ", which is absent or could not draw",
            "build with LIRE_STUDIO=ON, or take --format html",
            Blame::Running);
    }
    return path;
}

/// The report's path. Nothing where it was stopped: a page without pictures would replace a whole
/// one.
std::optional<fs::path> writeOne(const Arguments& arguments,
                                 const Place& place,
                                 const std::stop_token& stop) {
    requireWorkspace(place.workspace);
    runs::RunReader reader(place.workspace);
    reader.definition(place.run);  // an unknown run is an error before anything is written
    const auto folder = fs::absolute(outFolder(arguments, place)).lexically_normal();
    if (!arguments.out.empty()) {
        makeFolder("--out", folder);
    }
    if (arguments.format == "csv") {
        return report::writeCsv(reader, place.run, folder);
    }
    const report::DrawRequest request{
        .workspace = fs::absolute(place.workspace), .run = place.run, .outDir = folder};
    std::error_code shownByTheWriter;
    fs::create_directories(folder, shownByTheWriter);
    draw(request, arguments.quiet || arguments.format == "pdf", stop);
    if (stop.stop_requested()) {
        return std::nullopt;
    }
    const auto page = report::writeReport(reader, place.run, folder);
    return arguments.format == "pdf" ? pdfOf(request, stop) : page;
}

int writeReports(const Arguments& arguments) {
    const StoppableWork work;
    for (const auto& run : arguments.runs) {
        if (work.token().stop_requested()) {
            return interruptedExit;
        }
        const auto path = writeOne(arguments, placeOf(run, arguments.workspace), work.token());
        if (!path) {
            return interruptedExit;
        }
        printLine(path->string());
    }
    return 0;  // also where the signal came when all was written
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("RUN", arguments->runs, "runs: ids in --workspace, or paths WORKSPACE/runs/ID")
        ->required();
    app.add_option("--format",
                   arguments->format,
                   "html: a page with figures and tables; pdf: the "
                   "same as a document; csv: figures and tables")
        ->check(oneOf({"html", "pdf", "csv"}))
        ->capture_default_str();
    app.add_option("--workspace", arguments->workspace, "the folder of runs");
    app.add_option("--out", arguments->out, "where to; default: WORKSPACE/runs/ID/report");
    app.add_flag("--quiet", arguments->quiet, "no message on standard error");
    return [arguments] { return writeReports(*arguments); };
}

}  // namespace

Command reportCommand() {
    return {.name = "report",
            .summary = "a run's figures and tables: the path of the report",
            .declare = declare};
}

}  // namespace lire::app
