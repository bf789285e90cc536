// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/experiment/field_editor.h"

class QCheckBox;
class QPlainTextEdit;

namespace lire::ui {

/// Several of a few names: a tick each. Thread: window.
class TicksEditor final : public FieldEditor {
    Q_OBJECT
public:
    TicksEditor(const experiment::Field& field,
                const std::vector<std::string>& names,
                QWidget* parent);
    void show(const nlohmann::json* value) override;
    void setWrong(bool wrong) override;
    QWidget* control() override;

private:
    void take();

    std::vector<QCheckBox*> m_boxes;
    std::vector<std::string> m_unknown;  ///< names of the file that no tick has: they are kept
    nlohmann::json m_standard;
};

/// A list of paths, one a line, with a button that adds files. Thread: window.
class FilesEditor final : public FieldEditor {
    Q_OBJECT
public:
    FilesEditor(const experiment::Field& field,
                std::function<std::string()> folder,
                QWidget* parent);
    void show(const nlohmann::json* shown) override;
    void setWrong(bool wrong) override;
    QWidget* control() override;

private:
    std::optional<nlohmann::json> value() const;
    void add(const QStringList& files);
    void fitHeight();

    QPlainTextEdit* m_text;
    std::function<std::string()> m_folder;
};

}  // namespace lire::ui
