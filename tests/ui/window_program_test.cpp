// SPDX-License-Identifier: GPL-3.0-or-later
// The window with a worker of its own: the demonstration's button, closing with "stop and save",
// the built program killed while its worker trains and started again, and the pictures of
// --capture.
#include <QAbstractButton>
#include <QElapsedTimer>
#include <QImage>
#include <QProcess>
#include <QProcessEnvironment>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include <QtCore/qfloat16.h>

#include "core/error.h"
#include "core/experiment/tiny_experiment.h"
#include "core/runs/run_writer.h"
#include "ui/pages/page.h"
#include "ui/pages/registry.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"

using namespace lire;
using namespace lire::ui;
namespace fs = std::filesystem;

namespace {

constexpr int longWait = 60000;  ///< ms: a slow machine's worst, not what it takes
constexpr int wholeSteps = 240;  ///< of the policy below

/// One policy that trains long enough to be met in the midst of it.
nlohmann::json longExperiment() {
    nlohmann::json json = tests::tinyExperiment();
    json["train"] = nlohmann::json::array({json["train"][0]});
    json["train"][0]["iterate"] = 40;
    json["train"][0]["checkpoint_every"] = 10;
    json["evaluate"]["every"] = 60;
    return json;
}

/// Empty before there is a run, and while the store is being made.
runs::RunSummary newest(const fs::path& workspace) {
    try {
        const auto all = runs::RunReader(workspace).runs();
        return all.empty() ? runs::RunSummary() : all.front();
    } catch (const Error&) {
        return {};
    }
}

/// Steps of the policy that the store holds.
int steps(const fs::path& workspace) {
    const std::string run = newest(workspace).id;
    if (run.empty()) {
        return 0;
    }
    int count = 0;
    for (const auto& stored : runs::RunReader(workspace).events(run)) {
        const bool step = std::holds_alternative<runs::StepEvent>(stored.event.body);
        count += stored.event.stage == "lire" && step ? 1 : 0;
    }
    return count;
}

QAbstractButton* button(const QWidget& inside, const QString& words) {
    for (auto* one : inside.findChildren<QAbstractButton*>()) {
        if (one->isVisible() && one->isEnabled() && one->text() == words) {
            return one;
        }
    }
    return nullptr;
}

/// The first of what the session could not do.
QString sentence(const QSignalSpy& failures) {
    return failures.isEmpty()
               ? QString()
               : failures.front().at(0).toString() + ": " + failures.front().at(1).toString();
}

std::unique_ptr<MainWindow> opened(const fs::path& workspace) {
    auto window = std::make_unique<MainWindow>(std::make_unique<Session>(workspace));
    window->show();
    return window;
}

/// The program as a person starts it, without a screen and with settings of its own.
class StudioProcess {
public:
    StudioProcess(const QStringList& arguments, const QString& settings) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        environment.insert("XDG_CONFIG_HOME", settings);
        m_process.setProcessEnvironment(environment);
        m_process.start(program(), arguments);
    }

    /// Beside the tests in the build.
    static QString program() {
        return QDir::cleanPath(QCoreApplication::applicationDirPath() + "/../bin/lire-studio");
    }

    bool runs() {
        return m_process.waitForStarted(5000) && m_process.state() != QProcess::NotRunning;
    }
    void kill() {
        m_process.kill();
        m_process.waitForFinished();
    }
    /// The exit code; -1 where it did not end.
    int wait() {
        const bool ended = m_process.waitForFinished(longWait);
        return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    QString errors() { return QString::fromUtf8(m_process.readAllStandardError()); }

private:
    QProcess m_process;
};

}  // namespace

class WindowProgramTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theDemosButtonQueuesTheDemo();
    void stopAndSaveEndsTheWorkerAndTheRunGoesOn();
    void aChosenRunIsShownAndStoppedAlone();
    void killedWhileItTrainsTheProgramGoesOn();
    void captureDrawsEveryPage();

private:
    fs::path root() const { return m_folder.path().toStdString(); }

    QTemporaryDir m_folder{tests::quickFolder()};
    QTemporaryDir m_settings;
    std::string m_demoDigest;
    std::vector<std::string> m_expected;  ///< of the run that nothing disturbed
};

