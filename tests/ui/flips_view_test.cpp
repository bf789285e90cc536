// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/flips_view.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QTest>
#include <QToolButton>

#include "ui/flips/reading_card.h"
#include "ui/made_run.h"
#include "ui/plots/figure_view.h"
#include "ui/theme/style_sheet.h"

using namespace lire;
using namespace lire::ui;

namespace {

void fill(FlipsView& view) {
    view.setRun(made::snapshot());
    view.setResponses(made::responses(), made::prompts());
}

QToolButton* segment(const QWidget& inside, const QString& text) {
    for (QToolButton* one : inside.findChildren<QToolButton*>()) {
        if (one->text() == text && one->isVisible()) {
            return one;
        }
    }
    return nullptr;
}

FigureView* plotOf(const FlipsView& view, const std::string& id) {
    for (FigureView* one : view.findChildren<FigureView*>()) {
        if (one->figure().id == id) {
            return one;
        }
    }
    return nullptr;
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

}  // namespace

class FlipsViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void aLowPageHasTheCumulativeShareAsATab() {
        FlipsView view;
        fill(view);
        view.resize(1195, 644);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const FigureView* cumulative = plotOf(view, "flips-cumulative");
        QVERIFY(!cumulative->isVisible());
        QToolButton* tab = segment(view, "Cumulative share");
        QVERIFY(tab != nullptr);
        tab->click();
        QVERIFY(cumulative->isVisible());
        QVERIFY(!view.histogram().isVisible());
        segment(view, "Distribution of change")->click();
        QVERIFY(view.histogram().isVisible());
        view.resize(1300, 820);
        QVERIFY(cumulative->isVisible() && view.histogram().isVisible());
        QVERIFY(segment(view, "Cumulative share") == nullptr);
    }

    void largeTextScrollsAndSqueezesNothing() {
        applyTheme(*qApp, Theme::Light, 1.5);
        FlipsView view;
        fill(view);
        view.resize(1280 - 128, 606);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCoreApplication::processEvents();
        for (FigureView* one : view.findChildren<FigureView*>()) {
            QVERIFY2(!one->isVisible() || one->plot().height() >= 150,
                     qPrintable(QString::number(one->plot().height())));
        }
        for (QToolButton* button : view.findChildren<QToolButton*>()) {
            QVERIFY2(!button->isVisible() || button->width() >= button->minimumSizeHint().width(),
                     qPrintable(button->text()));
        }
        applyTheme(*qApp, Theme::Light);
    }

    void theJudgeIsNamed() {
        FlipsView view;
        fill(view);
        view.resize(1300, 820);
        view.show();
        QVERIFY(view.card(0).text().contains("rm"));
        QVERIFY(view.card(1).text().contains("rm"));
        QVERIFY(QString::fromStdString(view.scatter().figure().x.title).contains("rm"));
        QVERIFY(QString::fromStdString(view.scatter().figure().y.title).contains("lire"));
        QVERIFY(QString::fromStdString(view.histogram().figure().x.title).contains("rm"));
        QVERIFY2(words(view).contains("hh-alignment"), qPrintable(words(view)));
    }

    void aFocusedCardLooksOtherwise() {
        FlipsView view;
        fill(view);
        view.resize(1300, 820);
        view.show();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        for (ReadingCard* card : view.findChildren<ReadingCard*>()) {
            view.setFocus();
            const QImage before = card->grab().toImage();
            card->setFocus(Qt::TabFocusReason);
            QVERIFY(card->hasFocus());
            QVERIFY(card->grab().toImage() != before);
        }
    }

    void aTypedEpsilonStandsUntilAnotherIsMeasured() {
        FlipsView view;
        fill(view);
        auto* epsilon = view.findChild<QDoubleSpinBox*>();
        QCOMPARE(epsilon->value(), 0.18);
        epsilon->setValue(0.5);
        fill(view);  // as a live run does, again and again
        QCOMPARE(epsilon->value(), 0.5);
        auto other = std::make_shared<RunSnapshot>(*made::snapshot());
        for (runs::Event& event : other->events)
            if (auto* evaluation = std::get_if<runs::EvaluationEvent>(&event.body))
                evaluation->epsilon = 0.25;
        Q_EMIT view.histogram().markChosen(0, 0);
        QVERIFY(view.filter().change);
        view.setRun(other);
        QCOMPARE(epsilon->value(), 0.25);
        QVERIFY(!view.filter().change);  // the bars have other edges
    }

    void aBarsFilterHoldsWhatTheBarCounts() {
        FlipsView view;
        fill(view);
        const report::Figure figure = view.histogram().figure();
        for (std::size_t series = 0; series < figure.series.size(); ++series) {
            if (figure.series[series].mark != report::Mark::Bars) {
                continue;
            }
            for (std::size_t bar = 0; bar < figure.series[series].x.size(); ++bar) {
                Q_EMIT view.histogram().markChosen(series, bar);
                QCOMPARE(double(view.shownRows().size()), figure.series[series].y[bar]);
            }
        }
    }
};

QTEST_MAIN(FlipsViewTest)
#include "flips_view_test.moc"
