// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures.h"

#include <QTest>
#include <cmath>
#include <set>

#include "core/report/csv.h"
#include "core/report/example_run.h"
#include "core/report/figure_table.h"
#include "core/report/report_figures.h"
#include "core/report/run_names.h"

using namespace lire;
using report::Mark;

namespace {

std::string joined(const std::vector<double>& values) {
    std::string text;
    for (const double value : values) {
        text += (text.empty() ? "" : " ") + QString::number(value, 'g', 6).toStdString();
    }
    return text;
}

}  // namespace

class FiguresTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCurveShowsEachStepAndAMeanWithoutItsStartsBias() {
        const auto figure = report::trainingCurve(tests::exampleRun(), "lire", "loss", 0.5);
        QCOMPARE(figure.series.size(), std::size_t{2});
        QVERIFY(figure.series[0].faint);
        QCOMPARE(joined(figure.series[0].x), std::string("1 2 3"));
        QCOMPARE(joined(figure.series[0].y), std::string("3 2 1"));
        QCOMPARE(joined(figure.series[1].y), std::string("3 2.33333 1.57143"));
        QVERIFY(figure.empty.empty());
    }

    void aCurveWithoutStepsSaysWhy_data() {
        QTest::addColumn<QString>("stage");
        QTest::addColumn<QString>("quantity");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("a stage that has not begun")
            << "dpo"
            << "loss"
            << "No step of dpo yet: the curve begins when the stage trains.";
        QTest::newRow("no stage has begun") << ""
                                            << "loss"
                                            << "No step yet: the curve begins when a stage trains.";
        QTest::newRow("what is measured less often than at each step")
            << "lire"
            << "accuracy"
            << "No accuracy of lire yet: held-out pairs are judged every few steps, and at its "
               "end.";
        QTest::newRow("no such curve") << "lire"
                                       << "los"
                                       << "No curve is called \"los\".";
    }

    void aCurveWithoutStepsSaysWhy() {
        QFETCH(QString, stage);
        QFETCH(QString, quantity);
        QFETCH(QString, sentence);
        const auto figure = report::trainingCurve(
            tests::exampleRun(), stage.toStdString(), quantity.toStdString(), 0.0);
        QCOMPARE(QString::fromStdString(figure.empty), sentence);
    }

    void heldOutAccuracyHasItsIntervalAndChance() {
        const auto figure = report::trainingCurve(tests::exampleRun(), "rm", "accuracy", 0.5);
        QCOMPARE(figure.series.size(), std::size_t{2});
        QCOMPARE(joined(figure.series[0].y), std::string("0.5 0.5"));
        QCOMPARE(joined(figure.series[1].y), std::string("0.55 0.7"));
        QCOMPARE(joined(figure.series[1].yHigh), std::string("0.7 0.82"));
        QCOMPARE(figure.caption,
                 std::string("40 held-out pairs; bars: 95 % intervals; ties count half"));
    }

    void theFrontierHasACurveAPolicyOverRisingTemperatures() {
        const std::vector runs = {tests::exampleRun()};
        const auto figure = report::frontier(runs, report::FrontierValue::WinRate, {}, false);
        QCOMPARE(figure.series.size(), std::size_t{4});  // base, lire, lire-t2 and the guide
        const auto& lire = figure.series[1];
        QCOMPARE(lire.name, std::string("lire"));
        QCOMPARE(joined(lire.x), std::string("1.4 2"));
        QCOMPARE(joined(lire.y), std::string("80 70"));
        QCOMPARE(joined(lire.xHigh), std::string("1.75 2.5"));
        QCOMPARE(joined(lire.yLow), std::string("60 50"));
        QCOMPARE(lire.labels[0], std::string("τ 0.7"));
        QCOMPARE(lire.keys[0], std::string("20261125-101500-demo|lire|0.7|3"));
        QVERIFY(!lire.openMarks);
        QVERIFY(figure.series[2].openMarks);  // a second policy of the same method
        QCOMPARE(figure.series[2].method, std::string("lire"));
        QVERIFY(figure.series[3].mark == Mark::Guide);
        QCOMPARE(figure.notes.size(), std::size_t{1});
    }

    void theLiveFrontierIsThePathOfCheckpoints() {
        const std::vector runs = {tests::exampleRun()};
        const auto figure = report::frontier(runs, report::FrontierValue::Reward, "rm", true);
        QCOMPARE(figure.series.size(), std::size_t{1});
        QCOMPARE(joined(figure.series[0].y), std::string("0.5 0.6 0.7"));
        QCOMPARE(figure.series[0].labels[2], std::string("step 3"));
    }

    void anotherGuidesPointsAreHiddenWithTheirCount() {
        auto other = tests::exampleRun();
        for (auto& event : other.events) {
            if (auto* evaluation = std::get_if<runs::EvaluationEvent>(&event.body)) {
                evaluation->guide = "rm_star";
            }
        }
        const std::vector runs = {tests::exampleRun(), other};
        const auto figure = report::frontier(runs, report::FrontierValue::WinRate, {}, false);
        QCOMPARE(figure.series.size(), std::size_t{4});
        QCOMPARE(figure.notes.back(),
                 std::string("Points judged by another reward model than rm are hidden: 5."));
    }

    void winTieAndLoseAreStacked() {
        const auto figure = report::winShares(tests::exampleRun(), "lire");
        QCOMPARE(figure.series.size(), std::size_t{3});
        QCOMPARE(joined(figure.series[0].y), std::string("50 60 70"));
        QCOMPARE(joined(figure.series[2].yLow), std::string("50 60 70"));
        QCOMPARE(joined(figure.series[2].y), std::string("100 100 100"));
    }

    void rewardChangesAreSplitAtEpsilonAndSumToAll() {
        const auto figure = report::rewardChanges(tests::exampleRun(), "lire", 1.0, {}, 1);
        QCOMPARE(figure.series.size(), std::size_t{6});  // fell, within, rose, earlier, two guides
        double sum = 0.0;
        for (std::size_t side = 0; side < 3; ++side) {
            for (const double share : figure.series[side].y) {
                sum += share;
            }
        }
        QVERIFY(std::abs(sum - 100.0) < 1e-9);
        for (const double x : figure.series[0].x) {
            QVERIFY(x < 0.0);
        }
        QCOMPARE(joined(figure.series[1].y), std::string("10"));  // the one change of 0
        QVERIFY(figure.series[3].mark == Mark::Steps);
        QCOMPARE(figure.series[3].name, std::string("step 1"));
        QCOMPARE(joined(figure.series[4].x), std::string("-0.05 -0.05"));
    }

    void theBarsOfEachColourSumToItsShare() {
        auto run = tests::exampleRun();
        for (auto& event : run.events) {
            if (auto* one = std::get_if<runs::EvaluationEvent>(&event.body); one != nullptr) {
                one->changes.clear();
                for (int place = -40; place <= 40; ++place) {
                    one->changes.push_back(0.037 * place);
                }
                one->epsilon = 0.23;  // on no round edge
            }
        }
        const auto figure = report::rewardChanges(run, "lire", 1.0, {}, {});
        for (const auto& series : figure.series) {
            double sum = 0.0;
            for (const double share : series.y) {
                sum += share;
            }
            if (series.mark == Mark::Bars) {
                const double expected = 100.0 * (series.name == "within ε" ? 13.0 : 34.0) / 81.0;
                QVERIFY2(std::abs(sum - expected) < 1e-9, series.name.c_str());
            }
        }
    }

    void runsOfOneNameAreToldApart_data() {
        QTest::addColumn<QStringList>("ids");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("one day") << QStringList{"20260801-101500-hh", "20260801-121500-hh-2"}
                                 << QStringList{"hh · 10:15", "hh · 12:15"};
        QTest::newRow("two days") << QStringList{"20260801-101500-hh", "20260802-101500-hh"}
                                  << QStringList{"hh · 08-01 10:15", "hh · 08-02 10:15"};
        QTest::newRow("one minute") << QStringList{"20260801-101500-hh", "20260801-101530-hh"}
                                    << QStringList{"hh · 10:15:00", "hh · 10:15:30"};
        QTest::newRow("one second")
            << QStringList{"20260801-101500-hh", "20260801-101500-hh-2"}
            << QStringList{"hh · 20260801-101500-hh", "hh · 20260801-101500-hh-2"};
        QTest::newRow("no date") << QStringList{"first", "second"}
                                 << QStringList{"hh · first", "hh · second"};
        QTest::newRow("alone") << QStringList{"20260801-101500-hh"} << QStringList{"hh"};
    }

    void runsOfOneNameAreToldApart() {
        QFETCH(QStringList, ids);
        QFETCH(QStringList, names);
        std::vector<runs::RunSummary> runs;
        for (const QString& id : ids) {
            runs.push_back({.id = id.toStdString(), .name = "hh"});
        }
        QStringList told;
        for (const auto& name : report::distinctNames(runs)) {
            told << QString::fromStdString(name);
        }
        QCOMPARE(told, names);
    }

    void wholeNumbersReadAsSuch() {
        report::Figure figure;
        figure.x.title = "step";
        figure.series = {{.name = "loss", .x = {1, 250}, .y = {0.5, 2}}};
        const auto table = report::readableTable(figure);
        QCOMPARE(table.rows.at(0).at(1), std::string("1"));
        QCOMPARE(table.rows.at(1).at(1), std::string("250"));
        QCOMPARE(table.rows.at(1).at(2), std::string("2.000"));
    }

    void changesWithinEpsilonAreNeitherFallNorRise() {
        auto run = tests::exampleRun();
        for (auto& event : run.events) {
            if (auto* evaluation = std::get_if<runs::EvaluationEvent>(&event.body)) {
                evaluation->epsilon = 0.6;
            }
        }
        const auto figure = report::rewardChanges(run, "lire", 1.0, {}, {});
        QCOMPARE(figure.series[0].name, std::string("fell"));
        QCOMPARE(figure.series[1].name, std::string("within ε"));
        QCOMPARE(figure.series[2].name, std::string("rose"));
        for (const double x : figure.series[1].x) {
            QVERIFY(std::abs(x) <= 0.6);
        }
    }

    void theBaseHasNoRewardChanges() {
        const auto figure = report::rewardChanges(tests::exampleRun(), "base", 1.0, {}, {});
        QCOMPARE(figure.empty,
                 std::string("No evaluation of base at τ 1 beside the base policy's yet."));
    }

    void flipsAreReadInThreeWaysWithIntervals() {
        const auto figure = report::negativeFlips(tests::exampleRun(), 1.0);
        QCOMPARE(figure.series.size(), std::size_t{3});
        QCOMPARE(joined(figure.series[0].y), std::string("30 30"));
        QCOMPARE(joined(figure.series[2].y), std::string("25 25"));
        // Wilson's interval of 3 of 10, and of a quarter of 4 former wins.
        QVERIFY(std::abs(figure.series[0].yLow[0] - 10.7789) < 1e-3);
        QVERIFY(std::abs(figure.series[0].yHigh[0] - 60.3222) < 1e-3);
        QVERIFY(std::abs(figure.series[2].yHigh[0] - 69.9360) < 1e-3);
        QCOMPARE(figure.x.ticks.size(), std::size_t{2});
        QCOMPARE(figure.x.ticks[1].second, std::string("lire-t2"));
    }

    void distributionsTakeThePolicysNewestFullEvaluation() {
        const auto response =
            [](const std::string& policy, std::int64_t step, bool full, double reward) {
                runs::ResponseRecord record{
                    .promptId = "p", .policy = policy, .step = step, .full = full};
                record.rewards = {{"rm", reward}};
                return record;
            };
        const std::vector responses = {response("lire", 3, true, 1.0),
                                       response("lire", 3, false, 9.0),
                                       response("lire", 2, true, 8.0),
                                       response("base", 0, true, 0.5),
                                       response("lire", 3, true, 2.0)};
        const auto figure = report::rewardDistributions({.id = "r"}, responses, "rm", 1.0);
        QCOMPARE(figure.series.size(), std::size_t{2});
        QCOMPARE(figure.series[0].name, std::string("base"));
        QCOMPARE(joined(figure.series[1].values), std::string("1 2"));
        QCOMPARE(figure.caption,
                 std::string("responses: base 1 of 1 prompts, lire 2 of 1 prompts"));
    }

    void theResultTableHasARowAPolicyAndTemperature() {
        const auto table = report::resultTable(tests::exampleRun());
        QCOMPARE(table.rows.size(), std::size_t{5});
        QCOMPARE(table.columns[3], std::string("Reward rm"));
        QCOMPARE(table.columns[4], std::string("Reward rm_star"));
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            QCOMPARE(table.rows[row].size(), table.columns.size());
            QCOMPARE(table.numbers[row].size(), table.columns.size());
        }
        const auto& lire = table.rows[2];
        QCOMPARE(lire[0] + " " + lire[1], std::string("lire 0.7"));
        QCOMPARE(lire[7], std::string("80.0 [60.0, 100.0]"));
        QCOMPARE(table.columns[13], std::string("Fell %"));
        QCOMPARE(table.rows[0][13], std::string("-"));  // the base has no flips
        QCOMPARE(table.numbers[2][13].value_or(0.0), 30.0);
    }

    void theResultTableHasThePairedDifferenceOfEachReward() {
        auto run = tests::exampleRun();
        const auto table = report::resultTable(run);
        QCOMPARE(table.columns[5], std::string("Δ reward rm"));
        QCOMPARE(table.columns[6], std::string("Δ reward rm_star"));
        QCOMPARE(table.rows[0][5] + table.rows[0][6], std::string("--"));  // the base itself
        QCOMPARE(table.rows[2][5], std::string("0.200 [0.100, 0.300]"));
        QCOMPARE(table.rows[2][6], std::string("-0.100 [-0.250, 0.050]"));
        // An older program told the guide's alone.
        for (auto& event : run.events) {
            if (auto* one = std::get_if<runs::EvaluationEvent>(&event.body)) {
                one->rewardChanges.reset();
            }
        }
        const auto older = report::resultTable(run);
        QCOMPARE(older.rows[2][5], std::string("0.200 [0.100, 0.300]"));
        QCOMPARE(older.rows[2][6], std::string("-"));
    }

    void aRewardModelHasNoCurvesOfLists() {
        auto run = tests::exampleRun();
        const auto idsOf = [](const report::RunEvents& events) {
            QStringList ids;
            for (const auto& figure : report::reportFigures(events, {})) {
                ids << QString::fromStdString(figure.id);
            }
            return ids.filter("curve-");
        };
        const QStringList ids = {"curve-rm-loss",
                                 "curve-rm-accuracy",
                                 "curve-lire-loss",
                                 "curve-lire-max_probability",
                                 "curve-lire-effective_candidates"};
        QCOMPARE(idsOf(run), ids);
        for (auto& event : run.events) {  // an older program's zeros
            if (auto* step = std::get_if<runs::StepEvent>(&event.body);
                event.stage == "rm" && step) {
                step->maxProbability = 0.0;
                step->effectiveCandidates = 0.0;
            }
        }
        QCOMPARE(idsOf(run), ids);
        const auto curve = report::trainingCurve(run, "rm", "max_probability", 0.0);
        QCOMPARE(curve.empty, std::string("A step of rm has no such number: it trains on pairs."));
    }

    void stagesAndRewardModelsAreTables() {
        const auto run = tests::exampleRun();
        const auto models = report::rewardModelTable(run);
        QCOMPARE(models.rows.size(), std::size_t{1});
        QCOMPARE(models.rows[0][3], std::string("70.0 [55.0, 82.0]"));
        const auto stages = report::stageTable(run);
        QCOMPARE(stages.rows.size(), std::size_t{1});
        QCOMPARE(stages.rows[0][2], std::string("done"));
        QCOMPARE(stages.rows[0][3], std::string("2.5"));
    }

    void aResumedStagesPauseIsNoWork() {
        report::RunEvents run;
        const auto add = [&run](double time, const std::string& state) {
            run.events.push_back(
                {.stage = "lire", .time = time, .body = runs::StageEvent{.state = state}});
        };
        add(0, "started");
        add(60, "progress");
        add(1000, "started");
        add(1060, "done");
        QCOMPARE(report::stageTable(run).rows[0][3], std::string("2.0"));
        add(9000, "skipped");  // a later stage is resumed
        QCOMPARE(report::stageTable(run).rows[0][2], std::string("done"));
        QCOMPARE(report::stageTable(run).rows[0][3], std::string("2.0"));
    }

    void reportFiguresHaveDataAndUnlikeSafeIds() {
        const auto figures = report::reportFigures(tests::exampleRun(), {});
        std::set<std::string> ids;
        for (const auto& figure : figures) {
            QVERIFY2(ids.insert(figure.id).second, figure.id.c_str());
            QVERIFY2(figure.id.find_first_of("/ ") == std::string::npos, figure.id.c_str());
            QVERIFY2(!figure.series.empty(), figure.id.c_str());
            QVERIFY2(!figure.caption.empty(), figure.id.c_str());
        }
        QVERIFY(ids.contains("frontier-win-rate"));
        QVERIFY(ids.contains("reward-changes-lire-1"));
        QVERIFY(ids.contains("curve-rm-accuracy"));
    }

    void everyFigureOfAnEmptyRunSaysWhatBringsData() {
        const std::vector<report::RunEvents> runs(1);
        const auto& run = runs.front();
        QVERIFY(!report::frontier(runs, report::FrontierValue::WinRate, {}, false).empty.empty());
        QVERIFY(!report::frontier(runs, report::FrontierValue::Reward, {}, true).empty.empty());
        QVERIFY(!report::winShares(run, "lire").empty.empty());
        QVERIFY(!report::negativeFlips(run, 1.0).empty.empty());
        QVERIFY(!report::rewardDistributions({}, {}, "rm", 1.0).empty.empty());
        QVERIFY(report::reportFigures(run, {}).empty());
        QVERIFY(report::reportTables(run).empty());
    }

    void csvQuotesWhatNeedsItAndKeepsFullNumbers() {
        const report::Table table{.columns = {"a", "b, c"},
                                  .rows = {{"say \"x\"", "0.33 [0, 1]"}},
                                  .numbers = {{std::nullopt, 1.0 / 3.0}}};
        QCOMPARE(report::csv(table),
                 std::string("a,\"b, c\"\r\n\"say \"\"x\"\"\",0.3333333333333333\r\n"));
    }

    void csvOfAFigureHasARowAPoint() {
        report::Figure figure;
        figure.series = {{.name = "lire", .x = {1}, .y = {0.5}, .yLow = {0.25}, .labels = {"τ 1"}},
                         {.name = "base", .mark = Mark::Violin, .x = {0}, .values = {2, 3}}};
        QCOMPARE(report::csv(figure),
                 std::string("series,x,y,x_low,x_high,y_low,y_high,label,key\r\n"
                             "lire,1,0.5,,,0.25,,τ 1,\r\n"
                             "base,0,2,,,,,,\r\nbase,0,3,,,,,,\r\n"));
    }
};

QTEST_GUILESS_MAIN(FiguresTest)
#include "figures_test.moc"
