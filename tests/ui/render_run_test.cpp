// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/render/render_run.h"

#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/error.h"
#include "core/report/report_figures.h"
#include "core/report/write_report.h"
#include "core/runs/run_reader.h"
#include "ui/stored_run.h"

using namespace lire;
using namespace lire::ui;
using made::store;

class RenderRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFigureOfTheReportIsDrawn() {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const std::string run = store(root / "workspace");
        runs::RunReader reader(root / "workspace");
        report::writeReport(reader, run, root / "out");
        QCOMPARE(renderRun(root / "workspace", run, root / "out"), 0);
        const report::RunEvents events{.run = {.id = run}, .events = made::snapshot()->events};
        const auto figures = report::reportFigures(events, *made::responses());
        QVERIFY(figures.size() > 10);
        for (const report::Figure& figure : figures) {
            for (const char* ending : {"-light.svg", "-light.png", "-dark.png"}) {
                const auto file = root / "out" / "pictures" / (figure.id + ending);
                QVERIFY2(std::filesystem::exists(file), file.c_str());
            }
        }
        const QImage picture(QString::fromStdString(
            (root / "out" / "pictures" / (figures.front().id + "-light.png")).string()));
        QCOMPARE(picture.size(), QSize(1280, 800));
        QVERIFY(std::filesystem::file_size(root / "out" / "report.pdf") > 20'000);
    }

    void withoutAPageThereIsNoPdf() {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const std::string run = store(root / "workspace");
        QCOMPARE(renderRun(root / "workspace", run, root / "out"), 0);
        QVERIFY(!std::filesystem::exists(root / "out" / "report.pdf"));
    }

    void anUnknownRunIsNamed() {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const std::string run = store(root);
        try {
            renderRun(root, run + "x", root / "out");
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(QString::fromStdString(error.problem())
                        .contains(QString::fromStdString(run + "x")));
            QVERIFY(QString::fromStdString(error.mend()).contains(QString::fromStdString(run)));
        }
    }
};

QTEST_MAIN(RenderRunTest)
#include "render_run_test.moc"
