// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way of a first run in the window: the demonstration opened, edited and started; paused
// and resumed; left to `lire run`; that program killed; the window opened again; the run ended.
#include <QAbstractButton>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fstream>
#include <set>

#include <QtCore/qfloat16.h>

#include "core/experiment/experiment_json.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/experiment_page.h"
#include "ui/experiment/form_shape.h"
#include "ui/frontier/frontier_view.h"
#include "ui/jobs/jobs_view.h"
#include "ui/jobs/result_plots.h"
#include "ui/jobs/stage_plots.h"
#include "ui/plots/figure_view.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"

using namespace lire;
using namespace lire::ui;

namespace {

constexpr int longWait = 40000;  ///< ms: a slow machine's worst, not what it takes

/// Pairs that the tiny model's vocabulary can spell.
void writePairs(const QString& path, int count, int from) {
    std::ofstream file(path.toStdString());
    for (int at = from; at < from + count; ++at) {
        file << R"({"prompt": "Question )" << at << R"(?", "chosen": "A good answer to )" << at
             << R"(.", "rejected": "Nothing about )" << at << ".\"}\n";
    }
}

/// A visible button of that text or accessible name.
QAbstractButton* button(QWidget& inside, const QString& words) {
    for (auto* one : inside.findChildren<QAbstractButton*>()) {
        if (one->isVisible() && (one->text() == words || one->accessibleName() == words)) {
            return one;
        }
    }
    return nullptr;
}

/// A window with what the test looks at.
struct Opened {
    explicit Opened(const QString& workspace)
        : window(std::make_unique<MainWindow>(std::make_unique<Session>(workspace.toStdString()))) {
        window->show();
    }

    Session& session() { return window->session(); }
    JobsView& jobs() { return *window->findChild<JobsView*>(); }
    std::string state() {
        const RunListPtr runs = session().runs();
        return runs->empty() ? std::string() : runs->front().state;
    }

    /// Types into a field of the form as a person does.
    void type(const std::string& pointer, const QString& text) {
        auto* form = window->findChild<ExperimentForm*>();
        form->setStep(stepOf(pointer));
        FieldRow* row = form->row(pointer);
        QVERIFY2(row != nullptr, pointer.c_str());
        if (auto* lines = row->findChild<QPlainTextEdit*>()) {
            lines->setPlainText(text);
            return;
        }
        auto* line = row->findChild<QLineEdit*>();
        QVERIFY2(line != nullptr, pointer.c_str());
        line->selectAll();
        QTest::keyClicks(line, text);
    }

    std::unique_ptr<MainWindow> window;
};

/// Steps that the loss's raw trace shows, in its order.
std::vector<double> drawnSteps(JobsView& jobs) {
    for (const report::Series& series : jobs.stages().view(0).figure().series) {
        if (series.faint || series.mark == report::Mark::Line) {
            return series.x;
        }
    }
    return {};
}

/// Points of the checkpoints' path of a policy.
std::size_t drawnEvaluations(JobsView& jobs, const std::string& policy) {
    for (const report::Series& series : jobs.results().frontier().figure().series) {
        if (series.name == policy) {
            return series.x.size();
        }
    }
    return 0;
}

/// The process that holds the workspace.
pid_t holder(const QString& workspace) {
    std::ifstream file((workspace + "/workspace.lock").toStdString());
    pid_t process = 0;
    file >> process;
    return process;
}

}  // namespace

class LiveRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void formChecksWhileTypedAndStarts();
    void evaluationsArriveWhileStepsGoOn();
    void pauseHoldsTheStepsAndResumeLetsThemGo();
    void closedWindowLeavesTheRunToLireRun();
    void killedWorkerIsSeenAndTheRunCanBeResumed();
    void reopenedWindowEndsTheRunWithWholeCurves();

private:
    QTemporaryDir m_folder;
    QTemporaryDir m_settings;
    QString m_workspace;
    std::unique_ptr<Opened> m_open;
    pid_t m_worker = 0;
};

void LiveRunTest::initTestCase() {
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    QCoreApplication::setOrganizationName("lire-test");
    qputenv("PATH", QByteArray(LIRE_PROGRAM_DIR ":") + qgetenv("PATH"));
    applyTheme(*qApp, Theme::Dark);
    m_workspace = m_folder.filePath("workspace");
    writePairs(m_folder.filePath("train.jsonl"), 24, 0);
    writePairs(m_folder.filePath("test.jsonl"), 12, 100);
    m_open = std::make_unique<Opened>(m_workspace);
}

