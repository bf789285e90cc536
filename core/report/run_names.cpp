// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/run_names.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <unordered_map>

#include "core/report/evaluation_choice.h"

namespace lire::report {

namespace {

/// When a run was made, read from an id such as "20260801-101530-hh".
struct Moment {
    std::string day = {};      ///< "08-01"
    std::string minute = {};   ///< "10:15"
    std::string seconds = {};  ///< ":30"
};

/// Nothing where the id begins otherwise.
std::optional<Moment> momentOf(const std::string& id) {
    constexpr std::size_t length = 15;
    constexpr std::size_t dash = 8;
    bool dated = id.size() >= length && id[dash] == '-';
    for (std::size_t i = 0; dated && i < length; ++i) {
        dated = i == dash || std::isdigit(static_cast<unsigned char>(id[i])) != 0;
    }
    if (!dated) {
        return {};
    }
    Moment moment;
    moment.day.append(id, 4, 2).append(1, '-').append(id, 6, 2);
    moment.minute.append(id, 9, 2).append(1, ':').append(id, 11, 2);
    moment.seconds.append(1, ':').append(id, 13, 2);
    return moment;
}

/// Runs of one name, by how many share a moment or a part of it.
struct Alike {
    std::size_t runs = 0;
    std::size_t undated = 0;
    std::map<std::string, std::size_t> days = {};
    std::map<std::string, std::size_t> minutes = {};  ///< with their days
    std::map<std::string, std::size_t> moments = {};
};

std::string minuteOf(const Moment& moment) {
    return moment.day + " " + moment.minute;
}

void count(const runs::RunSummary& run, Alike& alike) {
    ++alike.runs;
    if (const auto moment = momentOf(run.id)) {
        ++alike.days[moment->day];
        ++alike.minutes[minuteOf(*moment)];
        ++alike.moments[minuteOf(*moment) + moment->seconds];
    } else {
        ++alike.undated;
    }
}

/// The least of a run's moment that no run of the same name shares; its id where there is none.
std::string tellingPart(const runs::RunSummary& run, const Alike& alike) {
    const auto own = momentOf(run.id);
    if (!own || alike.undated > 0 || alike.moments.at(minuteOf(*own) + own->seconds) > 1) {
        return run.id;
    }
    std::string text = alike.days.size() > 1 ? minuteOf(*own) : own->minute;
    return alike.minutes.at(minuteOf(*own)) > 1 ? text.append(own->seconds) : text;
}

}  // namespace

std::vector<std::string> distinctNames(std::span<const runs::RunSummary> runs) {
    std::unordered_map<std::string, Alike> byName;
    for (const auto& run : runs) {
        count(run, byName[run.name]);
    }
    std::vector<std::string> names;
    names.reserve(runs.size());
    for (const auto& run : runs) {
        const Alike& alike = byName.at(run.name);
        names.push_back(run.name);
        if (alike.runs > 1) {
            names.back().append(" · ").append(tellingPart(run, alike));
        }
    }
    return names;
}

std::set<RunPolicy> variantPolicies(std::span<const RunEvents> runs) {
    std::vector<const RunEvents*> ordered;
    for (const auto& run : runs) {
        ordered.push_back(&run);
    }
    std::sort(ordered.begin(), ordered.end(), [](const RunEvents* one, const RunEvents* other) {
        return one->run.id < other->run.id;
    });
    std::set<std::string> methods;
    std::set<RunPolicy> variants;
    for (const auto* run : ordered) {
        for (const auto& policy : evaluatedPolicies(*run)) {
            const auto method = methodOf(policy);
            if (!method.empty() && !methods.insert(method).second) {
                variants.emplace(run->run.id, policy);
            }
        }
    }
    return variants;
}

}  // namespace lire::report
