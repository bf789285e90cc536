// SPDX-License-Identifier: GPL-3.0-or-later
// The page Experiment as a whole: form, text, undo, start and what is dropped on it.
#include "ui/experiment/experiment_page.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <fstream>

#include <QtCore/qfloat16.h>

#include "core/experiment/experiment_json.h"
#include "core/experiment/experiment_text.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/json_view.h"
#include "ui/experiment/plan_panel.h"
#include "ui/experiment_opened.h"
#include "ui/session.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"

using namespace lire;
using namespace lire::ui;
using namespace lire::ui::opened;

namespace {

/// Drops files on the middle of a widget as a file manager does: on what takes them there, from
/// the innermost widget outwards. False: nothing takes them.
bool drop(QWidget* on, const QStringList& files) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files) {
        urls << QUrl::fromLocalFile(file);
    }
    data.setUrls(urls);
    for (QWidget* at = on; at != nullptr; at = at->parentWidget()) {
        if (!at->acceptDrops()) {
            continue;
        }
        const QPoint middle = at->rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(at, &enter);
        if (enter.isAccepted()) {
            QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(at, &drop);
            return true;
        }
    }
    return false;
}

}  // namespace

class ExperimentPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName("lire-test");
        applyTheme(*qApp, Theme::Dark);
    }

    void aPageBeginsWithNothingToUndo() {
        Opened open;
        open.make();
        QVERIFY(!open.undo().canUndo());
    }

    void anotherExperimentIsAStepThatCanBeUndone_data() {
        QTest::addColumn<bool>("isFile");
        QTest::newRow("new") << false;
        QTest::newRow("open") << true;
    }

    void anotherExperimentIsAStepThatCanBeUndone() {
        QFETCH(bool, isFile);
        Opened open;
        const fs::path other = fs::path(open.folder.path().toStdString()) / "other.json";
        auto content = small();
        content["name"] = "other";
        std::ofstream(other) << content.dump();
        open.typeAtEnd("/name", "-changed");
        open.page->restore({{"open", isFile ? other.string() : std::string()}});
        QCOMPARE(*open.document().find("/name"), json(isFile ? "other" : "new-experiment"));
        QVERIFY(open.undo().canUndo());
        open.undo().undo();
        QCOMPARE(*open.document().find("/name"), json("small-changed"));
        QCOMPARE(QString::fromStdString(open.document().file().string()), open.file);
        QVERIFY(open.document().modified());
        open.undo().undo();
        QCOMPARE(open.document().json(), small());
        QVERIFY(!open.document().modified());
        open.undo().redo();
        open.undo().redo();
        QCOMPARE(open.document().file().string(), isFile ? other.string() : std::string());
    }

    void savingKeepsWhatCanBeUndone() {
        Opened open;
        open.typeAtEnd("/name", "-a");
        open.trigger("Save experiment");
        QCOMPARE(open.saved().at("name"), json("small-a"));
        QVERIFY(!open.document().modified());
        open.undo().undo();
        QVERIFY(open.document().modified());
        QCOMPARE(QString::fromStdString(open.document().file().string()), open.file);
    }

    void whatCanBeUndoneSurvivesAnotherTextSize() {
        // The window is built anew, and reads what the one before it left.
        Opened open;
        open.typeAtEnd("/name", "-a");
        open.document().set("/seed", json(5), "Seed");
        open.page->restore({{"open", ""}});
        open.document().set("/seed", json(6), "Seed");
        open.undo().undo();
        const json before = open.document().json();
        open.make(json::parse(open.page->state().dump()));
        QCOMPARE(open.document().json(), before);
        QVERIFY(open.undo().canRedo());
        open.undo().undo();
        QCOMPARE(*open.document().find("/seed"), json(5));
        QCOMPARE(QString::fromStdString(open.document().file().string()), open.file);
        open.undo().undo();
        open.undo().undo();
        QCOMPARE(open.document().json(), small());
        QVERIFY(!open.document().modified());
    }

    void aFileChangedWhileTheWindowWasClosedIsShownAsItIs() {
        Opened open;
        const json left = json::parse(open.page->state().dump());
        auto content = small();
        content["seed"] = 77;
        std::ofstream(open.file.toStdString()) << content.dump();
        open.make(left);
        QCOMPARE(*open.document().find("/seed"), json(77));
        QVERIFY(!open.document().modified());
    }

    void startTakesTheTextAsItStands() {
        Opened open;
        QTRY_VERIFY(open.page->settled());
        open.edit("\"seed\": 1", "\"seed\": 7");
        open.trigger("start");
        QTRY_COMPARE_WITH_TIMEOUT(open.saved().at("seed"), json(7), 5000);
    }

    void saveTakesTheTextAsItStands() {
        Opened open;
        open.edit("\"seed\": 1", "\"seed\": 7");
        open.trigger("Save experiment");
        QCOMPARE(open.saved().at("seed"), json(7));
    }

    void aFaultInTheTextIsAProblemOfTheExperiment() {
        Opened open;
        QVERIFY(QTest::qWaitForWindowActive(open.page.get()));
        QTRY_VERIFY(open.page->settled());
        const json before = open.saved();
        open.edit("\"seed\": 1,", "\"seed\": 7");
        open.line("/name")->setFocus();
        open.trigger("start");
        QTest::qWait(200);
        QCOMPARE(open.saved(), before);
        QCOMPARE(QApplication::focusWidget(), &open.text());
        open.line("/name")->setFocus();
        open.trigger("Save experiment");
        QCOMPARE(open.saved(), before);
        QCOMPARE(QApplication::focusWidget(), &open.text());
        QTRY_VERIFY(button(*open.page, "1 problem left") != nullptr);
        const QString sentence =
            "Line 4, column 3: a comma is missing before this; put a comma "
            "between two entries";
        const auto labels = open.page->jsonView().findChildren<QLabel*>();
        QCOMPARE(labels.front()->text(), sentence);
        QVERIFY(labels.front()->isVisible());
        QCOMPARE(open.text().textCursor().blockNumber(), 3);
        open.edit("\"seed\": 7", "\"seed\": 7,");
        QTRY_VERIFY(button(*open.page, "Start") != nullptr);
        QVERIFY(!labels.front()->isVisible());
        QCOMPARE(*open.document().find("/seed"), json(7));
    }

    void brokenTextCanBeUndone() {
        Opened open;
        const QString before = open.text().toPlainText();
        open.edit("\"seed\": 1,", "\"seed\" 7");
        QVERIFY(open.undo().canUndo());
        open.undo().undo();
        QCOMPARE(open.text().toPlainText(), before);
        open.undo().redo();
        QVERIFY(open.text().toPlainText().contains("\"seed\" 7\n"));
        // An edit of the form takes the broken text's place, and gives it back.
        open.typeAtEnd("/name", "-b");
        QVERIFY(open.text().toPlainText().contains("\"small-b\""));
        open.undo().undo();
        QVERIFY(open.text().toPlainText().contains("\"seed\" 7\n"));
    }

    void brokenTextSurvivesClosing() {
        Opened open;
        open.edit("\"seed\": 1,", "\"seed\" 7");
        const QString broken = open.text().toPlainText();
        open.make(json::parse(open.page->state().dump()));
        QCOMPARE(open.text().toPlainText(), broken);
        QTRY_VERIFY(button(*open.page, "1 problem left") != nullptr);
        open.undo().undo();
        QCOMPARE(open.document().json(), small());
        QVERIFY(!open.text().toPlainText().contains("\"seed\" 7"));
    }

    void aNumberBeyondNumbersIsAFault() {
        Opened open;
        open.edit("\"seed\": 1,", "\"seed\": 1e999,");
        QTRY_VERIFY(button(*open.page, "1 problem left") != nullptr);
        QCOMPARE(open.document().json(), small());
    }

    void notesNameTheFieldAndMendIt() {
        Opened open;
        QTRY_VERIFY_WITH_TIMEOUT(open.page->settled(), 20000);
        experiment::Preflight plan;
        plan.stages.push_back({.stage = "s", .title = "Train", .sentence = "It trains."});
        plan.notes.emplace_back("/train/0/options/beta", "it is small", "give 0.25");
        plan.notes.emplace_back("/data/test_share", "it is small", "add test prompts");
        auto* panel = open.page->findChild<PlanPanel*>();
        panel->setPlan(plan);
        QStringList words;
        for (const QLabel* label : panel->findChildren<QLabel*>()) {
            words << label->text();
        }
        const QString all = words.join('\n');
        QVERIFY2(all.contains("Train, policy 1, Beta: it is small; give 0.25"), qPrintable(all));
        QVERIFY2(all.contains("Data, Test share: it is small; add test prompts"), qPrintable(all));
        QVERIFY2(!all.contains("/train/0"), qPrintable(all));
        QVERIFY2(all.contains("roughly, at this load"), qPrintable(all));
        QVERIFY(button(*panel, "Use 0.25") != nullptr);
        button(*panel, "Use 0.25")->click();
        QCOMPARE(*open.document().find("/train/0/options/beta"), json(0.25));
    }

    void droppedFilesGoWhereTheyFit() {
        Opened open;
        const auto made = [&open](const char* name) {
            std::ofstream(open.folder.filePath(name).toStdString()) << "{}\n";
            return open.folder.filePath(name);
        };
        const QString more = made("more.jsonl");
        const QString gguf = made("model.gguf");
        open.page->form().setStep(stepOf("/data/train"));
        auto* files = open.page->form().row("/data/train")->findChild<QPlainTextEdit*>();
        QVERIFY(drop(files->viewport(), {more}));
        QCOMPARE(*open.document().find("/data/train"), json({"pairs.jsonl", "more.jsonl"}));
        QVERIFY(drop(open.line("/policy/model"), {gguf}));
        QCOMPARE(*open.document().find("/policy/model"), json("model.gguf"));
        QVERIFY(!drop(open.line("/policy/model"), {more}));
        QVERIFY(drop(open.line("/policy/model"), {open.folder.path()}));
        QVERIFY(!drop(open.line("/name"), {more}));  // no path of a file becomes a name
        QCOMPARE(*open.document().find("/name"), json("small"));
    }

    void aDroppedExperimentIsOpened() {
        Opened open;
        MainWindow window(
            std::make_unique<Session>(fs::path(open.folder.path().toStdString()), true), false);
        window.show();
        QVERIFY(drop(window.centralWidget(), {open.file}));
        QCOMPARE(window.pages().current(), QString("experiment"));
        auto* page = qobject_cast<ExperimentPage*>(window.pages().currentPage());
        QCOMPARE(page->document().json(), small());
        QVERIFY(!drop(window.centralWidget(), {open.folder.filePath("pairs.jsonl")}));
        page->restore({{"open", ""}});
        QVERIFY(drop(page->jsonView().text()->viewport(), {open.file}));  // not its path as text
        QCOMPARE(page->document().json(), small());
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(ExperimentPageTest)
#include "experiment_page_test.moc"
