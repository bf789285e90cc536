// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/experiment/field_editor.h"

class QCheckBox;
class QComboBox;

namespace lire::ui {

/// Yes or no. Thread: window.
class SwitchEditor final : public FieldEditor {
    Q_OBJECT
public:
    SwitchEditor(const experiment::Field& field, QWidget* parent);
    void show(const nlohmann::json* value) override;
    void setWrong(bool wrong) override;
    QWidget* control() override;

private:
    QCheckBox* m_box;
    bool m_standard;
};

/// One of several names; a device may also be typed ("cuda:1"). Thread: window.
class ChoiceEditor final : public FieldEditor {
    Q_OBJECT
public:
    ChoiceEditor(const experiment::Field& field,
                 const std::vector<std::string>& choices,
                 QWidget* parent);
    void show(const nlohmann::json* value) override;
    void setWrong(bool wrong) override;
    QWidget* control() override;

private:
    QComboBox* m_box;
    QString m_standard;  ///< shown for an absent value
};

}  // namespace lire::ui
