// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing of a page is cut: no label that wraps is lower than its lines need, none that does not is
// narrower than its words.
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <QtCore/qfloat16.h>

#include "ui/experiment/plan_panel.h"
#include "ui/pages/page.h"
#include "ui/pages/registry.h"
#include "ui/parts/elided_label.h"
#include "ui/plots/custom_plot.h"
#include "ui/stored_run.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"
#include "ui/window/shortcut_sheet.h"

using namespace lire;
using namespace lire::ui;

namespace {

/// Visible labels that are lower or narrower than their words need.
QStringList cutLabels(const QWidget& inside) {
    QStringList cut;
    for (const QLabel* label : inside.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty()) {
            continue;
        }
        if (!label->wordWrap()) {
            const bool elides = qobject_cast<const ElidedLabel*>(label) != nullptr;
            if (!elides && label->width() < label->sizeHint().width()) {
                cut << QString("\"%1\" is %2 wide, needs %3")
                           .arg(label->text().left(50))
                           .arg(label->width())
                           .arg(label->sizeHint().width());
            }
            continue;
        }
        const int needed = label->heightForWidth(label->width());
        if (label->height() < needed) {
            cut << QString("\"%1\" is %2 high, needs %3 at width %4")
                       .arg(label->text().left(50))
                       .arg(label->height())
                       .arg(needed)
                       .arg(label->width());
        }
    }
    return cut;
}

/// What is just too high for the panel at some of the sizes, and fits at others.
experiment::Preflight plan(int stages) {
    experiment::Preflight made;
    made.minutes = 169.0;
    made.memoryBytes = 4'600'000'000;
    made.counts = {.train = 352, .test = 96};
    made.smallestDifference = 0.202;
    made.notes.emplace_back("/data/test",
                            "96 test prompts show differences of 20 points and more alone",
                            "name more of them, or read small differences with care");
    for (int stage = 0; stage < stages; ++stage) {
        made.stages.push_back({.stage = "s",
                               .title = "Sample and score candidates",
                               .sentence = "352 lists of 4: the given answers, the rest sampled "
                                           "at temperature 1, at most 64 tokens, scored by rm",
                               .minutes = 19.0});
    }
    return made;
}

}  // namespace

class PageLayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName("lire-test");
        m_run = QString::fromStdString(made::store(m_folder.path().toStdString()));
    }

    void aPlanIsWholeAtEveryHeight_data() {
        QTest::addColumn<int>("stages");
        QTest::addColumn<int>("height");
        for (const int stages : {1, 4, 8}) {
            for (int height = 240; height <= 900; height += 60) {
                QTest::addRow("%d stages, %d px", stages, height) << stages << height;
            }
        }
    }

    void aPlanIsWholeAtEveryHeight() {
        QFETCH(int, stages);
        QFETCH(int, height);
        applyTheme(*qApp, Theme::Light);
        PlanPanel panel;
        panel.resize(390, height);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        panel.setPlan(plan(stages));
        // At once, as a picture is taken: not only when the event loop has come to rest.
        static_cast<void>(panel.grab());
        QVERIFY2(cutLabels(panel).isEmpty(), qPrintable(cutLabels(panel).join('\n')));
        QCoreApplication::processEvents();
        QVERIFY2(cutLabels(panel).isEmpty(), qPrintable(cutLabels(panel).join('\n')));
        panel.setPlan(plan(stages + 2));  // more than before, in the place of what stood there
        QCoreApplication::processEvents();
        static_cast<void>(panel.grab());
        QVERIFY2(cutLabels(panel).isEmpty(), qPrintable(cutLabels(panel).join('\n')));
    }

    void theRunsTableFits_data() {
        QTest::addColumn<int>("width");
        for (const int width : {1024, 1100, 1160, 1250, 1300, 1380, 1440, 1560, 1920}) {
            QTest::addRow("%d px wide", width) << width;
        }
    }

    void theRunsTableFits() {
        QFETCH(int, width);
        applyTheme(*qApp, Theme::Light);
        MainWindow window(std::make_unique<Session>(m_folder.path().toStdString(), true), false);
        window.resize(width, 700);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const QTableView* table = nullptr;
        for (const auto* one : window.pages().currentPage()->findChildren<QTableView*>()) {
            table = one->accessibleName() == "Runs of the workspace" ? one : table;
        }
        QVERIFY(table != nullptr);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(table->horizontalScrollBar()->maximum(), 0);
        QVERIFY2(table->columnWidth(0) >= 100, qPrintable(QString::number(table->columnWidth(0))));
    }

    void everyPageIsWhole_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("text");
        QTest::newRow("1024x640") << QSize(1024, 640) << 1.0;
        QTest::newRow("1280x720") << QSize(1280, 720) << 1.0;
        QTest::newRow("1440x900") << QSize(1440, 900) << 1.0;
        QTest::newRow("1920x1080") << QSize(1920, 1080) << 1.0;
        QTest::newRow("1440x900, text 150 %") << QSize(1440, 900) << 1.5;
        QTest::newRow("1280x720, text 150 %") << QSize(1280, 720) << 1.5;
        QTest::newRow("1024x640, text 150 %") << QSize(1024, 640) << 1.5;
    }

    void theJobsPagesPlotsKeepTheirHeight_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("text");
        QTest::newRow("1024x640") << QSize(1024, 640) << 1.0;
        QTest::newRow("1280x720") << QSize(1280, 720) << 1.0;
        QTest::newRow("1280x720, text 150 %") << QSize(1280, 720) << 1.5;
        QTest::newRow("1024x640, text 150 %") << QSize(1024, 640) << 1.5;
    }

    void theJobsPagesPlotsKeepTheirHeight() {
        QFETCH(QSize, size);
        QFETCH(double, text);
        applyTheme(*qApp, Theme::Light, text);
        MainWindow window(std::make_unique<Session>(m_folder.path().toStdString(), true), false);
        window.resize(size);
        QVERIFY(showsTheRun(window));
        window.pages().open("jobs");
        QTRY_VERIFY_WITH_TIMEOUT(window.pages().currentPage()->settled(), 20000);
        QTest::qWait(50);
        Page& page = *window.pages().currentPage();
        QStringList wrong = cutLabels(page);
        int plots = 0;
        for (QCustomPlot* plot : page.findChildren<QCustomPlot*>()) {
            if (!plot->isVisible()) {
                continue;
            }
            ++plots;
            plot->replot();
            const QRect inside = plot->axisRect()->rect();
            if (inside.height() < 70 || inside.width() < 150) {
                wrong << QString("a plot of %1 x %2").arg(inside.width()).arg(inside.height());
            }
        }
        QVERIFY(plots >= 6);
        // What does not fit is scrolled to, not cut off by the window's edge.
        const auto* area = page.findChild<QScrollArea*>("jobsArea");
        QVERIFY(area != nullptr);
        if (area->widget()->width() > area->viewport()->width()) {
            wrong << QString("%1 wide in %2")
                         .arg(area->widget()->width())
                         .arg(area->viewport()->width());
        }
        for (const QPushButton* button : area->widget()->findChildren<QPushButton*>()) {
            const int right = button->mapTo(area->widget(), QPoint(button->width(), 0)).x();
            if (button->isVisible() && right > area->widget()->width()) {
                wrong << button->text() + " leaves the page";
            }
        }
        // Every menu is in its bar, without a "»" that hides the last ones.
        const auto* menus = window.findChild<QMenuBar*>();
        for (QAction* action : menus->actions()) {
            const QRect place = menus->actionGeometry(action);
            if (place.isEmpty() || place.right() > menus->width()) {
                wrong << action->text() + " is not in the menu bar";
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void everyPageIsWhole() {
        QFETCH(QSize, size);
        QFETCH(double, text);
        applyTheme(*qApp, Theme::Light, text);
        MainWindow window(std::make_unique<Session>(m_folder.path().toStdString(), true), false);
        window.resize(size);
        QVERIFY(showsTheRun(window));
        QStringList cut;
        for (const PageKind& kind : pageKinds()) {
            window.pages().open(kind.id);
            QTRY_VERIFY_WITH_TIMEOUT(window.pages().currentPage()->settled(), 20000);
            QTest::qWait(50);
            if (const QString to = qEnvironmentVariable("LIRE_TEST_PICTURES"); !to.isEmpty()) {
                window.grab().save(to + "/" + kind.id + " " + QTest::currentDataTag() + ".png");
            }
            for (const QString& label : cutLabels(*window.pages().currentPage())) {
                cut << kind.id + ": " + label;
            }
        }
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
    }

    void theSheetOfShortcutsIsInsideTheWindow_data() { theJobsPagesPlotsKeepTheirHeight_data(); }

    void theSheetOfShortcutsIsInsideTheWindow() {
        QFETCH(QSize, size);
        QFETCH(double, text);
        applyTheme(*qApp, Theme::Light, text);
        MainWindow window(std::make_unique<Session>(m_folder.path().toStdString(), true), false);
        window.resize(size);
        QVERIFY(showsTheRun(window));
        window.pages().open("frontier");
        QTest::keyClick(&window, Qt::Key_Question);
        auto* sheet = window.findChild<ShortcutSheet*>();
        QVERIFY(sheet->isVisible());
        QVERIFY(window.rect().contains(sheet->geometry()));
        const auto* area = sheet->findChild<QScrollArea*>();
        QCoreApplication::processEvents();  // a bar that is not needed leaves
        QVERIFY2(
            area->widget()->width() <= area->viewport()->width(),
            qPrintable(
                QString("%1 in %2").arg(area->widget()->width()).arg(area->viewport()->width())));
        if (area->verticalScrollBar()->maximum() > 0) {
            QTest::keyClick(sheet, Qt::Key_PageDown);
            QVERIFY(sheet->isVisible() && area->verticalScrollBar()->value() > 0);
        }
        QTest::keyClick(sheet, Qt::Key_Escape);
        QVERIFY(!sheet->isVisible());
    }

private:
    /// Shows the window with the run chosen and read.
    bool showsTheRun(MainWindow& window) {
        window.show();
        if (!QTest::qWaitForWindowExposed(&window)) {
            return false;
        }
        window.session().select({.run = m_run});
        window.session().watchRun(m_run);
        return QTest::qWaitFor([&] { return window.session().run(m_run) != nullptr; });
    }

    QTemporaryDir m_settings;
    QTemporaryDir m_folder;
    QString m_run;
};

QTEST_MAIN(PageLayoutTest)
#include "page_layout_test.moc"
