// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/response_rows.h"

#include <QObject>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "core/report/evaluation_choice.h"

namespace lire::ui {
namespace {

ResponseCell cellOf(const runs::ResponseRecord& record) {
    return {.text = QString::fromStdString(record.text),
            .rewards = record.rewards,
            .tokens = record.tokens,
            .logprob = record.logprob,
            .kl = record.raoBlackwell,
            .finished = record.finished};
}

std::optional<double> difference(const PromptRow& row,
                                 const std::string& policy,
                                 const std::string& model) {
    const auto one = row.cells.find(policy);
    const auto base = row.cells.find("base");
    if (one == row.cells.end() || base == row.cells.end()) {
        return {};
    }
    const auto after = one->second.rewards.find(model);
    const auto before = base->second.rewards.find(model);
    if (after == one->second.rewards.end() || before == base->second.rewards.end()) {
        return {};
    }
    return after->second - before->second;
}

/// A number drawn from a seed and a name: FNV-1a with a last mix (splitmix64's).
std::uint64_t drawn(std::uint64_t seed, const std::string& name) {
    std::uint64_t hash = 0xCBF29CE484222325ULL ^ (seed * 0x9E3779B97F4A7C15ULL);
    for (const char letter : name) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
    }
    hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBULL;
    return hash ^ (hash >> 31U);
}

double rank(const PromptRow& row, PromptOrder order) {
    constexpr double last = std::numeric_limits<double>::infinity();
    if (!row.change) {
        return last;
    }
    switch (order) {
        case PromptOrder::LargestChange:
            return -std::abs(*row.change);
        case PromptOrder::Worst:
            return *row.change;
        case PromptOrder::Disagreement:
            return row.otherChange ? -std::min(*row.change, -*row.otherChange) : last;
        case PromptOrder::Random:
            break;
    }
    return last;
}

}  // namespace

std::vector<PromptRow> promptRows(const std::vector<runs::PromptRecord>& prompts,
                                  const std::vector<runs::ResponseRecord>& responses,
                                  const ResponseQuestion& question) {
    // Of each prompt and policy: the newest evaluation's response of the lowest index.
    std::map<std::string, std::map<std::string, const runs::ResponseRecord*>> chosen;
    for (const runs::ResponseRecord& record : responses) {
        if (!report::sameTemperature(record.temperature, question.temperature)) {
            continue;
        }
        if (question.step && record.policy == question.watched && record.step != *question.step) {
            continue;
        }
        const runs::ResponseRecord*& held = chosen[record.promptId][record.policy];
        const auto newer = [](const runs::ResponseRecord& one) {
            return std::tuple(one.full, one.step, -one.index);
        };
        if (held == nullptr || newer(record) > newer(*held)) {
            held = &record;
        }
    }
    std::vector<PromptRow> rows;
    for (const runs::PromptRecord& prompt : prompts) {
        const auto found = chosen.find(prompt.id);
        if (found == chosen.end()) {
            continue;
        }
        PromptRow row{.id = QString::fromStdString(prompt.id),
                      .text = QString::fromStdString(prompt.text),
                      .messages = prompt.messages};
        for (const auto& [policy, record] : found->second) {
            row.cells.emplace(policy, cellOf(*record));
        }
        if (!prompt.reference.empty()) {
            row.cells.emplace(referenceColumn,
                              ResponseCell{.text = QString::fromStdString(prompt.reference),
                                           .rewards = prompt.referenceRewards});
        }
        if (!prompt.rejected.empty()) {
            row.cells.emplace(rejectedColumn,
                              ResponseCell{.text = QString::fromStdString(prompt.rejected)});
        }
        row.change = difference(row, question.watched, question.guide);
        row.otherChange = difference(row, question.watched, question.other);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<std::string> columnsOf(const std::vector<PromptRow>& rows) {
    std::set<std::string> names;
    for (const PromptRow& row : rows) {
        for (const auto& [name, cell] : row.cells) {
            names.insert(name);
        }
    }
    std::vector<std::string> columns;
    const auto take = [&](const std::string& name) {
        if (names.erase(name) > 0) {
            columns.push_back(name);
        }
    };
    take("base");
    const bool reference = names.erase(referenceColumn) > 0;
    const bool rejected = names.erase(rejectedColumn) > 0;
    columns.insert(columns.end(), names.begin(), names.end());
    if (reference) {
        columns.emplace_back(referenceColumn);
    }
    if (rejected) {
        columns.emplace_back(rejectedColumn);
    }
    return columns;
}

QString hackingNote(const PromptRow& row,
                    const std::string& column,
                    const ResponseQuestion& question) {
    const std::optional<double> guide = difference(row, column, question.guide);
    const std::optional<double> other = difference(row, column, question.other);
    const bool written = column == referenceColumn || column == rejectedColumn;
    if (written || !guide || !other || *guide <= 0.0 || *other >= 0.0) {
        return {};
    }
    QString note =
        QObject::tr("%1 rose, %2 fell: may be reward hacking.")
            .arg(QString::fromStdString(question.guide), QString::fromStdString(question.other));
    const std::optional<std::int64_t> tokens = row.cells.at(column).tokens;
    const std::optional<std::int64_t> before = row.cells.at("base").tokens;
    if (tokens && before && *tokens >= 2 * *before) {
        note += QObject::tr(" Twice as long.");
    }
    return note;
}

std::vector<std::string> blindOrder(std::vector<std::string> columns,
                                    const QString& prompt,
                                    std::uint64_t seed) {
    const std::string of = prompt.toStdString() + "|";
    std::sort(columns.begin(), columns.end(), [&](const auto& one, const auto& other) {
        return drawn(seed, of + one) < drawn(seed, of + other);
    });
    return columns;
}

std::vector<std::size_t> orderedPrompts(const std::vector<PromptRow>& rows,
                                        PromptOrder order,
                                        std::uint64_t seed) {
    std::vector<std::size_t> places(rows.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(), [&](std::size_t one, std::size_t other) {
        if (order == PromptOrder::Random) {
            return drawn(seed, rows[one].id.toStdString()) <
                   drawn(seed, rows[other].id.toStdString());
        }
        return rank(rows[one], order) < rank(rows[other], order);
    });
    return places;
}

}  // namespace lire::ui
