// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/door_selection.h"

#include "ui/plots/door.h"

namespace lire::ui {

std::optional<Selection> selectionBehind(const QString& key, Selection current) {
    const auto door = doorOf(key);
    if (!door) {
        return std::nullopt;
    }
    current.run = door->run;
    current.policy = door->policy;
    current.temperature = door->temperature;
    current.step = door->step;
    current.prompts.clear();
    current.filter.clear();
    return current;
}

}  // namespace lire::ui
