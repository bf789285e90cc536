// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <string_view>

namespace lire::ui {

/// A run's state as a word on a coloured ground: "Training", "Done", "Failed". Thread: window.
class StateChip final : public QLabel {
    Q_OBJECT
public:
    explicit StateChip(QWidget* parent = nullptr);
    /// `state`: runs::StateEvent's; "" is "Idle".
    void setState(std::string_view state);
};

/// The word of a state: "Running", "Waiting", "Done".
QString stateWord(std::string_view state);
/// The chip kind of a state: "info", "ok", "warn", "error" or "plain".
QString stateKind(std::string_view state);

}  // namespace lire::ui
