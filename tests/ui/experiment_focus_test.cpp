// SPDX-License-Identifier: GPL-3.0-or-later
// Where the keyboard and the mouse are while the form is built anew, and how models are renamed.
#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>
#include <QWindow>

#include <QtCore/qfloat16.h>

#include "ui/experiment/experiment_document.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/form_shape.h"

using namespace lire;
using namespace lire::ui;
using nlohmann::json;

namespace {

json models() {
    return json::parse(R"({
        "name": "whole", "policy": {"model": "m"}, "data": {"train": ["a.jsonl"]},
        "reward_models": {"rm": {"train": {}}, "rm2": {"model": "folder"}},
        "candidates": {"reward": "rm"}, "train": [{"objective": "lire"}, {"objective": "dpo"}]})");
}

/// A form on the screen.
struct Shown {
    explicit Shown(const std::string& step) {
        document.begin(models(), "/tmp");
        form = std::make_unique<ExperimentForm>(document);
        form->resize(500, 700);
        form->show();
        form->setStep(stepOf(step));
        static_cast<void>(QTest::qWaitForWindowActive(form.get()));
        undo = new QShortcut(QKeySequence::Undo, form.get());
        QObject::connect(
            undo, &QShortcut::activated, &document, [this] { document.undoStack()->undo(); });
    }

    template <class Control>
    Control* control(const std::string& pointer, const char* which) const {
        return form->widget()->findChild<Control*>(controlName(pointer, which));
    }
    QLineEdit* name(const std::string& model) const {
        return control<QLineEdit>("/reward_models/" + model, "name");
    }
    /// Puts `by` in the place of a model's name, as it is typed; the line is not left.
    void typeName(const std::string& model, const QString& by) const {
        name(model)->setFocus();
        name(model)->selectAll();
        QTest::keyClicks(name(model), by);
    }
    bool has(const char* pointer) const { return document.find(pointer) != nullptr; }
    void key(Qt::Key key, Qt::KeyboardModifiers with = {}) const {
        QTest::keyClick(QApplication::focusWidget(), key, with);
        QTest::qWait(0);
    }
    QString focused() const {
        return QApplication::focusWidget() != nullptr ? QApplication::focusWidget()->objectName()
                                                      : QString();
    }
    /// A press and a release with the time between them that a hand takes.
    void click(QWidget* control) const {
        form->ensureWidgetVisible(control);
        QWindow* window = form->windowHandle();
        const QPoint at = control->mapTo(form.get(), QPoint(8, control->height() / 2));
        QTest::mousePress(window, Qt::LeftButton, {}, at);
        QTest::qWait(60);
        QTest::mouseRelease(window, Qt::LeftButton, {}, at);
    }

    ExperimentDocument document;
    std::unique_ptr<ExperimentForm> form;
    QShortcut* undo = nullptr;
};

}  // namespace

class ExperimentFocusTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aModelMayHaveAnyName_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pointer");
        QTest::newRow("tilde") << "a~b"
                               << "/reward_models/a~0b";
        QTest::newRow("slash") << "a/b"
                               << "/reward_models/a~1b";
        QTest::newRow("number") << "5"
                                << "/reward_models/5";
        QTest::newRow("sign of the form's own") << "a#b"
                                                << "/reward_models/a#b";
    }

    void aModelMayHaveAnyName() {
        QFETCH(QString, name);
        QFETCH(QString, pointer);
        Shown shown("/reward_models");
        shown.typeName("rm", name);
        shown.key(Qt::Key_Return);
        const auto all = [&shown] { return *shown.document.find("/reward_models"); };
        QTRY_VERIFY(all().contains(name.toStdString()));
        FieldRow* row = shown.form->row(pointer.toStdString() + "/train/epochs");
        QVERIFY(row != nullptr);
        QTest::keyClicks(row->findChild<QLineEdit*>(), "3");
        QCOMPARE(all().at(name.toStdString()).at("train").at("epochs"), json(3));
        QCOMPARE(all().size(), std::size_t(2));
        shown.control<QToolButton>(pointer.toStdString(), "remove")->click();
        QCOMPARE(all().size(), std::size_t(1));
    }

    void tabAfterANameGoesOnBehindIt() {
        Shown shown("/reward_models");
        shown.typeName("rm", "hh");
        shown.key(Qt::Key_Tab);
        QTRY_VERIFY(shown.has("/reward_models/hh"));
        QCOMPARE(shown.focused(), QString("/reward_models/hh#remove"));
        shown.key(Qt::Key_Tab, Qt::ShiftModifier);
        QCOMPARE(shown.focused(), QString("/reward_models/hh#name"));
    }

    void aClickAfterANameCounts_data() {
        QTest::addColumn<QString>("clicked");
        QTest::newRow("switch of the same model") << "/reward_models/rm/train#use";
        QTest::newRow("switch of another model") << "/reward_models/rm2/train#use";
    }

    void aClickAfterANameCounts() {
        QFETCH(QString, clicked);
        Shown shown("/reward_models");
        auto* box = shown.form->widget()->findChild<QCheckBox*>(clicked);
        const bool before = box->isChecked();
        shown.typeName("rm", "hh");
        shown.click(box);
        QTRY_VERIFY(shown.has("/reward_models/hh"));
        const QString after = QString(clicked).replace("/rm/", "/hh/");
        auto* anew = shown.form->widget()->findChild<QCheckBox*>(after);
        QCOMPARE(anew->isChecked(), !before);
        const std::string section = after.section('#', 0, 0).toStdString();
        QCOMPARE(shown.document.find(section) != nullptr, !before);
        QCOMPARE(QApplication::focusWidget(), anew);
    }

    void removingWhileANameIsTypedRemoves() {
        Shown shown("/reward_models");
        shown.typeName("rm", "hh");
        shown.click(shown.control<QToolButton>("/reward_models/rm", "remove"));
        QTest::qWait(100);
        QCOMPARE(shown.document.find("/reward_models")->size(), std::size_t(1));
        QVERIFY(shown.has("/reward_models/rm2"));
    }

    void switchesAndAddedOnesKeepTheFocus() {
        Shown shown("/reward_models");
        auto* use = shown.control<QCheckBox>("/reward_models/rm/train", "use");
        use->setFocus();
        shown.key(Qt::Key_Space);
        QVERIFY(!shown.has("/reward_models/rm/train"));
        QCOMPARE(shown.focused(), QString("/reward_models/rm/train#use"));
        shown.control<QPushButton>("/reward_models", "add")->setFocus();
        shown.key(Qt::Key_Space);
        QCOMPARE(shown.document.find("/reward_models")->size(), std::size_t(3));
        QCOMPARE(shown.focused(), QString("/reward_models#add"));
    }

    void whatIsLeftTakesTheFocusOfWhatIsRemoved() {
        Shown shown("/train");
        shown.control<QToolButton>("/train/0", "remove")->setFocus();
        shown.key(Qt::Key_Space);
        QCOMPARE(shown.focused(), QString("/train/0#remove"));  // the next one's
        shown.key(Qt::Key_Space);
        QCOMPARE(shown.focused(), QString("/train#add"));
        shown.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(shown.has("/train/0"));
        QCOMPARE(shown.focused(), QString("/train#add"));
    }

    void undoGoesOnInTheFieldOfARenamedModel() {
        Shown shown("/reward_models");
        shown.typeName("rm", "hh");
        shown.key(Qt::Key_Return);
        QTRY_VERIFY(shown.has("/reward_models/hh"));
        QCOMPARE(QApplication::focusWidget(), shown.name("hh"));
        shown.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(shown.document.json(), models());
        QVERIFY(shown.document.undoStack()->canRedo());
    }

    void undoOfANameThatIsBeingTypedIsItsOwn() {
        Shown shown("/reward_models");
        shown.document.set("/seed", json(5), "Seed");
        shown.typeName("rm", "hh");
        shown.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(shown.has("/seed"));
        for (int at = 0; at < 5 && shown.name("rm")->isModified(); ++at) {
            shown.key(Qt::Key_Z, Qt::ControlModifier);
        }
        QCOMPARE(shown.name("rm")->text(), QString("rm"));
        QVERIFY(shown.has("/seed"));
        shown.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(shown.document.json(), models());
    }
};

QTEST_MAIN(ExperimentFocusTest)
#include "experiment_focus_test.moc"
