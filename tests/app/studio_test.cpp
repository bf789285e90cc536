// SPDX-License-Identifier: GPL-3.0-or-later
// What `lire-studio` says before it has a window.
#include <QTest>
#include <filesystem>

#include "app/outcome.h"

using namespace lire::tests;

namespace {

const std::string studio = LIRE_PROGRAM "-studio";
/// No display of any kind.
const std::string blind = "-u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM -u XDG_SESSION_TYPE";

}  // namespace

class StudioTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!std::filesystem::exists(studio)) {
            QSKIP("built without a window");
        }
    }
    void wrongUseIsOneSentence_data();
    void wrongUseIsOneSentence();
    void withoutADisplayItSaysWhatToDo_data();
    void withoutADisplayItSaysWhatToDo();
    void helpNeedsNoDisplay_data();
    void helpNeedsNoDisplay();
};

void StudioTest::wrongUseIsOneSentence_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("an option that is none")
        << QStringList{"--bogus"}
        << "lire-studio: unknown option \"--bogus\"; see lire-studio --help";
    QTest::newRow("an option with a slip")
        << QStringList{"--workspcae", "x"}
        << "lire-studio: unknown option \"--workspcae\"; the nearest known one is \"--workspace\"";
    QTest::newRow("a theme that is none")
        << QStringList{"--theme", "blue"}
        << "--theme: there is no theme \"blue\"; use dark or light, or leave it out";
    QTest::newRow("two experiments")
        << QStringList{"a.json", "b.json"}
        << "lire-studio: there is no place for \"b.json\"; open one experiment at a time";
    QTest::newRow("pictures of no workspace")
        << QStringList{"--capture", "/tmp/x", "--workspace", "/nowhere"}
        << "--workspace: /nowhere is no folder; name a workspace whose pages are to be drawn";
    QTest::newRow("pictures with an experiment that is not there")
        << QStringList{"--capture", "/tmp/x", "--workspace", "/tmp", "/nowhere.json"}
        << "/nowhere.json: the experiment file cannot be read; name a readable JSON file";
    QTest::newRow("a picture without a place")
        << QStringList{"--render", "run"}
        << "--render: needs --workspace and --out; name both folders";
}

void StudioTest::wrongUseIsOneSentence() {
    QFETCH(QStringList, words);
    QFETCH(QString, sentence);
    const auto outcome = outcomeOf(words, {}, studio, blind);
    QCOMPARE(QString::fromStdString(outcome.errors), sentence + "\n");
    QCOMPARE(outcome.code, 2);
}

void StudioTest::withoutADisplayItSaysWhatToDo_data() {
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QString>("told");
    QTest::newRow("none") << QString::fromStdString(blind)
                          << "neither DISPLAY nor WAYLAND_DISPLAY is set";
    QTest::newRow("one that does not answer")
        << "-u WAYLAND_DISPLAY -u QT_QPA_PLATFORM -u XDG_SESSION_TYPE DISPLAY=:9876"
        << "DISPLAY is :9876";
}

void StudioTest::withoutADisplayItSaysWhatToDo() {
    QFETCH(QString, environment);
    QFETCH(QString, told);
    const auto outcome = outcomeOf({}, {}, studio, environment.toStdString());
    QCOMPARE(outcome.code, 1);
    QVERIFY2(isOneLine(outcome.errors), outcome.errors.c_str());
    const auto errors = QString::fromStdString(outcome.errors);
    QVERIFY2(errors.startsWith("lire-studio: no display can be reached (" + told),
             outcome.errors.c_str());
    QVERIFY2(errors.endsWith("; start it on a desktop, or work without a window: lire run "
                             "EXPERIMENT.json --workspace DIR\n"),
             outcome.errors.c_str());
}

void StudioTest::helpNeedsNoDisplay_data() {
    QTest::addColumn<QString>("word");
    QTest::newRow("help") << "--help";
    QTest::newRow("version") << "-v";
}

void StudioTest::helpNeedsNoDisplay() {
    QFETCH(QString, word);
    const auto outcome = outcomeOf({word}, {}, studio, blind);
    QCOMPARE(outcome.code, 0);
    QVERIFY(!outcome.lines.empty());
    QCOMPARE(outcome.errors, std::string());
}

QTEST_GUILESS_MAIN(StudioTest)
#include "studio_test.moc"