void LiveRunTest::formChecksWhileTypedAndStarts() {
    MainWindow& window = *m_open->window;
    QVERIFY(QTest::qWaitForWindowActive(&window));
    button(window, "New…")->click();
    QCOMPARE(window.pages().current(), QString("experiment"));
    for (const char* other : {"Remove Policy 3: DPO", "Remove Policy 2: SFT"}) {
        window.findChild<ExperimentForm*>()->setStep(stepOf("/train"));
        QVERIFY2(button(window, other) != nullptr, other);
        button(window, other)->click();
    }
    const std::pair<const char*, QString> fields[] = {
        {"/name", "live"},
        {"/threads", "1"},  // more would spin for each other where the machine is busy
        {"/policy/model", LIRE_TEST_DATA "/models/tied"},
        {"/policy/max_length", "64"},
        {"/data/train", m_folder.filePath("train.jsonl")},
        {"/data/test", m_folder.filePath("test.jsonl")},
        {"/reward_models/rm/train/epochs", "1"},
        {"/reward_models/rm_star/train/epochs", "1"},
        {"/candidates/responses", "3"},
        {"/candidates/decoding/max_new_tokens", "6"},
        {"/train/0/batch", "4"},
        {"/train/0/evolve", "40"},
        {"/evaluate/temperatures", "0.7, 1"},
        {"/evaluate/max_new_tokens", "6"},
        {"/evaluate/every", "6"},
        {"/evaluate/during/prompts", "6"}};
    for (const auto& [pointer, text] : fields) {
        m_open->type(pointer, text);
    }
    // A wrong value is told at its field, with the sentence of the check itself.
    m_open->type("/train/0/batch", "0");
    auto* form = window.findChild<ExperimentForm*>();
    QTRY_VERIFY_WITH_TIMEOUT(!form->row("/train/0/batch")->errorText().isEmpty(), 5000);
    auto* page = qobject_cast<ExperimentPage*>(window.pages().page("experiment"));
    const auto errors =
        experiment::checkExperiment(page->document().json(), m_folder.path().toStdString());
    QCOMPARE(errors.size(), std::size_t(1));
    QVERIFY(form->row("/train/0/batch")
                ->errorText()
                .contains(QString::fromStdString(errors.front().mend())));
    QTRY_VERIFY_WITH_TIMEOUT(button(window, "1 problem left") != nullptr, 5000);
    m_open->type("/train/0/batch", "4");
    QTRY_VERIFY_WITH_TIMEOUT(window.pages().currentPage()->settled(), longWait);
    QVERIFY(button(window, "Start") != nullptr);
    QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(window.pages().current(), QString("jobs"));
    QTRY_VERIFY_WITH_TIMEOUT(m_open->session().busy(), longWait);
}

void LiveRunTest::evaluationsArriveWhileStepsGoOn() {
    std::size_t steps = 0;
    std::size_t evaluations = 0;
    for (int seen = 0; seen < 3; ++seen) {
        QTRY_VERIFY_WITH_TIMEOUT(drawnEvaluations(m_open->jobs(), "lire") > evaluations, longWait);
        evaluations = drawnEvaluations(m_open->jobs(), "lire");
        const std::size_t now = drawnSteps(m_open->jobs()).size();
        QVERIFY2(now > steps, qPrintable(QString("%1 steps after %2").arg(now).arg(steps)));
        steps = now;
    }
    JobsView& jobs = m_open->jobs();
    QCOMPARE(jobs.stages().stage(), QString("lire"));
    QVERIFY(!jobs.results().shares().figure().series.empty());
    QVERIFY(!jobs.results().changes().figure().series.empty());
    QVERIFY(m_open->session().busy());
}

