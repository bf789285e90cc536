// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/flip_data.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/report/evaluation_choice.h"

namespace lire::ui {
namespace {

/// Means of one policy's rewards of one prompt.
struct Mean {
    double guide = 0.0;
    double other = 0.0;
    std::int64_t count = 0;
    std::int64_t otherCount = 0;
    std::int64_t step = -1;

    void add(const runs::ResponseRecord& response, const FlipQuestion& question) {
        const auto reward = response.rewards.find(question.guide);
        if (reward == response.rewards.end() || response.step < step) {
            return;
        }
        if (response.step > step) {
            *this = Mean{.step = response.step};  // a newer evaluation takes the older one's place
        }
        guide += reward->second;
        ++count;
        const auto second = response.rewards.find(question.other);
        if (second != response.rewards.end()) {
            other += second->second;
            ++otherCount;
        }
    }
    double meanGuide() const { return guide / static_cast<double>(count); }
    double meanOther() const { return other / static_cast<double>(otherCount); }
};

}  // namespace

std::vector<FlipRow> flipRows(const std::vector<runs::PromptRecord>& prompts,
                              const std::vector<runs::ResponseRecord>& responses,
                              const FlipQuestion& question) {
    std::map<std::string, Mean> before;
    std::map<std::string, Mean> after;
    for (const runs::ResponseRecord& response : responses) {
        if (!response.full ||
            !report::sameTemperature(response.temperature, question.temperature)) {
            continue;
        }
        if (response.policy == "base") {
            before[response.promptId].add(response, question);
        } else if (response.policy == question.policy) {
            after[response.promptId].add(response, question);
        }
    }
    std::vector<FlipRow> rows;
    for (const runs::PromptRecord& prompt : prompts) {
        const auto was = before.find(prompt.id);
        const auto is = after.find(prompt.id);
        if (was == before.end() || is == after.end() || was->second.count == 0 ||
            is->second.count == 0) {
            continue;
        }
        FlipRow row{.prompt = prompt.id,
                    .text = prompt.text,
                    .before = was->second.meanGuide(),
                    .after = is->second.meanGuide()};
        row.change = row.after - row.before;
        if (was->second.otherCount > 0 && is->second.otherCount > 0) {
            row.otherChange = is->second.meanOther() - was->second.meanOther();
        }
        const auto reference = prompt.referenceRewards.find(question.guide);
        if (reference != prompt.referenceRewards.end()) {
            row.wonBefore = row.before > reference->second;
            row.wonAfter = row.after > reference->second;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Share wilsonShare(std::int64_t count, std::int64_t of) {
    if (of == 0) {
        return {.low = 0.0, .high = 1.0};
    }
    constexpr double z = 1.959964;
    const auto n = static_cast<double>(of);
    const double share = static_cast<double>(count) / n;
    const double denominator = 1.0 + z * z / n;
    const double centre = (share + z * z / (2.0 * n)) / denominator;
    const double half =
        z * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)) / denominator;
    return {count, of, share, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

bool isFlip(const FlipRow& row, FlipReading reading, double epsilon) {
    if (reading == FlipReading::Fell) {
        return row.change < -epsilon;
    }
    return row.wonBefore.value_or(false) && !row.wonAfter.value_or(true);
}

FlipCount countFlips(const std::vector<FlipRow>& rows, FlipReading reading, double epsilon) {
    std::int64_t flips = 0;
    std::int64_t opposite = 0;
    std::int64_t of = 0;
    for (const FlipRow& row : rows) {
        if (reading != FlipReading::Fell && !row.wonBefore) {
            continue;  // no reference answer: nothing to win against
        }
        if (reading == FlipReading::LostOfWins && !*row.wonBefore) {
            continue;
        }
        ++of;
        flips += isFlip(row, reading, epsilon) ? 1 : 0;
        switch (reading) {
            case FlipReading::Fell:
                opposite += row.change > epsilon ? 1 : 0;
                break;
            case FlipReading::LostOfAll:
                opposite += !*row.wonBefore && *row.wonAfter ? 1 : 0;
                break;
            case FlipReading::LostOfWins:
                opposite += *row.wonAfter ? 1 : 0;
                break;
        }
    }
    return {wilsonShare(flips, of), wilsonShare(opposite, of)};
}

std::string readingOf(const FlipRow& row, double epsilon) {
    if (std::abs(row.change) <= epsilon) {
        return isFlip(row, FlipReading::LostOfAll, epsilon) ? "win lost" : "within ε";
    }
    const bool worse = row.change < 0.0;
    if (!row.otherChange) {
        return worse ? "worse" : "better";
    }
    const bool agrees = (*row.otherChange < 0.0) == worse;
    return std::string(worse ? "worse" : "better") + (agrees ? " on both" : ", guide only");
}

}  // namespace lire::ui
