// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing of a page is cut: no label that wraps is lower than its lines need, none that does not is
// narrower than its words.
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <QtCore/qfloat16.h>

#include "ui/experiment/plan_panel.h"
#include "ui/pages/page.h"
#include "ui/pages/registry.h"
#include "ui/parts/elided_label.h"
#include "ui/stored_run.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"

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

    void everyPageIsWhole_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("text");
        QTest::newRow("1024x640") << QSize(1024, 640) << 1.0;
        QTest::newRow("1280x720") << QSize(1280, 720) << 1.0;
        QTest::newRow("1440x900") << QSize(1440, 900) << 1.0;
        QTest::newRow("1920x1080") << QSize(1920, 1080) << 1.0;
        QTest::newRow("1440x900, text 150 %") << QSize(1440, 900) << 1.5;
    }

    void everyPageIsWhole() {
        QFETCH(QSize, size);
        QFETCH(double, text);
        applyTheme(*qApp, Theme::Light, text);
        MainWindow window(std::make_unique<Session>(m_folder.path().toStdString(), true), false);
        window.resize(size);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.session().select({.run = m_run});
        window.session().watchRun(m_run);
        QTRY_VERIFY(window.session().run(m_run) != nullptr);
        QStringList cut;
        for (const PageKind& kind : pageKinds()) {
            window.pages().open(kind.id);
            QTRY_VERIFY_WITH_TIMEOUT(window.pages().currentPage()->settled(), 20000);
            QTest::qWait(50);
            for (const QString& label : cutLabels(*window.pages().currentPage())) {
                cut << kind.id + ": " + label;
            }
        }
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
    }

private:
    QTemporaryDir m_settings;
    QTemporaryDir m_folder;
    QString m_run;
};

QTEST_MAIN(PageLayoutTest)
#include "page_layout_test.moc"
