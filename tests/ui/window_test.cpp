// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QToolButton>
#include <fstream>

#include <QtCore/qfloat16.h>

#include "core/runs/run_writer.h"
#include "ui/pages/registry.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/command.h"
#include "ui/window/command_field.h"
#include "ui/window/job_line.h"
#include "ui/window/main_window.h"
#include "ui/window/message_log.h"
#include "ui/window/page_stack.h"
#include "ui/window/selection_state.h"
#include "ui/window/status_strip.h"
#include "ui/window/window_state.h"

using namespace lire;
using namespace lire::ui;
using nlohmann::json;

Q_DECLARE_METATYPE(json)

namespace {

std::unique_ptr<Session> viewOf(const QTemporaryDir& folder) {
    return std::make_unique<Session>(folder.path().toStdString(), true);
}

}  // namespace

class WindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName("lire-test");
        applyTheme(*qApp, Theme::Dark);
    }

    void everyPageCanBeMade() {
        QTemporaryDir folder;
        Session session(folder.path().toStdString(), true);
        QStringList ids;
        for (const PageKind& kind : pageKinds()) {
            const std::unique_ptr<Page> page(kind.make(session, nullptr));
            QVERIFY2(page != nullptr, qPrintable(kind.id));
            QVERIFY(!kind.title.isEmpty() && !kind.help.isEmpty() && !kind.group.isEmpty());
            QVERIFY2(QFile::exists(":/icons/" + kind.icon + ".svg"), qPrintable(kind.icon));
            QVERIFY(page->state().is_object());
            page->restore(page->state());
            ids << kind.id;
        }
        QCOMPARE(ids.removeDuplicates(), 0);
        QVERIFY(findPageKind("start") != nullptr);
        QVERIFY(findPageKind("no such page") == nullptr);
    }

    void everyActionIsInAMenuAndCanBeReachedByKeyboard() {
        QTemporaryDir folder;
        MainWindow window(viewOf(folder), false);
        QSet<QAction*> inMenus;
        for (QMenu* menu : window.findChildren<QMenu*>()) {
            for (QAction* action : menu->actions()) {
                inMenus.insert(action);
            }
        }
        QSet<QKeySequence> keys;
        for (QAction* action : window.programActions().all()) {
            QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
            if (!action->shortcut().isEmpty()) {
                QVERIFY2(!keys.contains(action->shortcut()), qPrintable(action->text()));
                keys.insert(action->shortcut());
            }
        }
        for (QToolButton* button : window.findChildren<QToolButton*>()) {
            if (!button->text().isEmpty() || !button->accessibleName().isEmpty()) {
                continue;
            }
            QVERIFY2(button->defaultAction() != nullptr || button->objectName().startsWith("qt_"),
                     qPrintable(button->parentWidget()->objectName() + button->toolTip()));
        }
    }

    void keysOpenPagesAndAltArrowsGoBack() {
        QTemporaryDir folder;
        MainWindow window(viewOf(folder), false);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QCOMPARE(window.pages().current(), QString("start"));
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(window.pages().current(), pageKinds()[1].id);
        QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(window.pages().current(), pageKinds()[3].id);
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(window.pages().current(), pageKinds()[1].id);
        QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(window.pages().current(), pageKinds()[3].id);
    }

    void commandFieldFindsAndOpens() {
        QTemporaryDir folder;
        MainWindow window(viewOf(folder), false);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto* field = window.findChild<CommandField*>();
        QVERIFY(field->isVisible());
        QTest::keyClicks(field->findChild<QLineEdit*>(), "flips");
        QTest::keyClick(field->findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(!field->isVisible());
        QCOMPARE(window.pages().current(), QString("flips"));
    }

    void commandsRankByFit() {
        QVERIFY(fit("run", "Run the demo") > fit("demo", "Run the demo"));
        QVERIFY(fit("run demo", "Run the demo") > 0);
        QVERIFY(fit("rtd", "Run the demo") > 0);
        QCOMPARE(fit("xyz", "Run the demo"), 0);
        const std::vector<Command> all = {{.section = "Commands", .title = "Stop and keep"},
                                          {.section = "Commands", .title = "Run the demo"},
                                          {.section = "Pages", .title = "Run-down"}};
        QCOMPARE(fitting(all, "run").size(), std::size_t(2));
        QCOMPARE(fitting(all, "> run").front().title, QString("Run the demo"));
        QCOMPARE(fitting(all, ">run").size(), std::size_t(1));
        QCOMPARE(fitting(all, "").size(), std::size_t(3));
    }

    void windowIsReopenedAsItWasLeft() {
        QTemporaryDir folder;
        {
            MainWindow window(viewOf(folder));
            window.pages().open("frontier");
            window.session().select({.run = "r1", .policy = "lire", .temperature = 0.7});
            window.close();
        }
        QVERIFY(QFile::exists(folder.filePath("window.json")));
        MainWindow window(viewOf(folder));
        QCOMPARE(window.pages().current(), QString("frontier"));
        QCOMPARE(window.session().selection().run, QString("r1"));
        QCOMPARE(window.session().selection().temperature, std::optional<double>(0.7));
    }

    void stateIsWrittenSoonAfterAChangeAndDamageIsIgnored() {
        QTemporaryDir folder;
        const auto workspace = std::filesystem::path(folder.path().toStdString());
        std::ofstream(workspace / "window.json") << "{ not json";
        json now = {{"page", "start"}};
        WindowState state(workspace, [&now] { return now; });
        QCOMPARE(state.stored(), json::object());
        state.begin();
        now["page"] = "jobs";
        QTRY_COMPARE_WITH_TIMEOUT(state.stored(), now, 2500);
        QCOMPARE(json::parse(std::ifstream(workspace / "window.json")), now);
    }

    void selectionSurvivesItsJson() {
        const Selection selection{
            .run = "r", .policy = "dpo", .temperature = 1.3, .step = 40, .prompt = "p1"};
        QVERIFY(selectionFromJson(toJson(selection)) == selection);
        QVERIFY(selectionFromJson(json(3)) == Selection());
        QVERIFY(selectionFromJson(json{{"run", 7}}) == Selection());
    }

    void jobLineTellsTheNewestStageOnly() {
        RunSnapshot run;
        run.summary = {.id = "r", .name = "demo", .state = "running", .fraction = 0.5};
        const auto add = [&run](const char* stage, runs::EventBody body) {
            run.events.push_back({.run = "r", .stage = stage, .body = std::move(body)});
        };
        add("rm", runs::StageEvent{.state = "started", .title = "Train rm"});
        add("rm", runs::StepEvent{.step = 9, .steps = 10});
        add("candidates", runs::StageEvent{.state = "started", .title = "Sample"});
        QCOMPARE(jobLine(run).doing, QString("Sample"));
        add("candidates", runs::SampleEvent{.done = 3, .total = 12});
        add("candidates",
            runs::StageEvent{.state = "progress", .title = "Sample", .secondsLeft = 40.0});
        add("candidates", runs::StateEvent{.state = "running", .secondsLeft = 300.0});
        QCOMPARE(jobLine(run).doing, QString("Sample · 3 of 12 responses · 5 min left"));
        run.summary.state = "done";
        QCOMPARE(jobLine(run).doing, QString());
    }

    void theStripNamesTheDeviceThatTheRunUses_data() {
        QTest::addColumn<json>("resolved");
        QTest::addColumn<QString>("device");
        QTest::newRow("a GPU") << json{{"device", "cuda:0"}, {"threads", 8}} << "GPU cuda:0 · ";
        QTest::newRow("the CPU, with the run's threads")
            << json{{"device", "cpu"}, {"threads", 3}} << "CPU · 3 threads · ";
        QTest::newRow("one thread")
            << json{{"device", "cpu"}, {"threads", 1}} << "CPU · 1 thread · ";
        QTest::newRow("not decided yet") << json() << "";
    }

    void theStripNamesTheDeviceThatTheRunUses() {
        QFETCH(json, resolved);
        QFETCH(QString, device);
        QTemporaryDir folder;
        runs::RunWriter writer(folder.path().toStdString());
        const std::string run = writer.createRun("r", "d", {.resolved = resolved});
        writer.receive({.run = run, .body = runs::StateEvent{.state = "running"}});
        const std::unique_ptr<Session> session = viewOf(folder);
        MessageLog log(*session);
        StatusStrip strip(*session, log);
        const auto* shown = strip.findChild<QLabel*>("device");
        QVERIFY(shown != nullptr);
        QTRY_VERIFY(session->run(QString::fromStdString(run)) != nullptr);
        const QString idle = QString("CPU · %1 thread").arg(QThread::idealThreadCount());
        QVERIFY2(shown->text().startsWith(device.isEmpty() ? idle : device),
                 qPrintable(shown->text()));
    }

    void theStripNamesTheRunThatFailedLast_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("chip");
        QTest::addColumn<QString>("name");
        QTest::newRow("failed") << "failed"
                                << "Failed"
                                << "nan";
        QTest::newRow("stopped") << "stopped"
                                 << ""
                                 << "No job is running";
        QTest::newRow("done") << "done"
                              << ""
                              << "No job is running";
    }

    void theStripNamesTheRunThatFailedLast() {
        QFETCH(QString, state);
        QTemporaryDir folder;
        runs::RunWriter writer(folder.path().toStdString());
        const std::string run = writer.createRun("nan", "d", {});
        writer.receive(
            {.run = run, .time = 10.0, .body = runs::StateEvent{.state = state.toStdString()}});
        const std::string older = writer.createRun("older", "e", {});
        writer.receive({.run = older, .time = 5.0, .body = runs::StateEvent{.state = "failed"}});
        const std::unique_ptr<Session> session = viewOf(folder);
        MessageLog log(*session);
        StatusStrip strip(*session, log);
        strip.resize(1200, 34);
        strip.show();
        QTRY_COMPARE(session->runs()->size(), std::size_t(2));
        const auto words = [&strip] {
            QStringList all;
            for (const QLabel* label : strip.findChildren<QLabel*>())
                if (label->isVisible())
                    all << label->text();
            return all;
        };
        QFETCH(QString, chip);
        QFETCH(QString, name);
        QTRY_VERIFY2(words().contains(name), qPrintable(words().join('|')));
        QCOMPARE(words().contains("Failed"), !chip.isEmpty());
        QSignalSpy wanted(&strip, &StatusStrip::jobsWanted);
        QTest::mouseClick(&strip, Qt::LeftButton, Qt::NoModifier, QPoint(2, 2));
        QCOMPARE(wanted.size(), 1);
        if (!chip.isEmpty())
            QCOMPARE(session->selection().run, QString::fromStdString(run));
    }

    void closingTellsOfTheJobsThatWait() {
        const QString command = "lire run --run r --workspace w";
        const QString words = closingWords(command, {"t10", "t20"});
        QVERIFY2(words.contains(command), qPrintable(words));
        QVERIFY2(words.contains("Waiting: t10, t20. What waits keeps its place"),
                 qPrintable(words));
        QVERIFY(!closingWords(command, {}).contains("Waiting"));
        QVERIFY(closingWords({}, {"t10"}).contains("Waiting: t10"));
    }

    void theNewestErrorStandsInTheStrip() {
        QTemporaryDir folder;
        const std::unique_ptr<Session> session = viewOf(folder);
        MessageLog log(*session);
        StatusStrip strip(*session, log);
        strip.resize(1200, 34);
        strip.show();
        const auto says = [&strip] {
            for (const QLabel* label : strip.findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains("only shows the workspace"))
                    return true;
            return false;
        };
        QVERIFY(!says());
        session->resume("r");
        QVERIFY(says());
        log.clear();
        QVERIFY(!says());
    }

    void durationsAreShort_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("words");
        QTest::newRow("seconds") << 40.0 << "40 s";
        QTest::newRow("minutes") << 1700.0 << "28 min";
        QTest::newRow("hours") << 7800.0 << "2 h 10 min";
        QTest::newRow("nothing below 0") << -3.0 << "0 s";
    }

    void durationsAreShort() {
        QFETCH(double, seconds);
        QTEST(durationInWords(seconds), "words");
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
