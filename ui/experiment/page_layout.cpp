// SPDX-License-Identifier: GPL-3.0-or-later
// How the page Experiment is put together: its columns, its actions, what changes what.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

#include "ui/experiment/experiment_document.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/experiment_page.h"
#include "ui/experiment/field_help.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/json_view.h"
#include "ui/experiment/plan_panel.h"
#include "ui/experiment/step_chain.h"
#include "ui/parts/page_head.h"
#include "ui/parts/panel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

QWidget* ExperimentPage::buildColumns() {
    m_columns = new QSplitter(this);
    m_columns->setHandleWidth(scaled(12));
    m_columns->setChildrenCollapsible(false);

    auto* formPanel = new Panel(formSteps().front().title, m_columns);
    m_form = new ExperimentForm(*m_document, formPanel);
    formPanel->body()->addWidget(m_form, 1);
    connect(m_form, &ExperimentForm::stepChanged, formPanel, [this, formPanel](int step) {
        formPanel->setHeading(formSteps().at(static_cast<std::size_t>(step)).title);
        m_chain->setCurrent(step);
    });

    auto* middle = new QWidget(m_columns);
    middle->setObjectName(QStringLiteral("clear"));
    m_help = new FieldHelp(middle);
    auto* filePanel = new Panel(tr("The file"), middle);
    m_filePanel = filePanel;
    m_json = new JsonView(*m_document, filePanel);
    filePanel->body()->addWidget(m_json, 1);
    auto* middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(scaled(12));
    middleColumn->addWidget(m_help);
    middleColumn->addWidget(filePanel, 1);

    auto* right = new QWidget(m_columns);
    right->setObjectName(QStringLiteral("clear"));
    m_plan = new PlanPanel(right);
    auto* rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(0, 0, 0, 0);
    rightColumn->setSpacing(scaled(12));
    rightColumn->addWidget(m_plan, 1);
    rightColumn->addWidget(buildStartPanel());

    for (QWidget* column : {static_cast<QWidget*>(formPanel), middle, right}) {
        m_columns->addWidget(column);
    }
    middle->setMinimumWidth(scaled(200));
    m_columns->setSizes({scaled(450), scaled(420), scaled(400)});
    return m_columns;
}

QWidget* ExperimentPage::buildStartPanel() {
    auto* panel = new Panel(tr("The same without the window"), this);
    m_command = new QLineEdit(panel);
    m_command->setReadOnly(true);
    m_command->setProperty("number", QStringLiteral("true"));
    m_command->setAccessibleName(tr("The command that runs this experiment"));
    auto* copy = new QToolButton(panel);
    copy->setIcon(icon(QStringLiteral("copy")));
    copy->setToolTip(tr("Copy the command"));
    copy->setAccessibleName(tr("Copy the command"));
    copy->setFocusPolicy(Qt::StrongFocus);
    connect(copy, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_command->text());
    });
    auto* first = new QHBoxLayout;
    first->setSpacing(scaled(8));
    first->addWidget(m_command, 1);
    first->addWidget(copy);
    auto* saveButton = new QPushButton(tr("Save"), panel);
    saveButton->setIcon(icon(QStringLiteral("save")));
    connect(saveButton, &QPushButton::clicked, this, [this] { saveWhereItBelongs(); });
    auto* saveAs = new QPushButton(tr("Save as…"), panel);
    connect(saveAs, &QPushButton::clicked, this, &ExperimentPage::askSave);
    m_start = new QPushButton(tr("Start"), panel);
    m_start->setProperty("kind", QStringLiteral("primary"));
    m_start->setIcon(icon(QStringLiteral("play"), Ink::White));
    connect(m_start, &QPushButton::clicked, this, &ExperimentPage::start);
    auto* second = new QHBoxLayout;
    second->setSpacing(scaled(8));
    second->addWidget(saveButton);
    second->addWidget(saveAs);
    second->addStretch(1);
    second->addWidget(m_start);
    panel->body()->addLayout(first);
    panel->body()->addLayout(second);
    return panel;
}

void ExperimentPage::buildActions() {
    QAction* undo = m_document->undoStack()->createUndoAction(this, tr("Undo"));
    auto* undoButton = new QToolButton(this);
    undoButton->setProperty("kind", QStringLiteral("quiet"));
    undoButton->setDefaultAction(undo);
    undo->setIcon(icon(QStringLiteral("undo")));
    undoButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    undoButton->setFocusPolicy(Qt::StrongFocus);
    undoButton->setAccessibleName(tr("Undo"));
    m_head->addAction(undoButton);

    m_startAction = new QAction(tr("Start"), this);
    m_startAction->setObjectName(QStringLiteral("start"));
    connect(m_startAction, &QAction::triggered, this, &ExperimentPage::start);
    m_saveAction = new QAction(tr("Save experiment"), this);
    m_saveAction->setShortcut(QKeySequence(QStringLiteral("Ctrl+S")));
    m_saveAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_saveAction, &QAction::triggered, this, [this] { saveWhereItBelongs(); });
    auto* saveAs = new QAction(tr("Save experiment as…"), this);
    saveAs->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+S")));
    saveAs->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(saveAs, &QAction::triggered, this, &ExperimentPage::askSave);
    auto* copy = new QAction(tr("Copy the lire run command"), this);
    connect(copy, &QAction::triggered, this, [this] {
        QApplication::clipboard()->setText(m_command->text());
    });
    addActions({m_startAction, m_saveAction, saveAs, copy});
}

void ExperimentPage::connectParts() {
    connect(m_chain, &StepChain::chosen, m_form, &ExperimentForm::setStep);
    connect(m_chain, &StepChain::chosen, m_chain, &StepChain::setCurrent);
    connect(m_form, &ExperimentForm::focused, m_help, &FieldHelp::show);
    connect(m_plan, &PlanPanel::placeWanted, this, &ExperimentPage::goTo);
    connect(m_plan,
            &PlanPanel::mendWanted,
            this,
            [this](const std::string& place, const nlohmann::json& value) {
                m_document->set(place, value, placeInWords(place, m_document->json()));
            });
    connect(m_document, &ExperimentDocument::changed, this, &ExperimentPage::check);
    connect(m_document, &ExperimentDocument::changed, this, &ExperimentPage::showFile);
    connect(m_document, &ExperimentDocument::fileChanged, this, &ExperimentPage::showFile);
    connect(m_check, &ExperimentCheck::checked, this, [this](const ErrorsPtr& errors) {
        showErrors(*errors);
    });
    connect(m_check, &ExperimentCheck::planned, this, [this](const PreflightPtr& plan) {
        showErrors(plan->errors);
        m_plan->setPlan(*plan);
    });
}

void ExperimentPage::askSave() {
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save the experiment"), plannedFile(), tr("Experiments (*.json)"));
    if (!file.isEmpty()) {
        save(file);
    }
}

}  // namespace lire::ui
