// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/registry.h"

#include <array>

#include "core/error.h"
#include "core/registry.h"

// One line an objective: `ObjectiveKind NAMEKind()` is defined in its own file.
#define LIRE_OBJECTIVES(X) \
    X(lire)                \
    X(sft)                 \
    X(dpo)                 \
    X(dpoPl)               \
    X(pro)                 \
    X(rrhf)                \
    X(slic)                \
    X(pg)

namespace lire::objectives {

#define LIRE_DECLARE(name) ObjectiveKind name##Kind();
LIRE_OBJECTIVES(LIRE_DECLARE)
#undef LIRE_DECLARE

std::span<const ObjectiveKind> objectiveKinds() {
#define LIRE_LIST(name) name##Kind(),
    static const std::array all{LIRE_OBJECTIVES(LIRE_LIST)};
#undef LIRE_LIST
    return all;
}

const ObjectiveKind& objectiveKind(std::string_view name, std::string_view place) {
    return findKind(objectiveKinds(), "objective", name, place);
}

std::unique_ptr<Objective> makeObjective(std::string_view name,
                                         const nlohmann::json& options,
                                         std::string_view place) {
    const std::string here(place);
    const auto& kind = objectiveKind(name, here + "/objective");
    const auto checked = checkOptions(kind.options, options, here + "/options");
    try {
        return kind.make(checked);
    } catch (const Error& error) {
        // A method knows its options' names, not where they stand.
        throw Error(
            here + "/options" + error.place(), error.problem(), error.mend(), error.blame());
    }
}

}  // namespace lire::objectives