void WindowProgramTest::initTestCase() {
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    QCoreApplication::setOrganizationName("lire-test");
    applyTheme(*qApp, Theme::Dark);
    QVERIFY2(QFileInfo(StudioProcess::program()).isExecutable(),
             qPrintable(StudioProcess::program() + " is missing: build lire-studio, lire-window"));
    const fs::path file = tests::writeExperiment(root() / "experiment", longExperiment());
    Session session(root() / "whole");
    session.start(longExperiment(), QString::fromStdString(file.string()));
    QTRY_COMPARE_WITH_TIMEOUT(newest(root() / "whole").state, std::string("done"), longWait);
    QCOMPARE(steps(root() / "whole"), wholeSteps);
    m_expected = tests::measurements(root() / "whole", newest(root() / "whole").id);
}

void WindowProgramTest::theDemosButtonQueuesTheDemo() {
    const fs::path workspace = root() / "demo";
    auto window = opened(workspace);
    QSignalSpy failures(&window->session(), &Session::failed);
    QVERIFY(button(*window, "Run the demo") != nullptr);
    button(*window, "Run the demo")->click();
    QCOMPARE(window->pages().current(), QString("jobs"));
    QTRY_COMPARE_WITH_TIMEOUT(newest(workspace).name, std::string("demo"), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(window->session().busy(), longWait);
    QVERIFY2(failures.isEmpty(), qPrintable(sentence(failures)));
    m_demoDigest = newest(workspace).digest;
    bool asked = false;
    window->setClosingQuestion([&asked] {
        asked = true;
        return Closing::Stop;
    });
    QVERIFY(window->close());
    QVERIFY(asked);
    window.reset();
    QCOMPARE(newest(workspace).state, std::string("stopped"));
}

void WindowProgramTest::stopAndSaveEndsTheWorkerAndTheRunGoesOn() {
    const fs::path workspace = root() / "stopped";
    auto window = opened(workspace);
    window->session().openExperiment(
        QString::fromStdString((root() / "experiment/experiment.json").string()));
    Page& page = *window->pages().currentPage();  // the rail has a "Start" as well
    QTRY_VERIFY_WITH_TIMEOUT(page.settled(), longWait);
    QSignalSpy failures(&window->session(), &Session::failed);
    QVERIFY(button(page, "Start") != nullptr);
    button(page, "Start")->click();
    QCOMPARE(window->pages().current(), QString("jobs"));
    QTRY_VERIFY_WITH_TIMEOUT(steps(workspace) > 20 || !failures.isEmpty(), longWait);
    QVERIFY2(failures.isEmpty(), qPrintable(sentence(failures)));
    window->setClosingQuestion([] { return Closing::Stop; });
    QVERIFY(window->close());
    window.reset();
    const int saved = steps(workspace);
    QVERIFY2(saved < wholeSteps, "the run ended before it was stopped");
    QCOMPARE(newest(workspace).state, std::string("stopped"));

    window = opened(workspace);
    window->pages().open("jobs");
    QTRY_VERIFY_WITH_TIMEOUT(button(*window, "Resume") != nullptr, longWait);
    button(*window, "Resume")->click();
    QTRY_VERIFY_WITH_TIMEOUT(steps(workspace) != saved, longWait);
    QVERIFY2(steps(workspace) > saved, "steps were lost: the stop had not saved them");
    QTRY_COMPARE_WITH_TIMEOUT(newest(workspace).state, std::string("done"), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(!window->session().busy(), longWait);
    QCOMPARE(tests::measurements(workspace, newest(workspace).id), m_expected);
}

void WindowProgramTest::aChosenRunIsShownAndStoppedAlone() {
    const fs::path workspace = root() / "queue";
    const QString file = QString::fromStdString((root() / "experiment/experiment.json").string());
    const auto state = [&workspace](const QString& run) {
        const auto found = runs::RunReader(workspace).summary(run.toStdString());
        return found ? found->state : std::string();
    };
    auto window = opened(workspace);
    Session& session = window->session();
    session.start(longExperiment(), file);
    session.start(longExperiment(), file);
    window->pages().open("jobs");
    QTRY_VERIFY_WITH_TIMEOUT(!session.currentRun().isEmpty(), longWait);
    const QString first = session.currentRun();
    QTRY_VERIFY_WITH_TIMEOUT(session.selection().run != first, longWait);  // the one begun last
    const QString second = session.selection().run;
    QTRY_VERIFY_WITH_TIMEOUT(button(*window, "Take from the queue") != nullptr, longWait);
    button(*window, "Take from the queue")->click();
    QTRY_COMPARE_WITH_TIMEOUT(state(second), std::string("stopped"), longWait);
    QCOMPARE(session.currentRun(), first);
    QTRY_VERIFY_WITH_TIMEOUT(button(*window, "Resume") != nullptr, longWait);
    button(*window, "Resume")->click();  // it waits again
    QTRY_COMPARE_WITH_TIMEOUT(state(second), std::string("queued"), longWait);
    session.select({.run = first});
    QTRY_VERIFY_WITH_TIMEOUT(button(*window, "Stop and keep") != nullptr, longWait);
    button(*window, "Stop and keep")->click();
    QTRY_COMPARE_WITH_TIMEOUT(session.currentRun(), second, longWait);
    QCOMPARE(state(first), std::string("stopped"));
    session.stop(second);
    QTRY_VERIFY_WITH_TIMEOUT(!session.busy(), longWait);
}

/// `--demo` goes on with the newest unfinished run of the demonstration's digest: here the small
/// experiment bears it, so that the program's own way from start to end takes seconds.
void WindowProgramTest::killedWhileItTrainsTheProgramGoesOn() {
    QVERIFY(!m_demoDigest.empty());
    const fs::path workspace = root() / "killed";
    {
        const auto whole = newest(root() / "whole");
        runs::RunWriter writer(workspace);
        const std::string run = writer.createRun(
            "demo", m_demoDigest, runs::RunReader(root() / "whole").definition(whole.id));
        writer.receive({.run = run, .body = runs::StateEvent{.state = "stopped"}});
    }
    const std::string run = newest(workspace).id;
    const QStringList demo = {"--workspace", QString::fromStdString(workspace.string()), "--demo"};
    {
        StudioProcess program(demo, m_settings.path());
        QTRY_VERIFY2_WITH_TIMEOUT(
            steps(workspace) > 20 || !program.runs(), qPrintable(program.errors()), longWait);
        QVERIFY2(program.runs(), qPrintable(program.errors()));
        program.kill();
    }
    QVERIFY2(steps(workspace) < wholeSteps, "the run ended before it was killed");
    QCOMPARE(newest(workspace).state, std::string("running"));  // nobody was left to say otherwise

    StudioProcess program(demo, m_settings.path());
    QTRY_VERIFY2_WITH_TIMEOUT(newest(workspace).state == "done" || !program.runs(),
                              qPrintable(program.errors()),
                              longWait);
    program.kill();
    QCOMPARE(newest(workspace).id, run);
    QCOMPARE(newest(workspace).state, std::string("done"));
    QCOMPARE(tests::measurements(workspace, run), m_expected);
}

void WindowProgramTest::captureDrawsEveryPage() {
    const QString out = m_folder.filePath("pictures");
    StudioProcess program(
        {"--workspace", QString::fromStdString((root() / "whole").string()), "--capture", out},
        m_settings.path());
    const int code = program.wait();
    QVERIFY2(code == 0, qPrintable(program.errors()));
    std::set<QString> wanted;
    for (const PageKind& page : pageKinds()) {
        for (const char* look : {"light", "dark", "1280x720-dark", "1024x640-light"}) {
            wanted.insert(QString("%1-%2.png").arg(page.id, look));
        }
    }
    std::set<QString> found;
    for (const QString& name : QDir(out).entryList(QDir::Files)) {
        found.insert(name);
        const QImage picture(out + '/' + name);
        std::set<QRgb> colours;
        for (int y = 0; y < picture.height(); y += 4) {
            for (int x = 0; x < picture.width(); x += 4) {
                colours.insert(picture.pixel(x, y));
            }
        }
        QVERIFY2(colours.size() > 10, qPrintable(name));
    }
    QCOMPARE(found, wanted);
    QCOMPARE(QImage(out + "/jobs-1024x640-light.png").size(), QSize(1024, 640));
}

QTEST_MAIN(WindowProgramTest)
#include "window_program_test.moc"
