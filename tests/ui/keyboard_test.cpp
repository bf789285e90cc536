// SPDX-License-Identifier: GPL-3.0-or-later
// The window without a mouse: where Tab leads, where the focus is seen, which keys are told.
#include <QLabel>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <QtCore/qfloat16.h>

#include "ui/pages/page.h"
#include "ui/pages/registry.h"
#include "ui/plots/figure_view.h"
#include "ui/stored_run.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"
#include "ui/window/shortcut_sheet.h"

using namespace lire;
using namespace lire::ui;

class KeyboardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName("lire-test");
        m_run = QString::fromStdString(made::store(m_folder.path().toStdString()));
        applyTheme(*qApp, Theme::Light);
    }

    void init() {
        m_window = std::make_unique<MainWindow>(
            std::make_unique<Session>(m_folder.path().toStdString(), true), false);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->session().select({.run = m_run});
        m_window->session().watchRun(m_run);
        QTRY_VERIFY(m_window->session().run(m_run) != nullptr);
    }

    void cleanup() { m_window.reset(); }

    void tabLeavesEveryTable() {
        for (const PageKind& kind : pageKinds()) {
            open(kind.id);
            for (const QTableView* table :
                 m_window->pages().currentPage()->findChildren<QTableView*>()) {
                QVERIFY2(!table->tabKeyNavigation(), qPrintable(kind.id + table->accessibleName()));
            }
        }
    }

    void theFocusIsSeen_data() {
        QTest::addColumn<QString>("page");
        for (const char* page : {"frontier", "flips", "responses"}) {
            QTest::newRow(page) << page;
        }
    }

    void theFocusIsSeen() {
        QFETCH(QString, page);
        open(page);
        QStringList unseen;
        for (QWidget* child : m_window->pages().currentPage()->findChildren<QWidget*>()) {
            if (!child->isVisible() || !child->isEnabled() ||
                (child->focusPolicy() & Qt::TabFocus) == 0 || child->focusProxy() != nullptr) {
                continue;
            }
            m_window->centralWidget()->setFocus();
            // A ring may stand around the widget, on its parent's ground.
            QWidget* seen = child->parentWidget() != nullptr ? child->parentWidget() : child;
            QCoreApplication::processEvents();
            const QImage before = seen->grab().toImage();
            child->setFocus(Qt::TabFocusReason);
            QCoreApplication::processEvents();
            if (child->hasFocus() && seen->grab().toImage() == before) {
                unseen << child->metaObject()->className() + (" " + child->accessibleName());
            }
        }
        QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join('\n')));
    }

    void anOpenedFileLeavesTheFocusOnItsPage_data() {
        QTest::addColumn<bool>("used");
        QTest::newRow("a control of the page before had it") << true;
        QTest::newRow("none was used yet") << false;
    }

    void anOpenedFileLeavesTheFocusOnItsPage() {
        QFETCH(bool, used);
        open("start");
        m_window->centralWidget()->setFocus();
        for (QWidget* child : m_window->pages().currentPage()->findChildren<QWidget*>()) {
            if (used && child->isVisible() && (child->focusPolicy() & Qt::TabFocus) != 0) {
                child->setFocus();
                break;
            }
        }
        QTemporaryDir folder;
        m_window->session().openExperiment(folder.filePath("none.json"));
        QCoreApplication::processEvents();
        QWidget* now = QApplication::focusWidget();
        QVERIFY(now != nullptr);
        QVERIFY2(now == m_window->pages().currentPage() ||
                     m_window->pages().currentPage()->isAncestorOf(now),
                 qPrintable(now->accessibleName()));
    }

    void theSheetListsThePagesOwnKeys_data() {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QStringList>("keys");
        QTest::newRow("responses") << "responses" << QStringList{"J", "K", "P", "D", "W", "N", "/"};
        QTest::newRow("frontier") << "frontier" << QStringList{"T", "0", "Enter", "Ctrl+Shift+\\"};
        QTest::newRow("flips") << "flips" << QStringList{"T", "Z", "0"};
    }

    void theSheetListsThePagesOwnKeys() {
        QFETCH(QString, page);
        QFETCH(QStringList, keys);
        open(page);
        QTest::keyClick(m_window.get(), Qt::Key_Question);
        const auto* sheet = m_window->findChild<ShortcutSheet*>();
        QVERIFY(sheet->isVisible());
        QSet<QString> told;
        for (const QLabel* label : sheet->findChildren<QLabel*>()) {
            if (label->property("key").isValid()) {
                for (const QString& part : label->text().split(' ')) {
                    told.insert(part);
                }
            }
        }
        for (const QString& key : keys) {
            QVERIFY2(told.contains(key), qPrintable(key + " of " + told.values().join(", ")));
        }
        QVERIFY(m_window->rect().contains(sheet->geometry()));
    }

    void aKeyUnfoldsTheInspector() {
        m_window->resize(1280, 720);
        open("frontier");
        auto* inspector = m_window->pages().currentPage()->findChild<QWidget*>("inspector");
        QVERIFY(inspector != nullptr && !inspector->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Backslash, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(inspector->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Backslash, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!inspector->isVisible());
    }

private:
    void open(const QString& page) {
        m_window->pages().open(page);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->pages().currentPage()->settled(), 20000);
        QTest::qWait(50);
    }

    QTemporaryDir m_settings;
    QTemporaryDir m_folder;
    QString m_run;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(KeyboardTest)
#include "keyboard_test.moc"
