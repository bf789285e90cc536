// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/experiment/experiment_check.h"
#include "ui/pages/page.h"

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;

namespace lire::ui {

class ExperimentDocument;
class ExperimentForm;
class FieldHelp;
class JsonView;
class PageHead;
class Panel;
class PlanPanel;
class StepChain;

/// The page Experiment: the chain of steps, the form beside the file's text, and what will run.
/// Thread: window.
class ExperimentPage final : public Page {
    Q_OBJECT
public:
    ExperimentPage(Session& session, QWidget* parent);

    ExperimentDocument& document() { return *m_document; }
    ExperimentForm& form() { return *m_form; }
    JsonView& jsonView() { return *m_json; }

    nlohmann::json state() const override;
    /// {"open": FILE} opens a file, or a new experiment where it is empty; else what state() gave.
    /// A run's own record is opened as a copy: what is edited never becomes what was run.
    void restore(const nlohmann::json& state) override;
    bool settled() const override;

private:
    void buildActions();
    QWidget* buildColumns();
    QWidget* buildStartPanel();
    void connectParts();
    void openFile(const QString& file);
    bool isRecordOfARun(const std::filesystem::path& file) const;
    void restoreDocument(const nlohmann::json& state);
    void beginNew();
    /// False where it could not be saved; says why.
    bool save(const QString& file);
    void askSave();
    bool saveWhereItBelongs();
    /// Starts what form and text hold now: at once, or when it has been checked.
    void start();
    /// False, and the fault is shown, where the text has one.
    bool textIsRead();
    /// Shows the field of a place, or the place in the text where no field has it.
    void goTo(const std::string& place);
    void check();
    void showErrors(const std::vector<Error>& errors);
    void showFile();
    QString command() const;
    QString plannedFile() const;

    Session& m_session;
    ExperimentDocument* m_document;
    ExperimentCheck* m_check;
    PageHead* m_head;
    StepChain* m_chain;
    ExperimentForm* m_form = nullptr;
    FieldHelp* m_help = nullptr;
    Panel* m_filePanel = nullptr;
    JsonView* m_json = nullptr;
    PlanPanel* m_plan = nullptr;
    QLineEdit* m_command = nullptr;
    QPushButton* m_start = nullptr;
    QAction* m_startAction = nullptr;
    QAction* m_saveAction = nullptr;
    QSplitter* m_columns = nullptr;
    std::vector<Error> m_errors;
    bool m_checked = false;      ///< m_errors are of the present content
    bool m_startWanted = false;  ///< as soon as the present content is checked
};

}  // namespace lire::ui
