// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <sstream>

#include "core/error.h"
#include "core/report/draw_pictures.h"
#include "core/report/example_run.h"
#include "core/report/html_report.h"
#include "core/report/html_text.h"
#include "core/report/report_figures.h"
#include "core/report/write_report.h"
#include "core/runs/run_writer.h"

using namespace lire;
namespace fs = std::filesystem;

namespace {

report::ReportPage examplePage() {
    report::ReportPage page;
    page.run = tests::exampleRun();
    page.definition.experiment = {{"name", "demo"}, {"policy", {{"model", "<b>"}}}};
    page.definition.resolved = {{"threads", 2}};
    page.tables = report::reportTables(page.run);
    for (const auto& figure : report::reportFigures(page.run, {})) {
        page.figures.push_back({.figure = figure});
    }
    return page;
}

std::string textOf(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

fs::path script(const fs::path& folder, const std::string& body) {
    const auto path = folder / "studio.sh";
    std::ofstream(path) << "#!/bin/sh\n" << body;
    fs::permissions(path, fs::perms::owner_all);
    return path;
}

}  // namespace

class ReportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hostileTextIsEscaped_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("html");
        QTest::newRow("tags") << QByteArray("<img src=x>") << QByteArray("&lt;img src=x&gt;");
        QTest::newRow("quotes") << QByteArray("\"'&") << QByteArray("&quot;&#39;&amp;");
        QTest::newRow("escape sequence") << QByteArray("\x1b[2J") << QByteArray("\xEF\xBF\xBD[2J");
        QTest::newRow("lines stay") << QByteArray("a\nb\tc") << QByteArray("a\nb\tc");
        QTest::newRow("other scripts stay") << QByteArray("τ é 漢") << QByteArray("τ é 漢");
    }

    void hostileTextIsEscaped() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, html);
        QCOMPARE(QByteArray::fromStdString(report::htmlText(text.toStdString())), html);
    }

    void thePageEscapesAllThatTheRunSays() {
        const auto html = report::htmlReport(examplePage());
        QVERIFY(html.find("<script") == std::string::npos);
        QVERIFY(html.find("&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
        QVERIFY(html.find("<td class=\"value\">&lt;b&gt;</td>") != std::string::npos);
        QVERIFY(html.find("nothing &amp; nobody") != std::string::npos);
        QVERIFY(html.find("prefers-color-scheme: dark") != std::string::npos);
        QVERIFY(html.find("http") == std::string::npos);  // nothing from anywhere else
    }

    void thePageSaysHowFarTheRunIs_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("stage");
        QTest::addColumn<QString>("words");
        QTest::newRow("done") << "done"
                              << "lire"
                              << ", done.</p>";
        QTest::newRow("writing this report") << "running"
                                             << "report"
                                             << ", done.</p>";
        QTest::newRow("training")
            << "running"
            << "lire"
            << ", running (50.0 %): what follows is what there is so far.</p>";
        QTest::newRow("stopped") << "stopped"
                                 << "lire"
                                 << ", stopped (50.0 %): ";
    }

    void thePageSaysHowFarTheRunIs() {
        QFETCH(QString, state);
        QFETCH(QString, stage);
        QFETCH(QString, words);
        auto page = examplePage();
        page.run.run.state = state.toStdString();
        page.run.run.fraction = 0.5;
        page.run.events.push_back(
            {.stage = stage.toStdString(), .body = runs::StageEvent{.state = "started"}});
        const auto html = QString::fromStdString(report::htmlReport(page));
        QVERIFY2(html.contains(words), qPrintable(html.mid(html.indexOf("<h1>"), 200)));
    }

    void aFigureIsItsPictureOrItsNumbers() {
        auto page = examplePage();
        page.figures.resize(1);
        const std::string numbersAlone = "Pictures need lire-studio";
        QVERIFY(report::htmlReport(page).find(numbersAlone) != std::string::npos);
        page.figures[0].lightPicture = "pictures/frontier-win-rate-light.png";
        page.figures[0].darkPicture = "pictures/frontier-win-rate-dark.png";
        const auto html = report::htmlReport(page);
        QVERIFY(html.find(numbersAlone) == std::string::npos);
        QVERIFY(html.find("<img src=\"pictures/frontier-win-rate-light.png\" alt=\"Win rate") !=
                std::string::npos);
        QVERIFY(html.find("srcset=\"pictures/frontier-win-rate-dark.png\"") != std::string::npos);
    }

    void aStoredRunBecomesAFolder() {
        const QTemporaryDir folder;
        const fs::path workspace = folder.filePath("workspace").toStdString();
        std::string run;
        {
            runs::RunWriter writer(workspace);
            run = writer.createRun("demo", "d", {.experiment = {{"name", "demo"}}});
            for (auto event : tests::exampleRun().events) {
                event.run = run;
                writer.receive(event);
            }
        }
        const auto out = workspace / "runs" / run / "report";
        fs::create_directories(out / "pictures");
        std::ofstream(out / "pictures" / "frontier-win-rate-light.png") << "picture";
        runs::RunReader reader(workspace);
        const auto page = report::writeReport(reader, run, out);
        QCOMPARE(page.string(), (out / "report.html").string());
        QVERIFY(textOf(page).find("pictures/frontier-win-rate-light.png") != std::string::npos);
        QVERIFY(textOf(out / "tables" / "results.csv").starts_with("Policy,τ,n,Reward rm"));
        QVERIFY(textOf(out / "figures" / "frontier-win-rate.csv").starts_with("series,x,y"));
        for (const auto& entry : fs::recursive_directory_iterator(out)) {
            QVERIFY2(entry.path().extension() != ".part", entry.path().c_str());
        }
    }

    void aFolderThatCannotBeWrittenIsAnError() {
        const QTemporaryDir folder;
        const fs::path workspace = folder.path().toStdString();
        std::string run;
        {
            runs::RunWriter writer(workspace / "w");
            run = writer.createRun("demo", "d", {.experiment = {{"name", "demo"}}});
        }
        std::ofstream(workspace / "file") << "no folder";
        runs::RunReader reader(workspace / "w");
        try {
            report::writeReport(reader, run, workspace / "file" / "out");
            QFAIL("it was written");
        } catch (const Error& error) {
            QVERIFY(error.blame() == Blame::Running);
            QCOMPARE(error.place(), (workspace / "file" / "out").string());
        }
    }

    void picturesAreDrawnByTheProgramOffscreen() {
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        const auto program = script(place, "echo \"$QT_QPA_PLATFORM $*\" > \"$6/call\"\n");
        QVERIFY(report::drawPictures(
            {.workspace = "w", .run = "r", .outDir = place, .program = program}));
        QCOMPARE(textOf(place / "call"),
                 "offscreen --render r --workspace w --out " + place.string() + "\n");
    }

    void withoutPicturesItGoesOn_data() {
        QTest::addColumn<QString>("body");
        QTest::newRow("the program fails") << "exit 3\n";
        QTest::newRow("the program hangs") << "exec sleep 60\n";
        QTest::newRow("there is no program") << QString();
    }

    void withoutPicturesItGoesOn() {
        QFETCH(QString, body);
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        const auto program = body.isEmpty() ? place / "absent" : script(place, body.toStdString());
        QVERIFY(!report::drawPictures({.workspace = "w",
                                       .run = "r",
                                       .outDir = place,
                                       .program = program,
                                       .limit = std::chrono::milliseconds(300)}));
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "report_test.moc"
