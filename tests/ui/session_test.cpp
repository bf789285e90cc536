// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session.h"

#include <QAbstractItemModelTester>
#include <QDesktopServices>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>
#include <QUrl>

#include <QtCore/qfloat16.h>

#include "core/error.h"
#include "core/runs/run_writer.h"
#include "ui/start/run_details.h"
#include "ui/start/run_difference.h"
#include "ui/start/run_filter.h"
#include "ui/start/run_model.h"
#include "ui/start/start_page.h"
#include "ui/window/message_log.h"

using namespace lire;
using namespace lire::ui;
using nlohmann::json;

namespace {

/// A workspace with one run that has begun.
struct Workspace {
    Workspace() : writer(folder.path().toStdString()) {
        id = writer.createRun("demo", "d", {.experiment = experiment});
        send(runs::StateEvent{.state = "running", .fraction = 0.1});
    }

    void send(runs::EventBody body) {
        writer.receive({.run = id, .stage = "lire", .time = 1.0, .body = std::move(body)});
    }

    QTemporaryDir folder;
    runs::RunWriter writer;
    json experiment = {{"name", "demo"}, {"train", {{{"objective", "dpo"}}}}, {"seed", 1}};
    std::string id;
};

/// What the desktop is asked to open.
class UrlTaker final : public QObject {
    Q_OBJECT
public:
    QStringList taken;
public Q_SLOTS:
    void take(const QUrl& url) { taken << url.toLocalFile(); }
};

}  // namespace

class SessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void snapshotsGrowWhileARunIsWritten() {
        Workspace workspace;
        Session session(workspace.folder.path().toStdString(), true);
        QTRY_COMPARE(session.runs()->size(), std::size_t(1));
        const QString run = QString::fromStdString(workspace.id);
        session.watchRun(run);
        QTRY_VERIFY(session.run(run) != nullptr);
        const RunSnapshotPtr before = session.run(run);
        QCOMPARE(before->events.size(), std::size_t(1));
        QCOMPARE(before->definition.experiment, workspace.experiment);
        workspace.send(runs::StepEvent{.step = 1, .steps = 4});
        workspace.send(runs::StateEvent{.state = "done", .fraction = 1.0});
        QTRY_COMPARE(session.run(run)->events.size(), std::size_t(3));
        QTRY_COMPARE(session.run(run)->summary.state, std::string("done"));
        QCOMPARE(before->events.size(), std::size_t(1));  // a snapshot never changes
    }

    void aRunWatchedBeforeItExistsArrives() {
        QTemporaryDir folder;
        Session session(folder.path().toStdString(), true);
        QCOMPARE(session.runs()->size(), std::size_t(0));
        runs::RunWriter writer(folder.path().toStdString());
        const std::string id = writer.createRun("late", "d", {.experiment = json::object()});
        session.watchRun(QString::fromStdString(id));
        QTRY_VERIFY(session.run(QString::fromStdString(id)) != nullptr);
    }

    void answersCarryTheNumberOfTheirRequest() {
        Workspace workspace;
        const std::vector<runs::ResponseRecord> responses = {
            {.promptId = "p", .policy = "lire", .text = "yes"}};
        const std::vector<runs::PromptRecord> prompts = {{.id = "p", .split = "test", .text = "?"}};
        workspace.writer.savePrompts(workspace.id, prompts);
        workspace.writer.saveResponses(workspace.id, responses);
        Session session(workspace.folder.path().toStdString(), true);
        QSignalSpy answers(&session, &Session::responsesReady);
        QSignalSpy promptAnswers(&session, &Session::promptsReady);
        const QString run = QString::fromStdString(workspace.id);
        const quint64 first = session.askResponses(run, {.policy = "nobody"});
        const quint64 second = session.askResponses(run, {});
        const quint64 third = session.askPrompts(run);
        QVERIFY(first < second && second < third);
        QTRY_COMPARE(answers.size(), 2);
        QCOMPARE(answers[0][0].toULongLong(), first);
        QCOMPARE(answers[0][1].value<ResponsesPtr>()->size(), std::size_t(0));
        QCOMPARE(answers[1][0].toULongLong(), second);
        QCOMPARE(answers[1][1].value<ResponsesPtr>()->front().text, std::string("yes"));
        QTRY_COMPARE(promptAnswers.size(), 1);
        QCOMPARE(promptAnswers[0][1].value<PromptsPtr>()->front().id, std::string("p"));
    }

    void unknownRunFailsWithASentenceAndStillAnswers() {
        Workspace workspace;
        Session session(workspace.folder.path().toStdString(), true);
        QSignalSpy failures(&session, &Session::failed);
        QSignalSpy answers(&session, &Session::promptsReady);
        session.askPrompts("nobody");
        QTRY_COMPARE(answers.size(), 1);
        QTRY_COMPARE(failures.size(), 1);
        QVERIFY(failures[0][1].toString().contains("nobody"));
        QVERIFY(!failures[0][2].toString().isEmpty());
    }

    void workspaceHeldByAnotherWriterIsShownAndSaid() {
        Workspace workspace;  // its writer holds the lock
        Session session(workspace.folder.path().toStdString());
        QSignalSpy failures(&session, &Session::failed);
        MessageLog log(session);
        QTRY_COMPARE(log.messages().size(), std::size_t(1));
        QCOMPARE(log.messages().front().level, QString("info"));  // watching is no error
        QVERIFY2(log.messages().front().problem.contains("another worker"),
                 qPrintable(log.messages().front().problem));
        QCOMPARE(failures.size(), 0);
        QTRY_COMPARE(session.runs()->size(), std::size_t(1));
        QVERIFY(!session.busy());
        session.resume(QString::fromStdString(workspace.id));  // what was asked for and refused is
        QTRY_COMPARE(failures.size(), 1);
        QCOMPARE(log.messages().front().level, QString("error"));
    }

    void aRepeatedMessageIsCountedAndRaised() {
        QTemporaryDir folder;
        Session session(folder.path().toStdString(), true);
        MessageLog log(session);
        session.resume("a");
        log.add({.level = "info", .problem = "another"});
        session.resume("a");  // the same answer once more
        QCOMPARE(log.messages().size(), std::size_t(2));
        QVERIFY2(log.messages().front().problem.contains("only shows"),
                 qPrintable(log.messages().front().problem));
        QCOMPARE(log.messages().front().count, 2);
    }

    void aReportIsOpenedWhereTheWorkspaceLiesNow() {
        Workspace workspace;
        workspace.send(
            runs::StateEvent{.state = "done",
                             .fraction = 1.0,
                             .report = "/moved/away/runs/" + workspace.id + "/report/report.html"});
        const QString folder =
            workspace.folder.filePath("runs/" + QString::fromStdString(workspace.id) + "/report");
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + "/report.html");
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        Session session(workspace.folder.path().toStdString(), true);
        QSignalSpy failures(&session, &Session::failed);
        UrlTaker taker;
        QDesktopServices::setUrlHandler("file", &taker, "take");
        RunDetails details(session);
        details.setRuns({QString::fromStdString(workspace.id)});
        QPushButton* report = nullptr;
        for (auto* button : details.findChildren<QPushButton*>())
            report = button->text() == "Report" ? button : report;
        QVERIFY(report != nullptr);
        QTRY_VERIFY(report->isEnabled());
        report->click();
        QCOMPARE(taker.taken, QStringList{file.fileName()});
        QVERIFY(file.remove());
        report->click();
        QDesktopServices::unsetUrlHandler("file");
        QCOMPARE(taker.taken.size(), 1);
        QCOMPARE(failures.size(), 1);
        QCOMPARE(failures[0][0].toString(), file.fileName());
        QVERIFY2(failures[0][1].toString().contains("not there"),
                 qPrintable(failures[0][1].toString()));
    }

    void runsAreFilteredByWhatTheirExperimentsSay_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("fits");
        QTest::newRow("a number above") << "T>2" << true;
        QTest::newRow("a number not above") << "T>10" << false;
        QTest::newRow("at least") << "T>=10" << true;
        QTest::newRow("below") << "T<2" << false;
        QTest::newRow("equal") << "T=10" << true;
        QTest::newRow("equal, as a word") << "t:10" << true;
        QTest::newRow("the option's own name") << "temperature>9" << true;
        QTest::newRow("the seed") << "seed=1" << true;
        QTest::newRow("another seed") << "seed:2" << false;
        QTest::newRow("a word") << "objective:lire" << true;
        QTest::newRow("with its place") << "train/0/options/temperature=10" << true;
        QTest::newRow("and a name") << "demo T>2" << true;
        QTest::newRow("and another name") << "other T>2" << false;
    }

    void runsAreFilteredByWhatTheirExperimentsSay() {
        QFETCH(QString, typed);
        RunSnapshot run;
        run.summary = {.id = "r", .name = "demo"};
        run.definition.experiment = {
            {"name", "demo"},
            {"seed", 1},
            {"candidates", {{"decoding", {{"temperature", 1.0}}}}},
            {"train", {{{"objective", "lire"}, {"options", {{"temperature", 10.0}}}}}}};
        QTEST(runFits(runRow(run.summary, &run.definition.experiment, &run), typed), "fits");
    }

    void anUnknownKeyOfTheFilterIsSaid() {
        Workspace workspace;
        Session session(workspace.folder.path().toStdString(), true);
        StartPage page(session, nullptr);
        page.show();
        auto* find = page.findChild<QLineEdit*>("find");
        const auto says = [&page](const QString& words) {
            for (const QLabel* label : page.findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(words))
                    return true;
            return false;
        };
        QTRY_VERIFY(session.run(QString::fromStdString(workspace.id)) != nullptr);
        find->setText("tempo>2");
        QTRY_VERIFY(says("No run has a setting \"tempo\""));
        find->setText("seed>2");
        QTRY_VERIFY(says("No run fits the filter"));
        QVERIFY(!says("has a setting"));
    }

    void runsOfOneNameAreToldApart() {
        Workspace workspace;
        auto other = workspace.experiment;
        other["seed"] = 2;
        workspace.writer.createRun("demo", "e", {.experiment = other});
        other["name"] = "alone";
        workspace.writer.createRun("alone", "e", {.experiment = other});
        Session session(workspace.folder.path().toStdString(), true);
        RunModel model(session);
        QAbstractItemModelTester tester(&model);
        QTRY_COMPARE(model.rowCount(), 3);
        const auto differs = [&model] {
            QStringList all;
            for (int row = 0; row < model.rowCount(); ++row)
                all << model.index(row, RunModel::Name).data().toString() + ": " +
                           model.index(row, RunModel::Differs).data().toString();
            all.sort();
            return all;
        };
        QTRY_COMPARE(differs(), QStringList({"alone: seed 2", "demo: seed 1", "demo: seed 2"}));
    }

    void whatDiffersFitsItsPanel_data() {
        QTest::addColumn<int>("width");
        QTest::newRow("the narrowest") << 260;
        QTest::newRow("as it opens") << 320;
        QTest::newRow("wide") << 480;
    }

    void whatDiffersFitsItsPanel() {
        QFETCH(int, width);
        Workspace workspace;
        auto other = workspace.experiment;
        other["train"][0]["options"] = {{"length_penalty", 0.123456789}};
        other["policy"] = {{"model", "/a/long/way/to/the/model/SmolLM2-135M-Instruct"}};
        const QString second =
            QString::fromStdString(workspace.writer.createRun("demo", "e", {.experiment = other}));
        Session session(workspace.folder.path().toStdString(), true);
        RunDetails details(session);
        details.resize(width, 500);
        details.show();
        details.setRuns({second, QString::fromStdString(workspace.id)});
        const auto* table = details.findChild<QTableWidget*>();
        QTRY_COMPARE(table->columnCount(), 3);
        QCoreApplication::processEvents();
        int all = 0;
        for (int column = 0; column < 3; ++column) {
            QVERIFY2(table->columnWidth(column) >= 60,
                     qPrintable(QString("%1: %2").arg(column).arg(table->columnWidth(column))));
            all += table->columnWidth(column);
        }
        QVERIFY2(all <= table->viewport()->width(),
                 qPrintable(QString("%1 in %2").arg(all).arg(table->viewport()->width())));
        QVERIFY(!table->tabKeyNavigation());  // Tab leaves it
        QVERIFY(table->item(0, 1)->toolTip().contains("SmolLM2-135M-Instruct"));
        // Two runs of one name have unlike headings.
        QVERIFY(table->horizontalHeaderItem(1)->text() != table->horizontalHeaderItem(2)->text());
    }

    void aWrongExperimentArrivesAsFailuresAndBlocksNothing() {
        QTemporaryDir folder;
        Session session(folder.path().toStdString());
        QSignalSpy failures(&session, &Session::failed);
        session.start(json{{"name", "x"}, {"sed", 1}}, folder.filePath("x.json"));
        QTRY_VERIFY_WITH_TIMEOUT(!failures.isEmpty(), 20000);
        QVERIFY(!session.busy());
    }

    void readOnlySessionStartsNothing() {
        QTemporaryDir folder;
        Session session(folder.path().toStdString(), true);
        QSignalSpy failures(&session, &Session::failed);
        session.resume("r");
        QCOMPARE(failures.size(), 1);
    }

    void workspaceThatIsAFileIsRefused() {
        QTemporaryFile file;
        QVERIFY(file.open());
        QVERIFY_EXCEPTION_THROWN(Session(file.fileName().toStdString(), true), Error);
    }

    void selectionIsToldOnce() {
        QTemporaryDir folder;
        Session session(folder.path().toStdString(), true);
        QSignalSpy told(&session, &Session::selectionChanged);
        session.select({.run = "a"});
        session.select({.run = "a"});
        session.select({.run = "b"});
        QCOMPARE(told.size(), 2);
    }

    void runsTableFollowsTheSession() {
        Workspace workspace;
        Session session(workspace.folder.path().toStdString(), true);
        RunModel model(session);
        QAbstractItemModelTester tester(&model);
        QTRY_COMPARE(model.rowCount(), 1);
        const auto text = [&model](int column) {
            return model.index(0, column).data(Qt::DisplayRole).toString();
        };
        QCOMPARE(text(RunModel::Name), QString("demo"));
        QTRY_COMPARE(text(RunModel::Policies), QString("DPO"));
        QCOMPARE(text(RunModel::State), QString("Running"));
        QVERIFY(runFits(model.row(0), "state:run demo"));
        QVERIFY(!runFits(model.row(0), "state:done"));
        QVERIFY(runFits(model.row(0), "method:dpo"));
        QVERIFY(!runFits(model.row(0), "method:lire"));
        runs::EvaluationEvent evaluation{.policy = "dpo", .full = true, .prompts = 64};
        evaluation.winRate = {0.7, 0.65, 0.75};
        workspace.send(evaluation);
        QTRY_COMPARE(text(RunModel::WinRate), QString("70.0 ± 5.0"));
    }

    void theBestEvaluationSaysOfHowManyItWasPicked() {
        Workspace workspace;
        for (const double temperature : {0.7, 1.0, 1.3}) {
            runs::EvaluationEvent one{.policy = "dpo", .full = true, .temperature = temperature};
            one.prompts = 64;
            one.winRate = {0.9 - 0.2 * temperature, 0.5, 0.9};
            workspace.send(one);
            one.policy = "base";  // what all are measured against is no choice
            workspace.send(one);
            one.policy = "dpo";
            one.full = false;  // nor is a look during training
            workspace.send(one);
        }
        const QString id = QString::fromStdString(workspace.id);
        Session session(workspace.folder.path().toStdString(), true);
        RunModel model(session);
        QTRY_COMPARE(model.rowCount(), 1);
        const auto tip = [&model] {
            return model.index(0, RunModel::WinRate).data(Qt::ToolTipRole).toString();
        };
        QTRY_VERIFY2(tip().contains("best of 3 evaluations"), qPrintable(tip()));
        QVERIFY2(tip().contains("T = 0.7"), qPrintable(tip()));
        RunDetails details(session);
        details.setRuns({id});
        const auto* table = details.findChild<QTableWidget*>();
        const auto cells = [table] {
            QStringList all;
            for (int row = 0; row < table->rowCount(); ++row) {
                all << table->item(row, 0)->text() + ": " + table->item(row, 1)->text();
            }
            return all;
        };
        QTRY_VERIFY2(cells().contains("picked as: best of 3 evaluations"),
                     qPrintable(cells().join('|')));
        QVERIFY2(cells().contains("best policy: dpo, T 0.7"), qPrintable(cells().join('|')));
    }

    void detailsShowOneRunOrWhatDiffers() {
        Workspace workspace;
        auto other = workspace.experiment;
        other["train"][0]["options"] = {{"beta", 0.2}};
        const QString second =
            QString::fromStdString(workspace.writer.createRun("other", "e", {.experiment = other}));
        Session session(workspace.folder.path().toStdString(), true);
        RunDetails details(session);
        const auto* table = details.findChild<QTableWidget*>();
        details.setRuns({second});
        QTRY_VERIFY(table->rowCount() > 0);
        QVERIFY(table->item(1, 1)->text().contains("beta 0.2"));
        details.setRuns({second, QString::fromStdString(workspace.id)});
        QTRY_COMPARE(table->columnCount(), 3);
        QCOMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 0)->text(), QString("train/0/options/beta"));
        QCOMPARE(table->item(0, 1)->text(), QString("0.2"));
        QCOMPARE(table->item(0, 2)->text(), QString("–"));
    }

    void differencesNameUnlikeSettingsOnly() {
        const json left = {{"name", "a"}, {"seed", 1}, {"policy", {{"model", "m"}}}};
        const json right = {{"name", "b"}, {"seed", 2}, {"policy", {{"model", "m"}}}, {"limit", 3}};
        const Differences found = differences(left, right);
        QCOMPARE(found.alike, std::size_t(1));
        QCOMPARE(found.unlike.size(), std::size_t(2));
        QCOMPARE(found.unlike[0].pointer, std::string("seed"));
        QCOMPARE(found.unlike[0].right, std::string("2"));
        QCOMPARE(found.unlike[1].left, std::string());
    }
};

QTEST_MAIN(SessionTest)
#include "session_test.moc"
