// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/experiment/field_editor.h"

class QLineEdit;

namespace lire::ui {

/// A number, a whole number, a list of numbers or a text in one line. Thread: window.
class LineEditor : public FieldEditor {
    Q_OBJECT
public:
    LineEditor(const experiment::Field& field, QWidget* parent);
    void show(const nlohmann::json* value) override;
    void setWrong(bool wrong) override;
    QWidget* control() override;

protected:
    QLineEdit* line() { return m_line; }

private:
    QLineEdit* m_line;
    experiment::FieldType m_type;
};

/// A path or a model's name in one line, with a button that chooses. A path under `folder` is
/// written relative to it. Thread: window.
class PathEditor final : public LineEditor {
    Q_OBJECT
public:
    PathEditor(const experiment::Field& field,
               std::function<std::string()> folder,
               QWidget* parent);

private:
    void take(const QString& path);
    std::function<std::string()> m_folder;
};

/// A typed text as a value of that type; a text where it is none; absent where it is empty.
std::optional<nlohmann::json> valueOfText(const QString& typed, experiment::FieldType type);
/// The inverse.
QString textOfValue(const nlohmann::json& value);

/// `path` relative to `folder` where it lies in it, else as it is.
std::string relativePath(const QString& path, const std::string& folder);

}  // namespace lire::ui
