// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/report/html_parts.h"
#include "core/report/html_text.h"

namespace lire::report {

namespace {

/// A column is of numbers where any cell has one.
bool isNumeric(const Table& table, std::size_t column) {
    return std::any_of(table.numbers.begin(), table.numbers.end(), [column](const auto& row) {
        return column < row.size() && row[column].has_value();
    });
}

std::string cell(const std::string& tag, bool number, const std::string& text) {
    return "<" + tag + (number ? " class=\"number\">" : ">") + htmlText(text) + "</" +
           tag.substr(0, tag.find(' ')) + ">";
}

}  // namespace

std::string htmlTable(const Table& table) {
    std::string html = "<table>\n<caption>" + htmlText(table.caption) + "</caption>\n<thead><tr>";
    std::vector<bool> numeric;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        numeric.push_back(isNumeric(table, c));
        html += cell("th scope=\"col\"", numeric.back(), table.columns[c]);
    }
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c) {
            const bool heads = c == 0;
            html +=
                cell(heads ? "th scope=\"row\"" : "td", c < numeric.size() && numeric[c], row[c]);
        }
        html += "</tr>\n";
    }
    return html + "</tbody>\n</table>\n";
}

std::string htmlSettings(const nlohmann::json& settings, const std::string& caption) {
    std::string html = "<table>\n<caption>" + htmlText(caption) + "</caption>\n<tbody>\n";
    if (settings.is_structured()) {
        const auto flat = settings.flatten();
        for (const auto& [pointer, value] : flat.items()) {
            const auto shown =
                value.is_string()
                    ? value.get<std::string>()
                    : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
            html += "<tr><th scope=\"row\">" + htmlText(pointer) + "</th><td class=\"value\">" +
                    htmlText(shown) + "</td></tr>\n";
        }
    }
    return html + "</tbody>\n</table>\n";
}

}  // namespace lire::report
