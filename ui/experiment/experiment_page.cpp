// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_page.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/error.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/json_view.h"
#include "ui/experiment/page.h"
#include "ui/experiment/plan_panel.h"
#include "ui/experiment/step_chain.h"
#include "ui/parts/page_head.h"
#include "ui/parts/panel.h"
#include "ui/session.h"
#include "ui/store/resource_file.h"
#include "ui/store/shell_words.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

namespace {

/// What a new experiment begins with. The demonstration's settings are a whole experiment that
/// runs; without its file, what is needed alone.
nlohmann::json beginning(const std::filesystem::path& demo) {
    ExperimentDocument source;
    try {
        source.open(demo);
        return source.json();
    } catch (const Error&) {
        return {{"policy", {{"model", "smollm2-135m-instruct"}}},
                {"train", {{{"objective", "lire"}}}}};
    }
}

}  // namespace

ExperimentPage::ExperimentPage(Session& session, QWidget* parent)
    : Page(parent),
      m_session(session),
      m_document(new ExperimentDocument(this)),
      m_check(new ExperimentCheck(this)),
      m_head(new PageHead(tr("Experiment"), this)),
      m_chain(new StepChain(this)) {
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(scaled(16), scaled(12), scaled(16), scaled(12));
    whole->setSpacing(scaled(12));
    whole->addWidget(m_head);
    whole->addWidget(m_chain);
    whole->addWidget(buildColumns(), 1);
    buildActions();
    connectParts();
    beginNew();
}

nlohmann::json ExperimentPage::state() const {
    // What was not saved, and what can be undone, is not lost with the window.
    return {{"step", m_form->step()}, {"history", m_document->history()}};
}

void ExperimentPage::restore(const nlohmann::json& state) {
    if (const auto open = state.find("open"); open != state.end() && open->is_string()) {
        const QString file = QString::fromStdString(open->get<std::string>());
        file.isEmpty() ? beginNew() : openFile(file);
        return;
    }
    if (const auto history = state.find("history"); history != state.end()) {
        m_document->restore(*history);
    }
    m_form->setStep(
        std::clamp(state.value("step", 0), 0, static_cast<int>(formSteps().size()) - 1));
}

bool ExperimentPage::settled() const {
    return !m_check->busy();
}

void ExperimentPage::openFile(const QString& file) {
    try {
        m_document->open(file.toStdString());
        m_form->setStep(0);
    } catch (const Error& error) {
        Q_EMIT m_session.failed(QString::fromStdString(error.place()),
                                QString::fromStdString(error.problem()),
                                QString::fromStdString(error.mend()));
    }
}

void ExperimentPage::beginNew() {
    const std::filesystem::path demo =
        resourceFile(QStringLiteral("experiments/demo.json")).toStdString();
    nlohmann::json json = beginning(demo);
    json["name"] = "new-experiment";
    m_document->begin(std::move(json), demo.parent_path());
}

bool ExperimentPage::save(const QString& file) {
    m_form->takeNames();
    if (!textIsRead()) {
        return false;
    }
    try {
        m_document->save(file.toStdString());
        return true;
    } catch (const Error& error) {
        Q_EMIT m_session.failed(QString::fromStdString(error.place()),
                                QString::fromStdString(error.problem()),
                                QString::fromStdString(error.mend()));
        return false;
    }
}

bool ExperimentPage::saveWhereItBelongs() {
    return save(plannedFile());
}

bool ExperimentPage::textIsRead() {
    if (m_document->fault() != nullptr) {
        m_json->goToFault();
        return false;
    }
    return true;
}

void ExperimentPage::goTo(const std::string& place) {
    if (textIsRead()) {
        m_form->goTo(place);
    }
}

void ExperimentPage::start() {
    m_form->takeNames();
    if (!textIsRead()) {
        return;
    }
    if (!m_checked) {
        m_startWanted = true;
        return;
    }
    if (!m_errors.empty()) {
        m_form->goTo(m_errors.front().place());
        return;
    }
    if ((m_document->modified() || m_document->file().empty()) && !saveWhereItBelongs()) {
        return;
    }
    m_session.start(m_document->json(), QString::fromStdString(m_document->file().string()));
    m_session.openPage(QStringLiteral("jobs"));
}

void ExperimentPage::check() {
    m_checked = false;
    m_startWanted = false;  // another one than what was to be started
    m_chain->setExperiment(m_document->json());
    m_plan->setExperiment(m_document->json());
    m_plan->setStale();
    if (const JsonFault* fault = m_document->fault()) {
        m_check->tell(fault->error);
        return;
    }
    const auto folder = m_document->folder();
    m_check->ask(m_document->json(),
                 m_document->file().empty() ? folder / "new.json" : m_document->file());
}

void ExperimentPage::showErrors(const std::vector<Error>& errors) {
    m_errors = errors;
    m_checked = true;
    if (m_document->fault() != nullptr) {
        m_chain->setUnread();
    } else {
        m_chain->setErrors(errors);
    }
    m_form->setErrors(errors);
    m_plan->setErrors(errors);
    const auto count = errors.size();
    m_start->setText(count == 0   ? tr("Start")
                     : count == 1 ? tr("1 problem left")
                                  : tr("%1 problems left").arg(count));
    m_start->setToolTip(count == 0 ? tr("Ctrl+Enter") : tr("Goes to the first problem"));
    m_startAction->setText(m_start->text());
    // With problems left the button still leads to the first one, but is not the next step.
    restyle(m_start, "kind", count == 0 ? QStringLiteral("primary") : QString());
    m_start->setIcon(count == 0 ? icon(QStringLiteral("play"), Ink::White)
                                : icon(QStringLiteral("error"), Ink::Error));
    if (m_startWanted) {
        m_startWanted = false;
        start();
    }
}

void ExperimentPage::showFile() {
    const QString file = QString::fromStdString(m_document->file().string());
    m_head->setOver((file.isEmpty() ? tr("in no file yet") : file) +
                    (m_document->modified() ? tr(" · changed") : QString()));
    m_filePanel->setOver(m_document->fault() == nullptr ? tr("in step with the form")
                                                        : tr("the form shows what it said before"));
    m_command->setText(command());
    m_command->setCursorPosition(0);
    m_command->setToolTip(m_command->text());
}

QString ExperimentPage::plannedFile() const {
    if (!m_document->file().empty()) {
        return QString::fromStdString(m_document->file().string());
    }
    std::string name = m_document->json().value("name", std::string("experiment"));
    for (char& letter : name) {
        const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ||
                           letter == '_' || letter == '.';
        letter = plain ? letter : '-';
    }
    return QString::fromStdString(
        (m_session.workspace() / "experiments" / (name + ".json")).string());
}

QString ExperimentPage::command() const {
    return QStringLiteral("lire run %1 --workspace %2")
        .arg(shellWord(plannedFile()),
             shellWord(QString::fromStdString(m_session.workspace().string())));
}

PageKind experimentPage() {
    return {.id = QStringLiteral("experiment"),
            .title = QStringLiteral("Experiment"),
            .icon = QStringLiteral("experiment"),
            .group = QStringLiteral("make"),
            .help = QStringLiteral("The experiment file as a form, checked before it runs"),
            .make = [](Session& session, QWidget* parent) -> Page* {
                return new ExperimentPage(session, parent);
            }};
}

}  // namespace lire::ui
