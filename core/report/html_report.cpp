// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html_report.h"

#include <algorithm>
#include <ctime>

#include "core/report/html_parts.h"
#include "core/report/html_text.h"
#include "core/report/number_text.h"

namespace lire::report {

namespace {

/// "2026-11-25 10:15 UTC"
std::string timeText(double seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::string text(32, '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts));
    return text;
}

/// The report is a run's last stage: while it is written the run is complete but not yet "done".
bool isComplete(const RunEvents& run) {
    const auto last = std::find_if(run.events.rbegin(), run.events.rend(), [](const auto& event) {
        return std::holds_alternative<runs::StageEvent>(event.body);
    });
    return run.run.state == "done" ||
           (run.run.state == "running" && last != run.events.rend() && last->stage == "report");
}

std::string heading(const ReportPage& page) {
    const auto& run = page.run.run;
    std::string html = "<h1>" + htmlText(run.name) + "</h1>\n<p>Run " + htmlText(run.id) +
                       ", begun " + timeText(run.created) + ", ";
    if (isComplete(page.run)) {
        html += "done";
    } else {
        html += htmlText(run.state) + " (" + percentText(run.fraction) +
                " %): what follows is what there is so far";
    }
    return html + ".</p>\n";
}

std::string messages(const RunEvents& run) {
    std::string rows;
    for (const auto& event : run.events) {
        const auto* message = std::get_if<runs::MessageEvent>(&event.body);
        if (message == nullptr || message->level == "note") {
            continue;
        }
        rows += "<tr><th scope=\"row\" class=\"" +
                std::string(message->level == "error" ? "error" : "warning") + "\">" +
                htmlText(message->level) + "</th><td>" + htmlText(event.stage) + "</td><td>" +
                htmlText(message->place) + "</td><td>" + htmlText(message->problem) + "</td><td>" +
                htmlText(message->mend) + "</td></tr>\n";
    }
    if (rows.empty()) {
        return {};
    }
    return "<h2>Messages</h2>\n<section class=\"panel\"><table>\n<caption>Warnings and errors of "
           "the "
           "run</caption>\n<thead><tr><th scope=\"col\">Level</th><th scope=\"col\">Stage</th><th "
           "scope=\"col\">Place</th><th scope=\"col\">What</th><th scope=\"col\">What mends it</th>"
           "</tr></thead>\n<tbody>\n" +
           rows + "</tbody>\n</table></section>\n";
}

std::string tables(const ReportPage& page) {
    std::string html;
    for (const auto& table : page.tables) {
        html += "<h2>" + htmlText(table.title) + "</h2>\n<section class=\"panel\">\n" +
                htmlTable(table) + "</section>\n";
    }
    return html;
}

std::string figures(const ReportPage& page) {
    std::string html = "<h2>Figures</h2>\n";
    if (page.figures.empty()) {
        return html + "<p>The run has no measurement to draw yet.</p>\n";
    }
    for (const auto& figure : page.figures) {
        html += htmlFigure(figure);
    }
    return html;
}

std::string settings(const ReportPage& page) {
    return "<h2>Settings</h2>\n<section class=\"panel\">\n" +
           htmlSettings(page.definition.experiment, "The experiment as run") + "</section>\n" +
           "<section class=\"panel\">\n" +
           htmlSettings(page.definition.resolved,
                        "Resolved at the start: the environment, paths and digests") +
           "</section>\n";
}

}  // namespace

std::string htmlReport(const ReportPage& page) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<title>" +
           htmlText(page.run.run.name) + ": report</title>\n<style>" + htmlStyle() +
           "</style>\n</head>\n<body>\n<main>\n" + heading(page) + tables(page) + figures(page) +
           "<h2>What is measured, and how</h2>\n" + htmlMethods() + settings(page) +
           messages(page.run) + "</main>\n</body>\n</html>\n";
}

}  // namespace lire::report
