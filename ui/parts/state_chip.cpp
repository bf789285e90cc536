// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/state_chip.h"

#include <array>

#include "ui/theme/style_sheet.h"

namespace lire::ui {

namespace {

struct Row {
    std::string_view state;
    const char* word;
    const char* kind;
};

constexpr std::array rows = {
    Row{"queued", "Waiting", "plain"},
    Row{"running", "Running", "info"},
    Row{"paused", "Paused", "warn"},
    Row{"stopped", "Stopped", "plain"},
    Row{"failed", "Failed", "error"},
    Row{"done", "Done", "ok"},
};

const Row* find(std::string_view state) {
    for (const Row& row : rows) {
        if (row.state == state) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace

StateChip::StateChip(QWidget* parent) : QLabel(parent) {
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setState("");
}

void StateChip::setState(std::string_view state) {
    setText(stateWord(state));
    restyle(this, "chip", stateKind(state));
}

QString stateWord(std::string_view state) {
    const Row* row = find(state);
    return row != nullptr ? QString::fromLatin1(row->word) : QStringLiteral("Idle");
}

QString stateKind(std::string_view state) {
    const Row* row = find(state);
    return QString::fromLatin1(row != nullptr ? row->kind : "plain");
}

}  // namespace lire::ui
