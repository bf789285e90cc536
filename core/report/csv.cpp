// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/csv.h"

#include <string_view>

#include "core/report/figure_table.h"
#include "core/report/number_text.h"

namespace lire::report {

namespace {

constexpr std::string_view lineEnd = "\r\n";

std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        return cell;
    }
    std::string text(1, '"');
    for (const char letter : cell) {
        text.append(letter == '"' ? 2 : 1, letter);
    }
    text.push_back('"');
    return text;
}

void addLine(const std::vector<std::string>& cells, std::string& text) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) {
            text.push_back(',');
        }
        text.append(quoted(cells[i]));
    }
    text += lineEnd;
}

}  // namespace

std::string csv(const Table& table) {
    std::string text;
    addLine(table.columns, text);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        auto cells = table.rows[r];
        for (std::size_t c = 0; r < table.numbers.size() && c < table.numbers[r].size(); ++c) {
            if (table.numbers[r][c]) {
                cells.at(c) = shortText(*table.numbers[r][c]);
            }
        }
        addLine(cells, text);
    }
    return text;
}

std::string csv(const Figure& figure) {
    return csv(figureTable(figure));
}

}  // namespace lire::report
