// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/runs/run_reader.h"
#include "core/runs/run_writer.h"

using namespace lire::runs;

class RunRecordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void promptsAreReplacedInPlace();
    void responsesAreReplacedAsOneEvaluation();
    void responsesAreFilteredAndOrdered();
    void aTextThatIsNoUtf8ComesBack();
    void mixedEvaluationsAreRefusedAndChangeNothing();
    void aHundredThousandResponsesAreFoundQuickly();

private:
    std::filesystem::path workspace() const { return m_folder->filePath("work").toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

ResponseRecord response(const std::string& prompt, std::int64_t index, const std::string& text) {
    return {.promptId = prompt,
            .policy = "lire",
            .step = 10,
            .full = true,
            .temperature = 0.7,
            .index = index,
            .text = text,
            .finished = true,
            .tokens = 5,
            .logprob = -7.25,
            .k1 = 0.5,
            .raoBlackwell = 0.625,
            .rewards = {{"rm", 1.5}, {"rm2", -0.5}}};
}

}  // namespace

void RunRecordsTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

void RunRecordsTest::promptsAreReplacedInPlace() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    std::vector<PromptRecord> prompts = {
        {.id = "b",
         .split = "test",
         .text = "Why?",
         .messages = {{{"role", "user"}, {"content", "Why?"}}},
         .reference = "So.",
         .rejected = "No.",
         .referenceRewards = {{"rm", 0.5}}},
        {.id = "a", .split = "train", .text = "How?", .messages = "How?"}};
    writer.savePrompts(id, prompts);
    prompts[0].referenceRewards["rm2"] = 2.5;
    writer.savePrompts(id, std::span(prompts).first(1));
    RunReader reader(workspace());
    const auto all = reader.prompts(id);
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(all[0].id, std::string("b"));
    QVERIFY(all[0].referenceRewards == prompts[0].referenceRewards);
    QVERIFY(all[0].messages == prompts[0].messages);
    QCOMPARE(all[0].reference, std::string("So."));
    QCOMPARE(all[0].rejected, std::string("No."));
    QVERIFY(all[1].messages == nlohmann::json("How?"));
    const auto train = reader.prompts(id, "train");
    QCOMPARE(train.size(), std::size_t{1});
    QCOMPARE(train[0].text, std::string("How?"));
}

void RunRecordsTest::responsesAreReplacedAsOneEvaluation() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    writer.saveResponses(id, std::vector{response("p1", 0, "old"), response("p2", 0, "old")});
    auto live = response("p1", 0, "live");
    live.full = false;
    writer.saveResponses(id, std::vector{live});
    auto later = response("p1", 0, "later");
    later.step = 20;
    writer.saveResponses(id, std::vector{later});
    writer.saveResponses(id, std::vector{response("p1", 0, "new")});
    RunReader reader(workspace());
    QStringList texts;
    for (const auto& record : reader.responses(id)) {
        texts.append(QString::fromStdString(record.text));
    }
    texts.sort();
    QCOMPARE(texts, (QStringList{"later", "live", "new"}));
}

void RunRecordsTest::responsesAreFilteredAndOrdered() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    auto strange = response("p1", 2, "");
    strange.logprob = std::numeric_limits<double>::quiet_NaN();
    strange.rewards["rm"] = std::numeric_limits<double>::quiet_NaN();
    writer.saveResponses(
        id,
        std::vector{
            response("p2", 0, "c"), strange, response("p1", 0, "a"), response("p1", 1, "b")});
    auto base = response("p1", 0, "base");
    base.policy = "base";
    base.temperature = 1.0;
    base.finished = false;
    writer.saveResponses(id, std::vector{base});
    RunReader reader(workspace());
    const auto texts = [&reader, &id](const ResponseFilter& filter) {
        QStringList found;
        for (const auto& record : reader.responses(id, filter)) {
            found.append(QString::fromStdString(record.text));
        }
        return found.join(' ');
    };
    QCOMPARE(texts({}), QString("base a b  c"));
    QCOMPARE(texts({.policy = "lire"}), QString("a b  c"));
    QCOMPARE(texts({.temperature = 1.0}), QString("base"));
    QCOMPARE(texts({.step = 11}), QString());
    QCOMPARE(texts({.full = true, .promptId = "p2"}), QString("c"));
    const auto records = reader.responses(id);
    QCOMPARE(records[1].policy, std::string("lire"));
    QCOMPARE(records[1].step, 10);
    QVERIFY(records[1].full);
    QCOMPARE(records[1].temperature, 0.7);
    QVERIFY(records[1].finished);
    QVERIFY(!records[0].finished);
    QCOMPARE(records[1].tokens, 5);
    QCOMPARE(records[1].logprob, -7.25);
    QCOMPARE(records[1].k1, 0.5);
    QCOMPARE(records[1].raoBlackwell, 0.625);
    QVERIFY((records[1].rewards == std::map<std::string, double>{{"rm", 1.5}, {"rm2", -0.5}}));
    QVERIFY(std::isnan(records[3].logprob));
    QVERIFY(std::isnan(records[3].rewards.at("rm")));
}

void RunRecordsTest::aTextThatIsNoUtf8ComesBack() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    const std::string cut("caf\xc3", 4);
    const std::string zero("a\0b", 3);
    writer.saveResponses(id, std::vector{response("p", 0, cut), response("p", 1, zero)});
    writer.receive({.run = id, .body = SampleEvent{.prompt = "p", .response = cut}});
    RunReader reader(workspace());
    QCOMPARE(reader.responses(id).at(0).text, cut);
    QCOMPARE(reader.responses(id).at(1).text, zero);
    // An event is JSON, which knows no such text.
    QCOMPARE(std::get<SampleEvent>(reader.events(id).at(0).event.body).response,
             std::string("caf\xef\xbf\xbd"));
}

void RunRecordsTest::mixedEvaluationsAreRefusedAndChangeNothing() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    writer.saveResponses(id, std::vector{response("p1", 0, "old")});
    auto other = response("p2", 0, "other");
    other.temperature = 1.0;
    QVERIFY_EXCEPTION_THROWN(writer.saveResponses(id, std::vector{response("p1", 0, "new"), other}),
                             lire::Error);
    RunReader reader(workspace());
    QCOMPARE(reader.responses(id).size(), std::size_t{1});
    QCOMPARE(reader.responses(id)[0].text, std::string("old"));
}

void RunRecordsTest::aHundredThousandResponsesAreFoundQuickly() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    std::vector<ResponseRecord> records;
    for (int stepNumber = 1; stepNumber <= 20; ++stepNumber) {
        records.clear();
        for (int i = 0; i < 5000; ++i) {
            auto record = response("p" + std::to_string(i / 4), i % 4, "some text of an answer");
            record.step = stepNumber;
            records.push_back(std::move(record));
        }
        writer.saveResponses(id, records);
    }
    RunReader reader(workspace());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(reader.responses(id, {.promptId = "p77"}).size(), std::size_t{80});
    QVERIFY2(timer.elapsed() < 200, "one prompt of 100,000 responses");  // a scan takes longer
    QCOMPARE(reader.responses(id, {.policy = "lire", .step = 7}).size(), std::size_t{5000});
}

QTEST_GUILESS_MAIN(RunRecordsTest)
#include "run_records_test.moc"
