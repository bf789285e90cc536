// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/experiment/fields.h"
#include "core/options.h"

namespace lire::ui {

/// Edits one value of the experiment file. An absent value shows the default as a hint; emptying
/// the editor makes it absent again. What is no value of the type (letters for a number) is written
/// as typed, as a text: the check names the fault at this field. Thread: window.
class FieldEditor : public QWidget {
    Q_OBJECT
public:
    explicit FieldEditor(QWidget* parent = nullptr) : QWidget(parent) {}
    /// Null: absent. Emits nothing; leaves an editor alone that already means this value: what is
    /// being typed, its cursor and its selection stay.
    virtual void show(const nlohmann::json* value) = 0;
    /// A red frame.
    virtual void setWrong(bool wrong) = 0;
    /// The widget that takes the focus: the label's buddy.
    virtual QWidget* control() = 0;

Q_SIGNALS:
    /// Absent: the key is to be removed.
    void edited(const std::optional<nlohmann::json>& value);
};

/// What an editor needs besides its field.
struct EditorContext {
    std::vector<std::string> rewardNames = {};  ///< keys of /reward_models
    std::function<std::string()> folder = [] {
        return std::string();
    };  ///< where relative paths start
};

/// The editor of a field that is a value (not a section, not options).
FieldEditor* makeEditor(const experiment::Field& field,
                        const EditorContext& context,
                        QWidget* parent);

/// An objective's option as a field, so that both are edited alike.
experiment::Field asField(const OptionSpec& option, const std::string& pointer);

}  // namespace lire::ui
