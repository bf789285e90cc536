// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figure_table.h"
#include "core/report/html_parts.h"
#include "core/report/html_text.h"

namespace lire::report {

namespace {

std::string picture(const ReportFigure& figure) {
    const auto alternative = figure.figure.title + ". " + figure.figure.caption;
    std::string html = "<picture>";
    if (!figure.darkPicture.empty()) {
        html += "<source media=\"(prefers-color-scheme: dark)\" srcset=\"" +
                htmlText(figure.darkPicture) + "\">";
    }
    return html + "<img src=\"" + htmlText(figure.lightPicture) + "\" alt=\"" +
           htmlText(alternative) + "\"></picture>\n";
}

}  // namespace

std::string htmlFigure(const ReportFigure& figure) {
    const auto numbers = htmlTable(readableTable(figure.figure));
    std::string html = "<section class=\"panel\" id=\"" + htmlText(figure.figure.id) + "\">\n<h3>" +
                       htmlText(figure.figure.title) + "</h3>\n<figure>\n";
    if (figure.lightPicture.empty()) {
        html +=
            "<p class=\"note\">Pictures need lire-studio; these are the figure's numbers.</p>\n" +
            numbers;
    } else {
        html += picture(figure) + "<figcaption>" + htmlText(figure.figure.caption) +
                "</figcaption>\n<details><summary>The numbers</summary>\n" + numbers +
                "</details>\n";
    }
    html += "</figure>\n";
    for (const auto& note : figure.figure.notes) {
        html += "<p class=\"note\">" + htmlText(note) + "</p>\n";
    }
    return html + "</section>\n";
}

}  // namespace lire::report
