// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/field_row.h"

class QLineEdit;
class QVBoxLayout;

namespace lire::ui {

class FormGroup;

/// The form of one step, made from experiment::fields(): a row a field, a group a section, list
/// elements and named sections with add and remove, the objective's own options. It shows the
/// document and edits it. Thread: window.
class ExperimentForm final : public QScrollArea {
    Q_OBJECT
public:
    explicit ExperimentForm(ExperimentDocument& document, QWidget* parent = nullptr);
    ~ExperimentForm() override;

    void setStep(int step);
    int step() const { return m_step; }
    /// Shows each error at the field of this step that its pointer names.
    void setErrors(const std::vector<Error>& errors);
    /// Opens the step of that pointer and puts the focus into its field, or that of the list it
    /// lies in. False: it has none; a place that is no pointer into the experiment changes nothing.
    bool goTo(const std::string& pointer);
    /// Takes names that were typed and not yet left: before the document is saved or started.
    void takeNames();
    /// The row of a pointer in this step, or null.
    FieldRow* row(const std::string& pointer) const;

Q_SIGNALS:
    void stepChanged(int step);
    void focused(const lire::experiment::Field& field, const std::string& pointer);

private:
    void build();
    void fill();
    void addFields(QVBoxLayout* into, const std::string& section, const std::string& pointer);
    void addField(QVBoxLayout* into, const experiment::Field& field, const std::string& pointer);
    void addRow(QVBoxLayout* into, const experiment::Field& field, const std::string& pointer);
    void addSection(QVBoxLayout* into, const experiment::Field& field, const std::string& pointer);
    void addElements(QVBoxLayout* into, const experiment::Field& field, const std::string& pointer);
    void addNamed(QVBoxLayout* into, const experiment::Field& field, const std::string& pointer);
    void addOptions(QVBoxLayout* into, const std::string& pointer);
    FormGroup* addGroup(QVBoxLayout* into,
                        const QString& title,
                        const QString& help,
                        const std::string& pointer);
    void addRemoveButton(FormGroup* group, const std::string& pointer, const QString& what);
    struct Rename {
        std::string pointer = {};  ///< of the section whose element is renamed
        std::string from = {};
        std::string to = {};
    };
    /// Renames as soon as no press and no popup of the form's own is under way: the form that is
    /// built anew would swallow the click.
    void renameSoon(Rename rename);
    bool isPressed() const;
    void takeRenames();
    void rename(const Rename& wanted);
    /// The lines are about to go: losing the focus then is no end of an edit.
    void dropNames();
    EditorContext context() const;
    /// The object name of the form's control that has the focus; empty: none. It begins with the
    /// pointer of what the control stands for, so that the one built in its place has it, too.
    QString focusedControl() const;
    /// Where it is gone, what is left of its surroundings takes the focus.
    void takeFocus(const QString& control);

    ExperimentDocument& m_document;
    int m_step = 0;
    std::string m_shape;
    std::map<std::string, FieldRow*> m_rows;
    std::map<std::string, QLineEdit*> m_names;  ///< where named sections are renamed
    std::vector<Rename> m_renames;
    std::map<std::string, bool> m_open;  ///< groups that the user folded or opened
    std::vector<Error> m_errors;
};

}  // namespace lire::ui
