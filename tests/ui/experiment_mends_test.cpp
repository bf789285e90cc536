// SPDX-License-Identifier: GPL-3.0-or-later
// The page Experiment where something is wrong: any text, damaged or earlier states, stale notes,
// files that are gone.
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>

#include <QtCore/qfloat16.h>

#include "core/experiment/fields.h"
#include "ui/experiment/plan_panel.h"
#include "ui/experiment_opened.h"
#include "ui/theme/style_sheet.h"

using namespace lire;
using namespace lire::ui;
using namespace lire::ui::opened;

namespace {

/// One that has every section.
json everySection() {
    return json::parse(R"({
        "name": "whole", "policy": {"model": "m"}, "data": {"train": ["a.jsonl"]},
        "reward_models": {"rm": {"train": {"lora": {}}}}, "candidates": {"decoding": {}},
        "train": [{"objective": "dpo", "options": {"beta": 0.1}, "lora": {}}],
        "evaluate": {"during": {}}})");
}

/// Every pointer of the file with real elements and names, and an option's.
QStringList everyPointer() {
    QStringList pointers = {"/train/0/options/beta", "/train/0", "/reward_models/rm", "/unknown"};
    for (const auto& field : experiment::fields()) {
        QString pointer = QString::fromStdString(field.pointer);
        pointer.replace("/reward_models/*", "/reward_models/rm").replace('*', '0');
        pointers << pointer;
    }
    return pointers;
}

bool isSection(const QString& pointer) {
    const auto* field = experiment::findField(pointer.toStdString());
    return field == nullptr || field->type >= experiment::FieldType::Options;
}

/// Presses the step's button that adds something, and writes into a field of each section.
void useTheStep(Opened& open) {
    for (auto* add : open.page->form().widget()->findChildren<QPushButton*>()) {
        if (add->text().startsWith("Add a ")) {
            add->click();
            open.undo().undo();
            break;  // the form may have been built anew
        }
    }
    std::map<std::string, std::string> places;  // by their section
    for (const FieldRow* row : open.page->form().widget()->findChildren<FieldRow*>()) {
        places.emplace(row->pointer().substr(0, row->pointer().rfind('/')), row->pointer());
    }
    for (const auto& [section, place] : places) {
        if (FieldRow* row = open.page->form().row(place)) {
            Q_EMIT row->edited(place, json("typed"));
            QCOMPARE(*open.document().find(place), json("typed"));
            open.undo().undo();
        }
    }
}

QString wordsOf(const QWidget& inside) {
    QStringList words;
    for (const QLabel* label : inside.findChildren<QLabel*>()) {
        words << label->text();
    }
    return words.join('\n');
}

}  // namespace

class ExperimentMendsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName("lire-test");
        applyTheme(*qApp, Theme::Dark);
    }

    void aNameOfAnyTypeHasAFile_data() {
        QTest::addColumn<bool>("isNew");
        QTest::newRow("in no file") << true;
        QTest::newRow("in a file") << false;
    }

    void aNameOfAnyTypeHasAFile() {
        QFETCH(bool, isNew);
        Opened open;
        if (isNew) {
            open.page->restore({{"open", ""}});
        }
        for (const char* name : {"5", "null", "true", "[]", "{\"a\": [1]}"}) {
            auto content = small();
            content["name"] = json::parse(name);
            open.text().setPlainText(QString::fromStdString(content.dump()));
            QCOMPARE(*open.document().find("/name"), json::parse(name));
        }
    }

    void anyValueAnywhereIsOnlyAProblem_data() {
        QTest::addColumn<QString>("value");
        for (const char* value : {"5",
                                  "-0.5",
                                  "\"x\"",
                                  "null",
                                  "true",
                                  "[]",
                                  "{}",
                                  "[5, {\"a\": null}]",
                                  "{\"a/b~\": [1], \"0\": {\"model\": 1}}"}) {
            QTest::newRow(value) << value;
        }
    }

    void anyValueAnywhereIsOnlyAProblem() {
        QFETCH(QString, value);
        Opened open;
        for (const QString& pointer : everyPointer()) {
            auto content = everySection();
            content[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
            open.text().setPlainText(QString::fromStdString(content.dump()));
            QVERIFY2(open.document().json() == content, qPrintable(pointer));
            const auto errors =
                experiment::checkExperiment(content, fs::path(open.folder.path().toStdString()));
            open.page->form().setErrors(errors);
            for (const Error& error : errors) {
                QVERIFY(!placeInWords(error.place(), content).isEmpty());
                if (isInForm(error.place(), content)) {
                    open.page->jsonView().goTo(error.place());
                }
            }
            if (isSection(pointer)) {
                open.page->form().goTo(pointer.toStdString());
                useTheStep(open);
            }
        }
    }

    void aNoteOfAMendedFaultLeadsNowhere() {
        Opened open;
        open.edit("\"seed\": 1,", "\"seed\": 1,,");
        auto* panel = open.page->findChild<PlanPanel*>();
        QTRY_VERIFY(button(*panel, "Show the line") != nullptr);
        QTest::keyClick(&open.text(), Qt::Key_Backspace);
        QVERIFY(open.document().fault() == nullptr);
        button(*panel, "Show the line")->click();
        QCOMPARE(open.document().json(), small());
    }

    void anEarlierVersionsStateIsTaken_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("isThere");
        QTest::newRow("in no file") << "" << false;
        QTest::newRow("in a file") << "small.json" << true;
        QTest::newRow("in a file that is gone") << "gone.json" << false;
    }

    void anEarlierVersionsStateIsTaken() {
        QFETCH(QString, file);
        QFETCH(bool, isThere);
        Opened open;
        auto content = small();
        content["name"] = "not saved";
        const std::string folder = open.folder.path().toStdString();
        const std::string path = file.isEmpty() ? "" : open.folder.filePath(file).toStdString();
        open.make({{"step", 2}, {"file", path}, {"folder", folder}, {"content", content}});
        QCOMPARE(open.document().json(), content);
        QCOMPARE(open.document().file().string(), isThere ? path : std::string());
        QCOMPARE(open.document().folder().string(), folder);
        QCOMPARE(open.page->form().step(), 2);
        open.undo().undo();
        QVERIFY(open.document().json() != content);
    }

    void aDamagedStateIsTold_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("nothing") << "{}" << false;
        QTest::newRow("history") << R"({"step": 1, "history": {"homes": 5}})" << true;
        QTest::newRow("step") << R"({"step": "two"})" << false;
        QTest::newRow("earlier") << R"({"file": 5, "folder": [], "content": [1]})" << false;
    }

    void aDamagedStateIsTold() {
        QFETCH(QString, state);
        QFETCH(bool, isTold);
        Opened open;
        QSignalSpy told(&open.session, &Session::failed);
        open.make(json::parse(state.toStdString()));
        QCOMPARE(told.size(), isTold ? 1 : 0);
        QCOMPARE(*open.document().find("/name"), json("new-experiment"));
    }

    void undoOfARepeatedKeyTakesItFromTheText() {
        Opened open;
        const QString before = open.text().toPlainText();
        QString twice = before;
        twice.replace("  \"seed\": 1,\n", "  \"seed\": 1,\n  \"seed\": 1,\n");
        open.text().setPlainText(twice);
        QVERIFY(open.document().fault() != nullptr);
        open.undo().undo();
        QVERIFY(open.document().fault() == nullptr);
        QCOMPARE(open.text().toPlainText(), before);
    }

    void aFileThatAnotherProgramWroteIsTold() {
        Opened open;
        open.typeAtEnd("/name", "-a");
        std::ofstream(open.file.toStdString()) << R"({"name": "other"})";
        QSignalSpy told(&open.session, &Session::failed);
        open.trigger("Save experiment");
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.front().at(1).toString(),
                 QString("another program changed it since it was opened"));
        QCOMPARE(open.saved(), json({{"name", "other"}}));
    }

    void whatNoFieldHasIsShownInTheText() {
        Opened open;
        auto* panel = open.page->findChild<PlanPanel*>();
        QTRY_VERIFY_WITH_TIMEOUT(open.page->settled(), 20000);
        panel->setErrors({Error("/data", "it is made up", "change it")});
        open.page->form().setStep(0);
        button(*panel, "Show the field")->click();
        QVERIFY(open.text().textCursor().block().text().contains("\"data\""));
        QCOMPARE(open.page->form().step(), stepOf("/data"));
    }

    void figuresOfAnEarlierStateSaySo() {
        PlanPanel panel;
        experiment::Preflight plan;
        plan.stages.push_back({.stage = "s", .title = "Train", .sentence = "It trains."});
        panel.setPlan(plan);
        QVERIFY(wordsOf(panel).contains("roughly, at this load"));
        panel.setStale();
        panel.setErrors({});
        QVERIFY(!wordsOf(panel).contains("roughly, at this load"));
        QVERIFY(wordsOf(panel).contains("being worked out"));
        panel.setPlan(plan);
        QVERIFY(wordsOf(panel).contains("roughly, at this load"));
    }

    void aRunsRecordIsOpenedAsACopy() {
        Opened open;
        const fs::path workspace = open.folder.path().toStdString();
        const fs::path record = workspace / "runs" / "20261125-101500-small" / "experiment.json";
        fs::create_directories(record.parent_path());
        auto content = small();
        content["data"]["train"][0] = (workspace / "pairs.jsonl").string();
        std::ofstream(record) << content.dump();
        open.page->restore({{"open", record.string()}});
        QCOMPARE(open.document().json(), content);
        QVERIFY(open.document().file().empty());
        open.document().set("/seed", json(77), "Seed");
        open.trigger("Save experiment");
        QCOMPARE(open.document().file().string(),
                 (workspace / "experiments" / "small.json").string());
        QCOMPARE(experiment::readExperimentFile(record), content);
    }

    void aNewExperimentTakesNoOtherOnesFile() {
        Opened open;
        const fs::path folder = fs::path(open.folder.path().toStdString()) / "experiments";
        fs::create_directories(folder);
        std::ofstream(folder / "new-experiment.json") << "mine";
        open.page->restore({{"open", ""}});
        open.trigger("Save experiment");
        QVERIFY(fs::exists(folder / "new-experiment-2.json"));
        QCOMPARE(fs::file_size(folder / "new-experiment.json"), std::uintmax_t(4));
        open.trigger("Save experiment");  // its own one now
        QVERIFY(!fs::exists(folder / "new-experiment-3.json"));
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(ExperimentMendsTest)
#include "experiment_mends_test.moc"