void LiveRunTest::pauseHoldsTheStepsAndResumeLetsThemGo() {
    JobsView& jobs = m_open->jobs();
    QVERIFY(button(jobs, "Pause") != nullptr);
    button(jobs, "Pause")->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_open->state(), std::string("paused"), longWait);
    QTest::qWait(400);  // the reader's last look before the pause
    const std::size_t held = drawnSteps(jobs).size();
    QTest::qWait(600);
    QCOMPARE(drawnSteps(jobs).size(), held);
    QVERIFY(button(jobs, "Resume") != nullptr);
    button(jobs, "Resume")->click();
    QTRY_VERIFY_WITH_TIMEOUT(drawnSteps(jobs).size() > held, longWait);
    QCOMPARE(m_open->state(), std::string("running"));
}

void LiveRunTest::closedWindowLeavesTheRunToLireRun() {
    bool asked = false;
    m_open->window->setClosingQuestion([&asked] {
        asked = true;
        return Closing::Stay;
    });
    m_open->window->close();
    QVERIFY(asked);
    QVERIFY(m_open->window->isVisible());
    const std::size_t before = drawnSteps(m_open->jobs()).size();
    m_open->window->setClosingQuestion([] { return Closing::GoOn; });
    m_open->window->close();
    m_open.reset();
    // Empty for a moment: the new holder writes its number after it has the lock.
    QTRY_VERIFY_WITH_TIMEOUT(holder(m_workspace) > 0 && holder(m_workspace) != ::getpid(),
                             longWait);
    m_worker = holder(m_workspace);

    m_open = std::make_unique<Opened>(m_workspace);
    QCOMPARE(m_open->window->pages().current(), QString("jobs"));  // as it was left
    QTRY_COMPARE_WITH_TIMEOUT(m_open->state(), std::string("running"), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(drawnSteps(m_open->jobs()).size() > before, longWait);
    const std::size_t seen = drawnSteps(m_open->jobs()).size();
    QTRY_VERIFY_WITH_TIMEOUT(drawnSteps(m_open->jobs()).size() > seen, longWait);
    QVERIFY(!m_open->session().busy());
}

void LiveRunTest::killedWorkerIsSeenAndTheRunCanBeResumed() {
    QVERIFY(m_worker > 0);
    QCOMPARE(::kill(m_worker, SIGKILL), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_open->state(), std::string("stopped"), longWait);
    QVERIFY(m_open->session().runs()->front().fraction < 1.0);
    QTRY_VERIFY(button(m_open->jobs(), "Resume") != nullptr);
    m_open->window->close();
    m_open.reset();
}

void LiveRunTest::reopenedWindowEndsTheRunWithWholeCurves() {
    m_open = std::make_unique<Opened>(m_workspace);
    JobsView& jobs = m_open->jobs();
    QTRY_VERIFY_WITH_TIMEOUT(button(jobs, "Resume") != nullptr, longWait);
    button(jobs, "Resume")->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_open->state(), std::string("done"), longWait);

    // Each step once, in order, none left out: what was redone after the kill replaced the former.
    jobs.stages().chooseStage("lire");
    QTRY_COMPARE_WITH_TIMEOUT(drawnSteps(jobs).size(), std::size_t(240), longWait);
    std::vector<double> expected;
    for (int step = 1; step <= 240; ++step) {
        expected.push_back(step);
    }
    QCOMPARE(drawnSteps(jobs), expected);
    const report::Figure& path = jobs.results().frontier().figure();
    for (const report::Series& series : path.series) {
        const std::set<std::string> once(series.keys.begin(), series.keys.end());
        QCOMPARE(once.size(), series.keys.size());
    }
    QVERIFY(drawnEvaluations(jobs, "lire") >= 40);

    m_open->window->pages().open("frontier");
    auto* frontier = m_open->window->findChild<FrontierView*>();
    const auto pointsOf = [frontier](const std::string& policy) {
        std::size_t points = 0;
        for (const auto* view : frontier->findChildren<FigureView*>()) {
            for (const report::Series& series : view->figure().series) {
                points = series.name == policy ? series.x.size() : points;
            }
        }
        return points;
    };
    QTRY_COMPARE_WITH_TIMEOUT(pointsOf("lire"), std::size_t(2), longWait);  // two temperatures
    QCOMPARE(pointsOf("base"), std::size_t(2));
    QTRY_VERIFY(!m_open->session().busy());  // nothing is asked at the end
    QVERIFY(m_open->window->close());
}

QTEST_MAIN(LiveRunTest)
#include "live_run_test.moc"
