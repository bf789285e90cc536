// SPDX-License-Identifier: GPL-3.0-or-later
// What is written into the document, and what of it comes to the file and back.
#include "ui/experiment/experiment_document.h"

#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <fstream>

#include <QtCore/qfloat16.h>

#include "core/error.h"
#include "core/experiment/experiment_json.h"

using namespace lire;
using namespace lire::ui;
using nlohmann::json;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

/// The sentence that save() raises; empty: it saved.
QString sentenceOfSaving(ExperimentDocument& document, const fs::path& file) {
    try {
        document.save(file);
        return {};
    } catch (const Error& error) {
        return QString(error.what());
    }
}

}  // namespace

class ExperimentDocumentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatStandsInTheWayOfAValueGivesWay_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("after");
        QTest::newRow("a number for a section") << R"({"policy": 1})"
                                                << "/policy/model"
                                                << R"("m")"
                                                << R"({"policy": {"model": "m"}})";
        QTest::newRow("a list for a section") << R"({"data": [1]})"
                                              << "/data/train"
                                              << R"(["a"])"
                                              << R"({"data": {"train": ["a"]}})";
        QTest::newRow("a number for policies") << R"({"train": 5})"
                                               << "/train/0"
                                               << "{}"
                                               << R"({"train": [{}]})";
        QTest::newRow("an object for policies") << R"({"train": {"a": 1}})"
                                                << "/train/0"
                                                << "{}"
                                                << R"({"train": [{}]})";
        QTest::newRow("a number for a policy") << R"({"train": [5]})"
                                               << "/train/0/batch"
                                               << "2"
                                               << R"({"train": [{"batch": 2}]})";
        QTest::newRow("a text for options") << R"({"train": [{"options": "x"}]})"
                                            << "/train/0/options/beta"
                                            << "2"
                                            << R"({"train": [{"options": {"beta": 2}}]})";
        QTest::newRow("a list for reward models") << R"({"reward_models": []})"
                                                  << "/reward_models/rm"
                                                  << "{}"
                                                  << R"({"reward_models": {"rm": {}}})";
        QTest::newRow("a number as a name") << R"({"reward_models": null})"
                                            << "/reward_models/5"
                                            << "{}"
                                            << R"({"reward_models": {"5": {}}})";
        QTest::newRow("a name with a slash") << R"({"reward_models": {"a/b": {}}})"
                                             << "/reward_models/a~1b/model"
                                             << R"("m")"
                                             << R"({"reward_models": {"a/b": {"model": "m"}}})";
        QTest::newRow("an element of a list") << R"({"evaluate": {"temperatures": [1, 2]}})"
                                              << "/evaluate/temperatures/1"
                                              << "3"
                                              << R"({"evaluate": {"temperatures": [1, 3]}})";
        QTest::newRow("beyond a list") << R"({"evaluate": {"temperatures": [1]}})"
                                       << "/evaluate/temperatures/999999999"
                                       << "3"
                                       << R"({"evaluate": {"temperatures": [1, 3]}})";
    }

    void whatStandsInTheWayOfAValueGivesWay() {
        QFETCH(QString, before);
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, after);
        ExperimentDocument document;
        document.begin(json::parse(before.toStdString()), "/tmp");
        document.set(pointer.toStdString(), json::parse(value.toStdString()), "Edit");
        QCOMPARE(QString::fromStdString(document.json().dump()),
                 QString::fromStdString(json::parse(after.toStdString()).dump()));
        document.undoStack()->undo();
        QCOMPARE(document.json(), json::parse(before.toStdString()));
    }

    void earlierStepsKeepTheFolderOfTheirPaths() {
        QTemporaryDir folder;
        const fs::path begun = fs::path(folder.path().toStdString()) / "demo";
        fs::create_directories(begun);
        write(begun / "a.jsonl", "{}\n");
        ExperimentDocument document;
        document.begin(json::parse(R"({"name": "x", "data": {"train": ["a.jsonl"]}})"), begun);
        document.set("/data/train", std::nullopt, "Training files");
        document.save(begun.parent_path() / "x.json");  // no path is left to be written whole
        QCOMPARE(document.folder().string(), begun.parent_path().string());
        document.undoStack()->undo();
        document.undoStack()->undo();
        QVERIFY(document.find("/data/train") != nullptr);
        QCOMPARE(document.folder().string(), begun.string());
    }

    void aFileThatAnotherProgramChangedIsNotOverwritten_data() {
        QTest::addColumn<QString>("written");  // by the other program; empty: removed
        QTest::addColumn<bool>("restored");    // the window was closed meanwhile
        QTest::addColumn<bool>("edited");
        QTest::addColumn<bool>("refused");
        const QString other = R"({"name": "other"})";
        QTest::newRow("changed") << other << false << true << true;
        QTest::newRow("broken") << R"({"name": )" << false << true << true;
        QTest::newRow("changed, then opened again") << other << true << true << true;
        QTest::newRow("broken, then opened again") << R"({"name": )" << true << true << true;
        QTest::newRow("broken, nothing edited") << R"({"name": )" << true << false << true;
        QTest::newRow("changed, nothing edited") << other << true << false << false;
        QTest::newRow("written in other words") << R"({ "name":"mine" })" << false << true << false;
        QTest::newRow("the same edit") << R"({"name": "edited"})" << false << true << false;
        QTest::newRow("removed") << QString() << false << true << false;
        QTest::newRow("removed, then opened again") << QString() << true << true << false;
    }

    void aFileThatAnotherProgramChangedIsNotOverwritten() {
        QFETCH(QString, written);
        QFETCH(bool, restored);
        QFETCH(bool, edited);
        QFETCH(bool, refused);
        QTemporaryDir folder;
        const fs::path file = folder.filePath("e.json").toStdString();
        write(file, R"({"name": "mine"})");
        ExperimentDocument first;
        first.open(file);
        if (edited) {
            first.set("/name", json("edited"), "Name");
        }
        written.isEmpty() ? static_cast<void>(fs::remove(file))
                          : write(file, written.toStdString());
        ExperimentDocument again;
        if (restored) {
            QVERIFY(again.restore(json::parse(first.history().dump())));
        }
        ExperimentDocument& document = restored ? again : first;
        if (edited) {
            QCOMPARE(*document.find("/name"), json("edited"));
            QVERIFY(document.modified());
        }
        const QString sentence = sentenceOfSaving(document, file);
        if (!refused) {
            QCOMPARE(sentence, QString());
            QCOMPARE(experiment::readExperimentFile(file), document.json());
            return;
        }
        QCOMPARE(sentence,
                 QString::fromStdString(file.string()) +
                     ": another program changed it since it was opened; open it again (undo brings "
                     "your edits back), or save under another name");
        std::ifstream kept(file);
        QCOMPARE(QString::fromStdString({std::istreambuf_iterator<char>(kept), {}}), written);
        document.save(fs::path(folder.filePath("beside.json").toStdString()));
    }

    void whatTheMendSaysSavesTheEdits() {
        QTemporaryDir folder;
        const fs::path file = folder.filePath("e.json").toStdString();
        write(file, R"({"name": "mine"})");
        ExperimentDocument document;
        document.open(file);
        document.set("/name", json("edited"), "Name");
        write(file, R"({"name": "other"})");
        document.open(file);
        QCOMPARE(*document.find("/name"), json("other"));
        document.undoStack()->undo();
        QCOMPARE(*document.find("/name"), json("edited"));
        document.save(file);
        QCOMPARE(experiment::readExperimentFile(file).at("name"), json("edited"));
    }

    void aDamagedHistoryChangesNothing_data() {
        QTest::addColumn<QString>("history");
        QTest::newRow("no object") << "5";
        QTest::newRow("nothing in it") << "{}";
        QTest::newRow("no experiment")
            << R"({"homes": [{"file": "", "folder": ""}], "base": {"home": 0, "content": 5},
                   "steps": [], "at": 0, "modified": false})";
        QTest::newRow("no such home") << R"({"homes": [], "base": {"home": 0, "content": {}},
                   "steps": [], "at": 0, "modified": false})";
        QTest::newRow("a step to no experiment")
            << R"({"homes": [{"file": "", "folder": ""}], "base": {"home": 0, "content": {}},
                   "steps": [{"home": 0, "what": "x",
                              "patch": [{"op": "replace", "path": "", "value": 5}]}],
                   "at": 1, "modified": false})";
    }

    void aDamagedHistoryChangesNothing() {
        QFETCH(QString, history);
        ExperimentDocument document;
        document.begin({{"name", "x"}}, "/tmp");
        QVERIFY(!document.restore(json::parse(history.toStdString())));
        QCOMPARE(document.json(), json({{"name", "x"}}));
    }
};

QTEST_GUILESS_MAIN(ExperimentDocumentTest)
#include "experiment_document_test.moc"
