// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/response_rows.h"

#include <QTest>

#include "ui/responses/response_question.h"
#include "ui/responses/row_export.h"

using namespace lire;
using namespace lire::ui;

namespace {

PromptRow row(const QString& id, double change, double other) {
    return {.id = id, .change = change, .otherChange = other};
}

QStringList ordered(PromptOrder order, std::uint64_t seed = 0) {
    const std::vector<PromptRow> rows = {row("small", 0.1, 0.1),
                                         row("fell", -2.0, -1.0),
                                         row("rose", 3.0, 1.0),
                                         row("hacked", 1.0, -1.5),
                                         {.id = "unknown"}};
    QStringList ids;
    for (const std::size_t place : orderedPrompts(rows, order, seed))
        ids << rows[place].id;
    return ids;
}

runs::ResponseRecord response(const std::string& policy,
                              std::int64_t step,
                              bool full,
                              const std::string& text,
                              double temperature = 1.0) {
    return {.promptId = "p",
            .policy = policy,
            .step = step,
            .full = full,
            .temperature = temperature,
            .text = text,
            .rewards = {{"rm", double(step)}}};
}

runs::Event evaluation(const std::string& policy, double temperature, bool full = true) {
    return {.run = "run",
            .stage = "evaluate",
            .body = runs::EvaluationEvent{.policy = policy,
                                          .full = full,
                                          .temperature = temperature,
                                          .guide = "rm",
                                          .rewards = {{"rm", {}}, {"rm_star", {}}}}};
}

}  // namespace

class ResponseRowsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void promptsComeInTheOrderAsked() {
        QCOMPARE(ordered(PromptOrder::LargestChange).mid(0, 2), (QStringList{"rose", "fell"}));
        QCOMPARE(ordered(PromptOrder::Worst).front(), QString("fell"));
        QCOMPARE(ordered(PromptOrder::Disagreement).front(), QString("hacked"));
        QCOMPARE(ordered(PromptOrder::LargestChange).back(), QString("unknown"));
    }

    void theSameSeedGivesTheSameOrder() {
        QCOMPARE(ordered(PromptOrder::Random, 7), ordered(PromptOrder::Random, 7));
        bool differs = false;
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            differs =
                differs || ordered(PromptOrder::Random, seed) != ordered(PromptOrder::Random, 7);
        QVERIFY(differs);
    }

    void theNewestFullEvaluationIsRead() {
        const std::vector<runs::PromptRecord> prompts = {
            {.id = "p", .reference = "human", .referenceRewards = {{"rm", 1.0}}},
            {.id = "unanswered"}};
        const std::vector<runs::ResponseRecord> responses = {
            response("base", 0, true, "before"),
            response("lire", 10, true, "old"),
            response("lire", 20, true, "new"),
            response("lire", 30, false, "live"),
            response("lire", 40, true, "cold", 0.7)};
        ResponseQuestion question{.watched = "lire", .guide = "rm"};
        const auto rows = promptRows(prompts, responses, question);
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows.front().cells.at("lire").text, QString("new"));
        QCOMPARE(rows.front().cells.at("reference").text, QString("human"));
        QCOMPARE(rows.front().change, std::optional(20.0));
        QCOMPARE(columnsOf(rows), (std::vector<std::string>{"base", "lire", "reference"}));
        question.step = 30;
        QCOMPARE(promptRows(prompts, responses, question).front().cells.at("lire").text,
                 QString("live"));
    }

    void aNoteTellsWhenTheModelsPart() {
        PromptRow one{.id = "p"};
        one.cells["base"] = {.rewards = {{"rm", 0.0}, {"rm_star", 0.0}}, .tokens = 10};
        one.cells["dpo"] = {.rewards = {{"rm", 1.0}, {"rm_star", -1.0}}, .tokens = 30};
        const ResponseQuestion question{.guide = "rm", .other = "rm_star"};
        QCOMPARE(hackingNote(one, "dpo", question),
                 QString("rm rose, rm_star fell: may be reward hacking. Twice as long."));
        QVERIFY(hackingNote(one, "base", question).isEmpty());
        QVERIFY(hackingNote(one, "absent", question).isEmpty());
    }

    void exportedTextsCannotBreakTheirFormat_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("contains");
        QTest::newRow("CSV doubles quotes")
            << int(RowFormat::Csv) << "\"say \"\"hi\"\" | <b>x</b> 50% & more\nline\"";
        QTest::newRow("Markdown has no markup left")
            << int(RowFormat::Markdown)
            << "say \"hi\" \\| &lt;b&gt;x&lt;/b&gt; 50% &amp; more<br>line";
        QTest::newRow("LaTeX escapes") << int(RowFormat::Latex) << "50\\% \\& more\\newline line";
    }

    void exportedTextsCannotBreakTheirFormat() {
        QFETCH(int, format);
        QFETCH(QString, contains);
        PromptRow one{.id = "p1", .text = "question"};
        one.cells["lire"] = {.text = "say \"hi\" | <b>x</b> 50% & more\nline",
                             .rewards = {{"rm", 0.5}}};
        const QString text = rowsText({&one}, {"lire"}, static_cast<RowFormat>(format));
        QVERIFY2(text.contains(contains), qPrintable(text));
    }

    void aRunOpensAtTheTemperatureNearestToOne() {
        const std::vector<runs::Event> events = {evaluation("base", 0.7),
                                                 evaluation("base", 1.0),
                                                 evaluation("lire", 1.0, false),
                                                 evaluation("lire", 0.7),
                                                 evaluation("lire", 1.0),
                                                 evaluation("lire", 1.3)};
        const auto question = responseQuestion(events, {});
        QCOMPARE(question.temperature, 1.0);
        QCOMPARE(question.watched, std::string("lire"));
        QCOMPARE(question.guide, std::string("rm"));
        QCOMPARE(question.other, std::string("rm_star"));
        // The base's point leads to a trained policy beside it, at the base's temperature.
        const auto chosen = responseQuestion(events, {.policy = "base", .temperature = 1.3});
        QCOMPARE(chosen.temperature, 1.3);
        QCOMPARE(chosen.watched, std::string("lire"));
        const auto before = responseQuestion({events[0], events[1]}, {});
        QCOMPARE(before.temperature, 1.0);
        QCOMPARE(before.watched, std::string("base"));
    }

    void aSpreadsheetRunsNoFormula() {
        PromptRow one{.id = "p1", .text = "=SUM(A1)"};
        QVERIFY(rowsText({&one}, {}, RowFormat::Csv).contains("\"'=SUM(A1)\""));
    }
};

QTEST_GUILESS_MAIN(ResponseRowsTest)
#include "response_rows_test.moc"
