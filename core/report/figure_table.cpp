// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figure_table.h"

#include <algorithm>
#include <cmath>

#include "core/report/number_text.h"

namespace lire::report {

namespace {

std::optional<double> at(const std::vector<double>& values, std::size_t i) {
    return i < values.size() ? std::optional(values[i]) : std::nullopt;
}

std::string at(const std::vector<std::string>& values, std::size_t i) {
    return i < values.size() ? values[i] : std::string();
}

/// A number for reading: four significant digits.
std::string readable(double value) {
    constexpr double significant = 4.0;
    const double size = std::abs(value);
    const double before = size > 0.0 ? std::floor(std::log10(size)) + 1.0 : 1.0;
    const int digits = static_cast<int>(std::clamp(significant - before, 0.0, 12.0));
    return size > 0.0 && size < 1e-9 ? shortText(value) : fixedText(value, digits);
}

void addRow(Table& table,
            const std::string& series,
            const std::vector<std::optional<double>>& numbers,
            const std::vector<std::string>& texts) {
    std::vector<std::string> cells = {series};
    std::vector<std::optional<double>> values = {std::nullopt};
    for (const auto& number : numbers) {
        cells.push_back(number ? readable(*number) : std::string());
        values.push_back(number);
    }
    for (const auto& text : texts) {
        cells.push_back(text);
        values.emplace_back();
    }
    table.rows.push_back(std::move(cells));
    table.numbers.push_back(std::move(values));
}

Table started(const Figure& figure, std::vector<std::string> columns) {
    return {.id = figure.id,
            .title = figure.title,
            .caption = figure.caption,
            .columns = std::move(columns)};
}

void addPoints(const Series& series, Table& table) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        addRow(table,
               series.name,
               {series.x[i],
                at(series.y, i),
                at(series.xLow, i),
                at(series.xHigh, i),
                at(series.yLow, i),
                at(series.yHigh, i)},
               {at(series.labels, i), at(series.keys, i)});
    }
}

double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

Table quartiles(const Figure& figure) {
    auto table = started(
        figure,
        {"series", "values", "lowest", "first quarter", "median", "third quarter", "highest"});
    for (const auto& series : figure.series) {
        auto sorted = series.values;
        if (sorted.empty()) {
            continue;
        }
        std::sort(sorted.begin(), sorted.end());
        addRow(table,
               series.name,
               {static_cast<double>(sorted.size()),
                sorted.front(),
                quantile(sorted, 0.25),
                quantile(sorted, 0.5),
                quantile(sorted, 0.75),
                sorted.back()},
               {});
    }
    return table;
}

/// Whether a column counts (steps, prompts): it then has no places after the point.
bool isWhole(const Table& table, std::size_t column) {
    return std::all_of(table.numbers.begin(), table.numbers.end(), [column](const auto& row) {
        return !row.at(column) || std::floor(*row.at(column)) == *row.at(column);
    });
}

}  // namespace

Table figureTable(const Figure& figure) {
    auto table =
        started(figure, {"series", "x", "y", "x_low", "x_high", "y_low", "y_high", "label", "key"});
    for (const auto& series : figure.series) {
        if (series.mark != Mark::Violin) {
            addPoints(series, table);
            continue;
        }
        for (const double value : series.values) {
            addRow(table,
                   series.name,
                   {at(series.x, 0), value, {}, {}, {}, {}},
                   {at(series.labels, 0), at(series.keys, 0)});
        }
    }
    return table;
}

Table readableTable(const Figure& figure) {
    const bool violins =
        std::any_of(figure.series.begin(), figure.series.end(), [](const Series& series) {
            return series.mark == Mark::Violin;
        });
    if (violins) {
        return quartiles(figure);
    }
    const auto all = figureTable(figure);
    auto table = started(figure, {});
    table.rows.resize(all.rows.size());
    table.numbers.resize(all.rows.size());
    for (std::size_t column = 0; column < all.columns.size(); ++column) {
        const bool used = std::any_of(all.rows.begin(), all.rows.end(), [column](const auto& row) {
            return !row.at(column).empty();
        });
        if (!used || all.columns[column] == "key") {
            continue;
        }
        const auto& name = all.columns[column];
        table.columns.push_back(name == "x" ? figure.x.title : name == "y" ? figure.y.title : name);
        const bool whole = isWhole(all, column);
        for (std::size_t row = 0; row < all.rows.size(); ++row) {
            const auto& number = all.numbers[row][column];
            table.rows[row].push_back(whole && number ? fixedText(*number, 0)
                                                      : all.rows[row][column]);
            table.numbers[row].push_back(all.numbers[row][column]);
        }
    }
    return table;
}

}  // namespace lire::report
