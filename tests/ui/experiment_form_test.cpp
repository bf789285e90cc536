// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <fstream>

#include <QtCore/qfloat16.h>

#include "core/experiment/experiment_json.h"
#include "core/experiment/experiment_text.h"
#include "ui/experiment/experiment_check.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/json_view.h"

using namespace lire;
using namespace lire::ui;
using nlohmann::json;

namespace {

json whole() {
    return json::parse(R"({
        "name": "whole", "policy": {"model": "m"},
        "data": {"train": ["a.jsonl"], "test_share": 0.2},
        "reward_models": {"rm": {"train": {}}, "rm2": {"model": "folder"}},
        "candidates": {"reward": "rm"},
        "train": [{"objective": "lire", "options": {"temperature": 10}}, {"objective": "dpo"}],
        "evaluate": {}})");
}

/// Types into a field's control as a person does.
void type(QWidget* row, const QString& text) {
    if (auto* lines = row->findChild<QPlainTextEdit*>()) {
        lines->setPlainText(text);
        return;
    }
    auto* line = row->findChild<QLineEdit*>();
    QVERIFY(line != nullptr);
    line->selectAll();
    if (text.isEmpty()) {
        QTest::keyClick(line, Qt::Key_Delete);
    } else {
        QTest::keyClicks(line, text);
    }
}

/// Keys to whatever has the focus after each of them, as a keyboard sends them.
void keys(const QString& typed) {
    for (const QChar key : typed) {
        if (key == QLatin1Char('\n')) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        } else {
            QTest::keyClick(QApplication::focusWidget(), key.toLatin1());
        }
        QCoreApplication::processEvents();
    }
}

QString shownBy(QWidget* editor) {
    if (auto* lines = qobject_cast<QPlainTextEdit*>(editor)) {
        return lines->toPlainText();
    }
    auto* line = qobject_cast<QLineEdit*>(editor);
    return line != nullptr ? line->text() : QString();
}

/// The part of a row that is typed into.
QWidget* typedInto(FieldRow* row) {
    if (auto* lines = row->findChild<QPlainTextEdit*>()) {
        return lines;
    }
    return row->findChild<QLineEdit*>();
}

}  // namespace

class ExperimentFormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void typedTextBecomesTheFilesValue_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("value");  // as JSON; empty: the key is absent
        QTest::newRow("text") << "/name"
                              << "other"
                              << R"("other")";
        QTest::newRow("whole number") << "/seed"
                                      << "7"
                                      << "7";
        QTest::newRow("number") << "/train/0/learning_rate"
                                << "1e-4"
                                << "0.0001";
        QTest::newRow("no number stays as typed") << "/seed"
                                                  << "many"
                                                  << R"("many")";
        QTest::newRow("emptied is absent") << "/data/test_share"
                                           << ""
                                           << "";
        QTest::newRow("numbers") << "/evaluate/temperatures"
                                 << "0.5, 1 2"
                                 << "[0.5,1,2]";
        QTest::newRow("files") << "/data/train"
                               << "x.jsonl\n y.jsonl"
                               << R"(["x.jsonl","y.jsonl"])";
        QTest::newRow("model") << "/policy/model"
                               << "models/llama"
                               << R"("models/llama")";
        QTest::newRow("folder") << "/policy/adapter"
                                << "adapters/a"
                                << R"("adapters/a")";
        QTest::newRow("an objective's option") << "/train/0/options/temperature"
                                               << "4.5"
                                               << "4.5";
        QTest::newRow("an option not in the file") << "/train/1/options/beta"
                                                   << "0.2"
                                                   << "0.2";
    }

    void typedTextBecomesTheFilesValue() {
        QFETCH(QString, pointer);
        QFETCH(QString, typed);
        QFETCH(QString, value);
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        form.setStep(stepOf(pointer.toStdString()));
        FieldRow* row = form.row(pointer.toStdString());
        QVERIFY(row != nullptr);
        type(row, typed);
        const json* found = document.find(pointer.toStdString());
        if (value.isEmpty()) {
            QVERIFY(found == nullptr);
        } else {
            QVERIFY(found != nullptr);
            QCOMPARE(QString::fromStdString(found->dump()), value);
        }
    }

    void keysStayInTheOrderInWhichTheyAreTyped_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("value");  // as JSON
        struct Typed {
            const char* pointer;
            const char* typed;
            const char* value;
        };
        const Typed all[] = {{"/name", "hh-lire-t5", R"("hh-lire-t5")"},
                             {"/seed", "1042", "1042"},
                             {"/device", "cuda:12", R"("cuda:12")"},
                             {"/policy/model", "models/llama", R"("models/llama")"},
                             {"/policy/adapter", "adapters/a", R"("adapters/a")"},
                             {"/data/train", "x.jsonl\ny.jsonl", R"(["x.jsonl","y.jsonl"])"},
                             {"/data/test_share", "0.25", "0.25"},
                             {"/train/0/learning_rate", "0.0025", "0.0025"},
                             {"/train/0/options/temperature", "12.5", "12.5"},
                             {"/train/1/options/beta", "0.125", "0.125"},
                             {"/train/1/lora/rank", "16", "16"},
                             {"/candidates/decoding/top_p", "0.95", "0.95"},
                             {"/evaluate/temperatures", "0.5, 1.25 2", "[0.5,1.25,2]"}};
        for (const char* before : {"new", "open", "save", "save elsewhere", "undo", "emptied"}) {
            for (const Typed& one : all) {
                QTest::addRow("%s, %s", before, one.pointer)
                    << before << one.pointer << one.typed << one.value;
            }
        }
    }

    void keysStayInTheOrderInWhichTheyAreTyped() {
        QFETCH(QString, before);
        QFETCH(QString, pointer);
        QFETCH(QString, typed);
        QFETCH(QString, value);
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("e.json").toStdString();
        ExperimentDocument document;
        document.begin(whole(), folder.path().toStdString());
        ExperimentForm form(document);
        form.resize(500, 700);
        form.show();
        QVERIFY(QTest::qWaitForWindowActive(&form));
        form.setStep(stepOf(pointer.toStdString()));
        if (before == "open") {
            std::ofstream(file) << whole().dump();
            document.open(file);
        } else if (before.startsWith("save")) {
            document.set("/threads", json(2), "Threads");
            document.save(before == "save" ? file : file.parent_path() / "other" / "e.json");
        }
        typedInto(form.row(pointer.toStdString()))->setFocus();
        if (before == "undo") {
            keys("12");
            document.undoStack()->undo();
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        if (before == "emptied") {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
        }
        keys(typed);
        const json* found = document.find(pointer.toStdString());
        QVERIFY(found != nullptr);
        QCOMPARE(QString::fromStdString(found->dump()), value);
        QCOMPARE(QApplication::focusWidget(), form.row(pointer.toStdString())->focusWidget());
        QCOMPARE(shownBy(typedInto(form.row(pointer.toStdString()))), typed);
    }

    void typingGoesOnWhereUndoLeftTheText_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("text");
        QTest::newRow("line") << "/name"
                              << "whole";
        QTest::newRow("path") << "/policy/model"
                              << "m";
        QTest::newRow("files") << "/data/train"
                               << "a.jsonl";
        QTest::newRow("number") << "/data/test_share"
                                << "0.2";
    }

    void typingGoesOnWhereUndoLeftTheText() {
        QFETCH(QString, pointer);
        QFETCH(QString, text);
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        form.show();
        QVERIFY(QTest::qWaitForWindowActive(&form));
        form.setStep(stepOf(pointer.toStdString()));
        typedInto(form.row(pointer.toStdString()))->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_End);
        keys("123");
        document.undoStack()->undo();
        QCOMPARE(shownBy(QApplication::focusWidget()), text);
        keys("456");
        QCOMPARE(shownBy(QApplication::focusWidget()), text + "456");
    }

    void aRenamedModelKeepsTheFocusInItsField() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        form.show();
        QVERIFY(QTest::qWaitForWindowActive(&form));
        form.setStep(stepOf("/reward_models"));
        const auto nameLine = [&form](const QString& name) -> QLineEdit* {
            for (auto* line : form.widget()->findChildren<QLineEdit*>()) {
                if (line->accessibleName() == "Name of " + name) {
                    return line;
                }
            }
            return nullptr;
        };
        nameLine("rm")->setFocus();
        keys("-hh");
        typedInto(form.row("/reward_models/rm/train/epochs"))->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        keys("12");
        QCOMPARE(*document.find("/reward_models/rm-hh/train/epochs"), json(12));
        QCOMPARE(*document.find("/candidates/reward"), json("rm-hh"));
        nameLine("rm2")->setFocus();
        keys("b");
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(document.find("/reward_models/rm2b") != nullptr);
        keys("c");
        QCOMPARE(QApplication::focusWidget(), nameLine("rm2b"));
        QCOMPARE(nameLine("rm2b")->text(), QString("rm2bc"));
    }

    void noNumberIsShownAsTyped() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        type(form.row("/seed"), "nan");
        QCOMPARE(form.row("/seed")->findChild<QLineEdit*>()->text(), QString("nan"));
        QCOMPARE(*document.find("/seed"), json("nan"));
    }

    void everyFieldHasARowThatShowsItsValue() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        QStringList missing;
        for (const auto& field : experiment::fields()) {
            const bool section = field.type == experiment::FieldType::Section ||
                                 field.type == experiment::FieldType::Sections ||
                                 field.type == experiment::FieldType::NamedSections ||
                                 field.type == experiment::FieldType::Options;
            std::string pointer = field.pointer;
            for (std::size_t star = pointer.find('*'); star != std::string::npos;
                 star = pointer.find('*')) {
                pointer.replace(star, 1, pointer.rfind("/train", 0) == 0 ? "0" : "rm");
            }
            form.setStep(stepOf(pointer));
            if (!section && form.row(pointer) == nullptr) {
                missing << QString::fromStdString(pointer);
            }
        }
        QCOMPARE(missing, QStringList());
    }

    void ticksAndChoicesWriteNames() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        form.setStep(stepOf("/candidates"));
        form.row("/candidates/keep_given")->findChild<QCheckBox*>()->click();
        QCOMPARE(*document.find("/candidates/keep_given"), json(false));
        auto* guide = form.row("/candidates/reward")->findChild<QComboBox*>();
        QTest::keyClick(guide, Qt::Key_Down);
        Q_EMIT guide->textActivated("rm2");
        QCOMPARE(*document.find("/candidates/reward"), json("rm2"));
        form.setStep(stepOf("/train"));
        auto ticks = form.row("/train/0/lora/targets")->findChildren<QCheckBox*>();
        QCOMPARE(ticks.size(), 7);
        ticks[1]->click();
        QCOMPARE(*document.find("/train/0/lora/targets"), json({"q_proj", "k_proj", "v_proj"}));
        ticks[1]->click();
        QVERIFY(document.find("/train/0/lora/targets") == nullptr);  // the default again
    }

    void errorsStandAtTheirFieldWithTheirSentence() {
        ExperimentDocument document;
        auto content = whole();
        content["train"][0]["learning_rate"] = -1.0;
        content["train"][1]["options"]["beta"] = "high";
        document.begin(content, "/tmp");
        ExperimentForm form(document);
        form.setStep(stepOf("/train"));
        const auto errors = experiment::checkExperiment(content, "/tmp");
        form.setErrors(errors);
        for (const char* pointer : {"/train/0/learning_rate", "/train/1/options/beta"}) {
            const auto error = std::find_if(errors.begin(), errors.end(), [&](const Error& one) {
                return one.place() == pointer;
            });
            QVERIFY2(error != errors.end(), pointer);
            const QString shown = form.row(pointer)->errorText();
            QVERIFY2(shown.contains(QString::fromStdString(error->mend())), qPrintable(shown));
        }
        QCOMPARE(form.row("/train/0/batch")->errorText(), QString());
        form.setErrors({});
        QCOMPARE(form.row("/train/0/learning_rate")->errorText(), QString());
    }

    void mendButtonPutsTheDefaultBack() {
        ExperimentDocument document;
        auto content = whole();
        content["train"][0]["batch"] = 0;
        document.begin(content, "/tmp");
        ExperimentForm form(document);
        form.setStep(stepOf("/train"));
        form.setErrors(experiment::checkExperiment(content, "/tmp"));
        const auto buttons = form.row("/train/0/batch")->findChildren<QPushButton*>();
        QCOMPARE(buttons.size(), 1);
        QCOMPARE(buttons.front()->text(), QString("Use 8"));
        buttons.front()->click();
        QVERIFY(document.find("/train/0/batch") == nullptr);
    }

    void formAndTextAreInStep() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        JsonView view(document);
        type(form.row("/name"), "renamed");
        QVERIFY(view.text()->toPlainText().contains("\"renamed\""));
        auto content = document.json();
        content["seed"] = 99;
        view.text()->setPlainText(QString::fromStdString(content.dump()));
        QCOMPARE(*document.find("/seed"), json(99));
        QCOMPARE(form.row("/seed")->findChild<QLineEdit*>()->text(), QString("99"));
    }

    void halfWrittenTextChangesNothing() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        JsonView view(document);
        view.text()->setPlainText("{\n  \"name\": \"x\",\n");
        QCOMPARE(document.json(), whole());
        QVERIFY(view.text()->toPlainText().endsWith(",\n"));
    }

    void aListIsNoExperiment() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        document.setText(" [1]");
        QVERIFY(document.fault() != nullptr);
        QCOMPARE(
            QString(document.fault()->error.what()),
            QString("line 1, column 2: an experiment is a JSON object; write {\"name\": ...}"));
        QCOMPARE(document.json(), whole());
        QVERIFY_EXCEPTION_THROWN(document.save("/tmp/never-written.json"), Error);
    }

    void whatIsTypedAndTakenBackIsNoStep() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        auto* line = form.row("/name")->findChild<QLineEdit*>();
        QTest::keyClicks(line, "x");
        QTest::keyClick(line, Qt::Key_Backspace);
        QVERIFY(!document.undoStack()->canUndo());
    }

    void undoTakesBackEachEdit() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        type(form.row("/name"), "abc");
        document.set("/seed", json(5), "Seed");
        document.set("/train/2", json{{"objective", "pro"}}, "Add a policy");
        QCOMPARE(document.undoStack()->count(), 3);  // the letters of one word are one step
        document.undoStack()->undo();
        QCOMPARE(document.find("/train")->size(), std::size_t(2));
        document.undoStack()->undo();
        QVERIFY(document.find("/seed") == nullptr);
        document.undoStack()->undo();
        QCOMPARE(document.json(), whole());
        QCOMPARE(form.row("/name")->findChild<QLineEdit*>()->text(), QString("whole"));
        document.undoStack()->redo();
        QCOMPARE(*document.find("/name"), json("abc"));
    }

    void anotherObjectiveBringsItsOptions() {
        ExperimentDocument document;
        document.begin(whole(), "/tmp");
        ExperimentForm form(document);
        form.setStep(stepOf("/train"));
        QVERIFY(form.row("/train/0/options/beta") == nullptr);
        document.set("/train/0/objective", json("dpo"), "Objective");
        QVERIFY(form.row("/train/0/options/beta") != nullptr);
        document.set("/train/1", std::nullopt, "Remove");
        QVERIFY(form.row("/train/1/objective") == nullptr);
    }

    void savedFileReadsBackAndKeepsPathsWhole() {
        QTemporaryDir folder;
        const std::filesystem::path data = folder.path().toStdString();
        std::ofstream(data / "a.jsonl") << "{}\n";
        ExperimentDocument document;
        document.begin(whole(), data);
        document.save(data / "same.json");
        QCOMPARE(experiment::readExperimentFile(data / "same.json"), whole());
        document.save(data / "elsewhere" / "moved.json");
        QCOMPARE(document.find("/data/train/0")->get<std::string>(), (data / "a.jsonl").string());
        QVERIFY(!document.modified());
    }

    void textKeepsTheFormsOrder() {
        const std::string text = experiment::experimentText(whole());
        QCOMPARE(json::parse(text), whole());
        QVERIFY(text.find("\"name\"") < text.find("\"policy\""));
        QVERIFY(text.find("\"train\": [\"a.jsonl\"]") != std::string::npos);
        QVERIFY(text.find("\"candidates\"") < text.find("\"evaluate\""));
    }

    void onlyTheNewestCheckAnswers() {
        qRegisterMetaType<ErrorsPtr>();
        ExperimentCheck check;
        QSignalSpy answers(&check, &ExperimentCheck::checked);
        check.ask(whole(), "/tmp/x.json");
        auto wrong = whole();
        wrong["seed"] = -1;
        check.ask(wrong, "/tmp/x.json");
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 1, 20000);
        const auto errors = answers.front().front().value<ErrorsPtr>();
        QVERIFY(std::any_of(errors->begin(), errors->end(), [](const Error& error) {
            return error.place() == "/seed";
        }));
    }
};

QTEST_MAIN(ExperimentFormTest)
#include "experiment_form_test.moc"
