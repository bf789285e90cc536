// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <string>

#include "core/error.h"
#include "ui/experiment/field_editor.h"

class QLabel;
class QPushButton;

namespace lire::ui {

/// One field of the form: its label, its editor, and under it what is wrong, what is accepted and a
/// button that mends it. Thread: window.
class FieldRow final : public QWidget {
    Q_OBJECT
public:
    /// `pointer`: with real indices and names; `missing`: the default where the file has none.
    FieldRow(const experiment::Field& field,
             std::string pointer,
             const EditorContext& context,
             QWidget* parent);

    const std::string& pointer() const { return m_pointer; }
    const experiment::Field& field() const { return m_field; }
    void show(const nlohmann::json* value);
    /// Null: nothing is wrong.
    void setError(const Error* error);
    QString errorText() const;
    void takeFocus();

Q_SIGNALS:
    void edited(const std::string& pointer, const std::optional<nlohmann::json>& value);
    void focused(const lire::experiment::Field& field, const std::string& pointer);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    experiment::Field m_field;
    std::string m_pointer;
    FieldEditor* m_editor;
    QLabel* m_error;
    QPushButton* m_mend;
};

}  // namespace lire::ui
