// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/figure_export.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/error.h"
#include "core/report/csv.h"
#include "ui/plots/figure_text.h"

using namespace lire;
using namespace lire::ui;
using report::Mark;

namespace {

report::Figure figure() {
    report::Figure made{.id = "frontier", .title = "Win rate & KL", .caption = "n = 120 prompts"};
    made.x.title = "KL_ref (nats)";
    made.y.title = "win rate, %";
    made.notes = {"Fewer than 3 seeds."};
    made.series = {
        {.name = "lire_t10",
         .method = "lire",
         .mark = Mark::Curve,
         .x = {1.0, 2.0},
         .y = {0.5, 0.75},
         .yLow = {0.4, 0.7},
         .yHigh = {0.6, 0.8}},
        {.name = "rewards", .method = "sft", .mark = Mark::Violin, .x = {1}, .values = {1, 2, 3}}};
    return made;
}

QByteArray bytesOf(const std::filesystem::path& file) {
    QFile opened(QString::fromStdString(file.string()));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

}  // namespace

class FigureExportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesEachFormat_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QByteArray>("begins");
        QTest::addColumn<QByteArray>("contains");
        QTest::newRow("PNG") << "png" << QByteArray("\x89PNG") << QByteArray("Description");
        QTest::newRow("SVG") << "svg" << QByteArray("<?xml")
                             << QByteArray(
                                    "<desc>n = 120 prompts. Fewer than 3 seeds. Run r1.</desc>");
        QTest::newRow("PDF") << "pdf" << QByteArray("%PDF") << QByteArray("/Creator");
        QTest::newRow("CSV") << "csv" << QByteArray("series,") << QByteArray("0.75");
        QTest::newRow("pgfplots") << "tex" << QByteArray("% Win rate & KL")
                                  << QByteArray("(2,0.75) += (0,0.05) -= (0,0.05)");
    }

    void writesEachFormat() {
        QFETCH(QString, ending);
        QFETCH(QByteArray, begins);
        QFETCH(QByteArray, contains);
        const QTemporaryDir folder;
        const std::filesystem::path file =
            std::filesystem::path(folder.path().toStdString()) / ("figure." + ending.toStdString());
        ExportOptions options;
        options.foot = "Run r1.";
        exportFigure(figure(), file, options);
        const QByteArray bytes = bytesOf(file);
        QVERIFY2(bytes.startsWith(begins), bytes.left(40));
        QVERIFY2(bytes.contains(contains), bytes.left(2000));
    }

    void theSvgHasTheLegendAndTheTitle() {
        const QTemporaryDir folder;
        const std::filesystem::path file =
            std::filesystem::path(folder.path().toStdString()) / "f.svg";
        exportFigure(figure(), file);
        const QByteArray bytes = bytesOf(file);
        QVERIFY(bytes.contains(">lire_t10<"));
        QVERIFY(bytes.contains("Win rate &amp; KL"));
    }

    void anotherEndingIsAnError() {
        try {
            exportFigure(figure(), "figure.bmp");
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(
                QString::fromStdString(error.what()),
                QString("figure.bmp: no figure format has the ending \".bmp\"; use .png, .svg, "
                        ".pdf, .csv or .tex"));
        }
    }

    void aFolderThatIsNotThereIsAnError_data() {
        QTest::addColumn<QString>("ending");
        for (const char* ending : {"png", "svg", "pdf", "csv", "tex"})
            QTest::newRow(ending) << QString(ending);
    }

    void aFolderThatIsNotThereIsAnError() {
        QFETCH(QString, ending);
        QVERIFY_EXCEPTION_THROWN(
            exportFigure(figure(), "/no/such/folder/figure." + ending.toStdString()), Error);
    }

    void pgfplotsEscapesWhatLatexReads() {
        const QString text = pgfplotsText(figure(), {});
        QVERIFY(text.contains("xlabel={KL\\_ref (nats)}"));
        QVERIFY(text.contains("ylabel={win rate, \\%}"));
        QVERIFY(text.contains("\\addlegendentry{lire\\_t10}"));
        QCOMPARE(text.count("\\addplot"), 2);
    }

    void aDrawnPictureIsNotBlank() {
        const QImage image = figureImage(figure(), {});
        QCOMPARE(image.size(), QSize(1280, 800));
        QSet<QRgb> colours;
        for (int x = 0; x < image.width(); x += 3)
            for (int y = 0; y < image.height(); y += 3)
                colours.insert(image.pixel(x, y));
        QVERIFY(colours.size() > 8);
    }

    void theCaptionIsSentences() {
        QCOMPARE(captionText(figure()), QString("n = 120 prompts. Fewer than 3 seeds."));
    }
};

QTEST_MAIN(FigureExportTest)
#include "figure_export_test.moc"
