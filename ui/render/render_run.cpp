// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/render/render_run.h"

#include <algorithm>
#include <system_error>

#include "core/error.h"
#include "core/report/report_figures.h"
#include "core/runs/run_reader.h"
#include "core/suggestion.h"
#include "ui/plots/figure_export.h"
#include "ui/render/report_pdf.h"

namespace lire::ui {
namespace {

void drawFigure(const report::Figure& figure,
                const std::filesystem::path& folder,
                const std::string& run) {
    ExportOptions options;
    options.stacked = figure.id.starts_with("win-shares");
    options.foot = "Run " + run + ".";
    exportFigure(figure, folder / (figure.id + "-light.svg"), options);
    exportFigure(figure, folder / (figure.id + "-light.png"), options);
    options.theme = Theme::Dark;
    exportFigure(figure, folder / (figure.id + "-dark.png"), options);
}

}  // namespace

int renderRun(const std::filesystem::path& workspace,
              const std::string& run,
              const std::filesystem::path& out) {
    runs::RunReader reader(workspace);
    const std::vector<runs::RunSummary> all = reader.runs();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const runs::RunSummary& one) { return one.id == run; });
    if (found == all.end()) {
        std::vector<std::string> known;
        known.reserve(all.size());
        for (const runs::RunSummary& one : all) {
            known.push_back(one.id);
        }
        throw Error(workspace.string(),
                    "no run is called \"" + run + "\"",
                    known.empty() ? "run an experiment in it first" : suggestName(run, known));
    }
    report::RunEvents events{*found, {}};
    for (runs::StoredEvent& stored : reader.events(run)) {
        events.events.push_back(std::move(stored.event));
    }
    const std::vector<runs::ResponseRecord> responses = reader.responses(run, {.full = true});

    const std::filesystem::path pictures = out / "pictures";
    std::error_code failed;
    std::filesystem::create_directories(pictures, failed);
    if (failed) {
        throw Error(pictures.string(),
                    "cannot be made: " + failed.message(),
                    "choose a folder that can be written to",
                    Blame::Running);
    }
    for (const report::Figure& figure : report::reportFigures(events, responses)) {
        drawFigure(figure, pictures, run);
    }
    if (std::filesystem::exists(out / "report.html")) {
        writeReportPdf(out / "report.html", out / "report.pdf");
    }
    return 0;
}

}  // namespace lire::ui
