// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_page.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <filesystem>
#include <system_error>

#include "core/error.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/json_view.h"
#include "ui/experiment/page.h"
#include "ui/experiment/plan_panel.h"
#include "ui/experiment/step_chain.h"
#include "ui/parts/page_area.h"
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
    auto* whole = new QVBoxLayout(scrolledInside(this));
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
    restoreDocument(state);
    const auto step = state.find("step");
    m_form->setStep(
        std::clamp(step != state.end() && step->is_number_integer() ? step->get<int>() : 0,
                   0,
                   static_cast<int>(formSteps().size()) - 1));
}

void ExperimentPage::restoreDocument(const nlohmann::json& state) {
    if (const auto history = state.find("history"); history != state.end()) {
        if (!m_document->restore(*history)) {
            Q_EMIT m_session.failed(tr("The page Experiment"),
                                    tr("what it held when the window was closed is damaged"),
                                    tr("open the experiment's file"));
        }
        return;
    }
    // An earlier version kept the file, and of the content what was not saved.
    const auto text = [&state](const char* key) {
        const auto found = state.find(key);
        return found != state.end() && found->is_string() ? found->get<std::string>()
                                                          : std::string();
    };
    const std::string file = text("file");
    std::error_code absent;
    if (!file.empty() && std::filesystem::exists(file, absent)) {
        openFile(QString::fromStdString(file));
    }
    if (const auto content = state.find("content");
        content != state.end() && content->is_object()) {
        if (m_document->file().empty()) {
            m_document->begin(*content, text("folder"));
        } else {
            m_document->replace(*content, tr("What was not saved"));
        }
    }
}

bool ExperimentPage::settled() const {
    return !m_check->busy();
}

void ExperimentPage::openFile(const QString& file) {
    try {
        const std::filesystem::path path = file.toStdString();
        isRecordOfARun(path) ? m_document->openCopy(path) : m_document->open(path);
        m_form->setStep(0);
    } catch (const Error& error) {
        Q_EMIT m_session.failed(QString::fromStdString(error.place()),
                                QString::fromStdString(error.problem()),
                                QString::fromStdString(error.mend()));
    }
}

bool ExperimentPage::isRecordOfARun(const std::filesystem::path& file) const {
    const auto folder = std::filesystem::absolute(file).parent_path();
    std::error_code absent;
    return file.filename() == "experiment.json" &&
           std::filesystem::equivalent(
               folder.parent_path(), m_session.workspace() / "runs", absent);
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
    if (textIsRead() && !m_form->goTo(place) && isInForm(place, m_document->json())) {
        m_json->goTo(place);
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
        goTo(m_errors.front().place());
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
    const auto* given = m_document->find("/name");
    std::string name =
        given != nullptr && given->is_string() ? given->get<std::string>() : "experiment";
    for (char& letter : name) {
        const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ||
                           letter == '_' || letter == '.';
        letter = plain ? letter : '-';
    }
    // A new experiment takes no other one's place: its file gets a name that is free.
    const auto folder = m_session.workspace() / "experiments";
    std::filesystem::path file = folder / (name + ".json");
    std::error_code unreadable;
    for (int number = 2; std::filesystem::exists(file, unreadable); ++number) {
        file = folder / (name + "-" + std::to_string(number) + ".json");
    }
    return QString::fromStdString(file.string());
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
