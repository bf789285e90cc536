// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/write_report.h"

#include <fstream>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/report/csv.h"
#include "core/report/report_figures.h"

namespace lire::report {

namespace {

namespace fs = std::filesystem;

void createFolder(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem) {
        throw Error(folder.string(),
                    "the folder cannot be created: " + problem.message(),
                    "name a folder that can be written to",
                    Blame::Running);
    }
}

/// Whole or not at all: a reader never meets half a page.
void writeText(const fs::path& path, const std::string& text) {
    auto unfinished = path;
    unfinished += ".part";
    std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    std::error_code problem;
    if (file) {
        fs::rename(unfinished, path, problem);
    }
    if (!file || problem) {
        throw Error(path.string(),
                    "the file cannot be written",
                    "free the disk, or name a folder that can be written to",
                    Blame::Running);
    }
}

/// "pictures/ID-light.svg", or empty where no such picture lies there.
std::string pictureOf(const fs::path& outDir, const std::string& id, const std::string& theme) {
    for (const auto* ending : {".svg", ".png"}) {
        auto relative = "pictures/" + id + "-" + theme + ending;
        std::error_code ignored;
        if (fs::is_regular_file(outDir / relative, ignored)) {
            return relative;
        }
    }
    return {};
}

void writeTables(const ReportPage& page, const fs::path& outDir) {
    createFolder(outDir / "tables");
    createFolder(outDir / "figures");
    for (const auto& table : page.tables) {
        writeText(outDir / "tables" / (table.id + ".csv"), csv(table));
    }
    for (const auto& figure : page.figures) {
        writeText(outDir / "figures" / (figure.figure.id + ".csv"), csv(figure.figure));
    }
}

}  // namespace

ReportPage reportPage(runs::RunReader& reader, const std::string& run) {
    ReportPage page;
    page.definition = reader.definition(run);
    if (auto summary = reader.summary(run)) {
        page.run.run = *std::move(summary);
    }
    for (auto& stored : reader.events(run)) {
        page.run.events.push_back(std::move(stored.event));
    }
    const auto responses = reader.responses(run, {.full = true});
    page.tables = reportTables(page.run);
    for (auto& figure : reportFigures(page.run, responses)) {
        page.figures.push_back({.figure = std::move(figure)});
    }
    return page;
}

fs::path writeReport(runs::RunReader& reader, const std::string& run, const fs::path& outDir) {
    auto page = reportPage(reader, run);
    createFolder(outDir);
    for (auto& figure : page.figures) {
        figure.lightPicture = pictureOf(outDir, figure.figure.id, "light");
        figure.darkPicture = pictureOf(outDir, figure.figure.id, "dark");
    }
    writeTables(page, outDir);
    auto path = outDir / "report.html";
    writeText(path, htmlReport(page));
    return path;
}

fs::path writeCsv(runs::RunReader& reader, const std::string& run, const fs::path& outDir) {
    const auto page = reportPage(reader, run);
    createFolder(outDir);
    writeTables(page, outDir);
    return outDir;
}

}  // namespace lire::report
