// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/responses_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>
#include <set>

#include "ui/made_run.h"
#include "ui/responses/prompt_list.h"
#include "ui/theme/style_sheet.h"

using namespace lire;
using namespace lire::ui;

namespace {

void fill(ResponsesView& view) {
    view.setData(made::prompts(), made::responses(), {1.0, "lire", "rm", "rm_star", {}});
}

/// The words of every label that is seen.
QString words(const QWidget& inside) {
    QStringList found;
    for (const QLabel* label : inside.findChildren<QLabel*>()) {
        if (label->isVisibleTo(&inside)) {
            found << label->text();
        }
    }
    return found.join('\n');
}

QPushButton* button(const QWidget& inside, const QString& text) {
    for (QPushButton* one : inside.findChildren<QPushButton*>()) {
        if (one->text() == text && one->isVisibleTo(&inside)) {
            return one;
        }
    }
    return nullptr;
}

/// Columns' names from left to right, as they stand on the screen.
std::vector<std::string> seen(const ResponsesView& view) {
    std::vector<ResponseColumn*> columns;
    for (const std::string& name : view.shownColumns()) {
        columns.push_back(view.column(name));
    }
    std::sort(columns.begin(), columns.end(), [](const auto* one, const auto* other) {
        return one->x() < other->x();
    });
    std::vector<std::string> names;
    for (const ResponseColumn* column : columns) {
        names.push_back(column->name());
    }
    return names;
}

void showView(ResponsesView& view, int width = 1300) {
    view.resize(width, 820);
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    QCoreApplication::processEvents();
}

}  // namespace

class ResponsesViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void aWrongPatternSaysWhatIsWrong() {
        ResponsesView view;
        fill(view);
        showView(view);
        auto* search = view.findChild<QLineEdit*>();
        search->setText("/[/");
        QVERIFY2(words(view).contains("pattern", Qt::CaseInsensitive), qPrintable(words(view)));
        QCOMPARE(search->property("wrong").toBool(), true);
        QVERIFY(!search->accessibleDescription().isEmpty());
        search->setText("/[a-z]/");
        QCOMPARE(search->property("wrong").toBool(), false);
        QVERIFY(!words(view).contains("pattern", Qt::CaseInsensitive));
    }

    void whereNothingMatchesThePageSaysSoAndOffersAWayBack() {
        ResponsesView view;
        fill(view);
        showView(view);
        view.setFilter({"test-103"}, "from Flips: brush");
        auto* search = view.findChild<QLineEdit*>();
        search->setText("no such words anywhere");
        QVERIFY2(words(view).contains("0 of 120 match"), qPrintable(words(view)));
        QVERIFY(!words(view).contains("prompt 1 of"));
        QVERIFY(!view.column("base")->isVisible());
        QPushButton* clear = button(view, "Clear filters");
        QVERIFY(clear != nullptr);
        clear->click();
        QVERIFY(search->text().isEmpty());
        QVERIFY(words(view).contains(" of 120 · τ 1"));
        QVERIFY(view.column("base")->isVisible());
        QVERIFY(button(view, "Clear filters") == nullptr);
    }

    void theChosenPolicyIsInSightAndMarked() {
        ResponsesView view;
        fill(view);
        view.setColumnShown("sft", false);
        QCoreApplication::processEvents();
        view.resize(820, 700);  // two columns fit
        view.show();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.choosePolicy("sft");
        QCoreApplication::processEvents();
        const ResponseColumn* column = view.column("sft");
        QVERIFY(column != nullptr);  // shown, though it was hidden
        const QRect place(column->mapTo(&view, QPoint()), column->size());
        QVERIFY(column->visibleRegion().boundingRect().width() > column->width() / 2);
        QVERIFY(view.rect().contains(place.center()));
        QVERIFY(words(*column).contains("chosen"));
        QVERIFY(!words(*view.column("dpo")).contains("chosen"));
        // Beside the pinned one: both can be read at once.
        QCOMPARE(view.shownColumns()[0], std::string("base"));
        QCOMPARE(view.shownColumns()[1], std::string("sft"));
    }

    void thePromptTakesNoMoreThanItsLines() {
        ResponsesView view;
        view.setData(nullptr, nullptr, {});
        showView(view);
        fill(view);  // as it arrives: the page stood empty before
        QCoreApplication::processEvents();
        const auto labels = view.findChildren<QLabel*>();
        const auto prompt = std::find_if(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->text().startsWith("user: ");
        });
        QVERIFY(prompt != labels.end());
        QVERIFY((*prompt)->height() < 2 * (*prompt)->fontMetrics().height());
    }

    void theRunIsNamed() {
        ResponsesView view;
        view.setRunName("hh-alignment");
        fill(view);
        QVERIFY2(words(view).contains("hh-alignment"), qPrintable(words(view)));
    }

    void hiddenNamesAreGivenAwayByNothing() {
        ResponsesView view;
        fill(view);
        showView(view, 1900);
        view.setNamesHidden(true);
        std::set<std::string> first;
        std::set<std::vector<std::string>> orders;
        for (int step = 0; step < 40; ++step) {
            QCoreApplication::processEvents();
            orders.insert(seen(view));
            first.insert(seen(view).front());
            // The leftmost is answer A, whoever it is; all answers show the same kinds of numbers.
            QVERIFY(words(*view.column(seen(view).front())).contains("Answer A"));
            for (const std::string& name : view.shownColumns()) {
                const QString text = words(*view.column(name));
                QVERIFY2(!text.contains("KL") && !text.contains("log p") &&
                             !text.contains("Tokens") && !text.contains("chosen"),
                         qPrintable(text));
            }
            QVERIFY(view.column(seen(view).front())->property("panel") == "chosen");
            QTest::keyClick(&view, Qt::Key_J);
        }
        QVERIFY(first.size() > 2);
        QVERIFY(orders.size() > 10);
        view.setNamesHidden(false);
        QCoreApplication::processEvents();
        QCOMPARE(seen(view), view.shownColumns());
        QCOMPARE(view.pinned(), std::string("base"));
        QVERIFY(words(*view.column("lire")).contains("KL"));
    }

    void thePromptsTellNoChangeWhileNamesAreHidden() {
        ResponsesView view;
        fill(view);
        showView(view, 1900);
        const QAbstractItemModel* prompts = view.findChild<QListView*>()->model();
        const auto told = [&](int place) {
            const QModelIndex prompt = prompts->index(place, 0);
            return prompt.data(PromptModel::ChangeRole).isValid() ||
                   prompt.data(PromptModel::DisagreeRole).toBool() ||
                   prompt.data(Qt::AccessibleTextRole).toString().contains("change");
        };
        view.setNamesHidden(true);
        for (int place = 0; place < prompts->rowCount(); ++place)
            QVERIFY(!told(place));
        view.setNamesHidden(false);
        QVERIFY(told(0));
    }

    void tabWalksTheAnswersAsTheyStand() {
        ResponsesView view;
        fill(view);
        showView(view, 1900);
        view.setNamesHidden(true);
        for (int step = 0; step < 5; ++step) {
            QCoreApplication::processEvents();
            std::vector<std::string> walked;
            const QWidget* first = view.column(seen(view).front())->findChild<QToolButton*>();
            const QWidget* at = first;
            do {
                for (const std::string& name : view.shownColumns())
                    if (at == view.column(name)->findChild<QTextEdit*>())
                        walked.push_back(name);
                at = at->nextInFocusChain();
            } while (at != first);
            QCOMPARE(walked, seen(view));
            QTest::keyClick(&view, Qt::Key_J);
        }
    }

    void theDatasAnswerIsNotGivenAwayByItsMissingReward() {
        ResponsesView view;
        auto responses = std::make_shared<std::vector<runs::ResponseRecord>>(*made::responses());
        for (auto& one : *responses)
            if (one.policy == "sft")
                one.rewards.erase("rm_star");
        view.setData(made::prompts(), responses, {1.0, "lire", "rm", "rm_star", {}});
        showView(view, 1900);
        QVERIFY(words(*view.column("lire")).contains("rm_star"));
        view.setNamesHidden(true);
        for (const std::string& name : view.shownColumns())
            QVERIFY2(!words(*view.column(name)).contains("rm_star"),
                     qPrintable(words(*view.column(name))));
    }

    void columnsStayWhereTheyWereLeftWhileDataAreRead() {
        ResponsesView view;
        fill(view);
        view.moveColumn("lire", "base");
        const auto left = view.shownColumns();
        view.setData(nullptr, nullptr, {});
        fill(view);
        QCOMPARE(view.shownColumns(), left);
        view.markPolicy("sft");
        QCOMPARE(view.shownColumns(), left);
    }

    void aPromptKeepsItsOrderWhileNamesAreHidden() {
        ResponsesView view;
        fill(view);
        showView(view, 1900);
        view.setNamesHidden(true);
        QCoreApplication::processEvents();
        const auto before = seen(view);
        QTest::keyClick(&view, Qt::Key_J);
        QTest::keyClick(&view, Qt::Key_K);
        QCoreApplication::processEvents();
        QCOMPARE(seen(view), before);
    }
};

QTEST_MAIN(ResponsesViewTest)
#include "responses_view_test.moc"
