// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/runs/event.h"

using lire::runs::Event;
using lire::runs::eventFromJson;
using lire::runs::toJson;
using nlohmann::json;

Q_DECLARE_METATYPE(lire::runs::Event)

class EventJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFieldComesBack_data();
    void everyFieldComesBack();
    void aStepHasTheKeysOfTheContract();
    void anAbsentOptionalHasNoKey();
    void aNumberThatIsNotFiniteIsNullAndReadAsNan();
    void anOlderEventKeepsDefaults();
    void wrongEventsAreRefused_data();
    void wrongEventsAreRefused();
};

void EventJsonTest::everyFieldComesBack_data() {
    using namespace lire::runs;
    QTest::addColumn<Event>("event");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, EventBody body, const char* text) {
        QTest::newRow(name) << Event{.run = "r",
                                     .stage = "lire",
                                     .time = 7.5,
                                     .body = std::move(body)}
                            << QString::fromUtf8(text);
    };
    row("step",
        StepEvent{
            1, 2, 0.5, -0.5, 1e-4, 2.5, 0.25, 0.75, 1.5, 0.125, -3.5, 20.5, 300, 150.5, 1 << 20},
        R"({"event":"step","run":"r","stage":"lire","time":7.5,"step":1,"steps":2,"epoch":0.5,
            "loss":-0.5,"learning_rate":0.0001,"gradient_norm":2.5,"reward_mean":0.25,
            "max_probability":0.75,"effective_candidates":1.5,"gradient_weight":0.125,
            "logprob_mean":-3.5,"response_tokens":20.5,"tokens":300,"tokens_per_second":150.5,
            "peak_bytes":1048576})");
    row("step of a reward model",
        StepEvent{.step = 1, .accuracy = 0.75, .margin = 0.5},
        R"({"event":"step","run":"r","stage":"lire","time":7.5,"step":1,"steps":0,"epoch":0.0,
            "loss":0.0,"learning_rate":0.0,"gradient_norm":0.0,"tokens":0,"tokens_per_second":0.0,
            "peak_bytes":0,"accuracy":0.75,"margin":0.5})");
    row("sample",
        SampleEvent{3, 4, 12.5, "Why?", "Because \"é\"."},
        R"({"event":"sample","run":"r","stage":"lire","time":7.5,"done":3,"total":4,
            "tokens_per_second":12.5,"prompt":"Why?","response":"Because \"é\"."})");
    row("score",
        ScoreEvent{3, 4, "rm", -0.5},
        R"({"event":"score","run":"r","stage":"lire","time":7.5,"done":3,"total":4,
            "reward_model":"rm","mean":-0.5})");
    row("evaluation of the base",
        EvaluationEvent{.policy = "base",
                        .temperature = 0.5,
                        .prompts = 8,
                        .guide = "rm",
                        .rewards = {{"rm", {1, 0.5, 1.5}}, {"rm2", {2, 1.5, 2.5}}},
                        .win = 0.5,
                        .tie = 0.25,
                        .lose = 0.25,
                        .winRate = {0.625, 0.5, 0.75},
                        .kl = {1, 2, 3},
                        .klK1 = {4, 5, 6},
                        .meanTokens = 30.5,
                        .cutShare = 0.125},
        R"({"event":"evaluation","run":"r","stage":"lire","time":7.5,"policy":"base","step":0,
            "full":false,"temperature":0.5,"prompts":8,"guide":"rm",
            "rewards":{"rm":{"value":1.0,"low":0.5,"high":1.5},"rm2":{"value":2.0,"low":1.5,"high":2.5}},
            "win":0.5,"tie":0.25,"lose":0.25,"win_rate":{"value":0.625,"low":0.5,"high":0.75},
            "kl":{"value":1.0,"low":2.0,"high":3.0},"kl_k1":{"value":4.0,"low":5.0,"high":6.0},
            "mean_tokens":30.5,"cut_share":0.125,"epsilon":0.0,"changes":[]})");
    row("evaluation with flips",
        EvaluationEvent{.policy = "lire",
                        .step = 40,
                        .full = true,
                        .dropRate = 0.125,
                        .gainRate = 0.25,
                        .meanDrop = -0.5,
                        .referenceFlipRate = 0.0625,
                        .relativeFlipRate = 0.375,
                        .rewardChange = Estimate{1, 2, 3},
                        .rewardChanges = {{{"rm", {1, 2, 3}}, {"rm2", {-1, -2, 0}}}},
                        .epsilon = 0.03125,
                        .changes = {-1, 0, 0.5}},
        R"({"event":"evaluation","run":"r","stage":"lire","time":7.5,"policy":"lire","step":40,
            "full":true,"temperature":1.0,"prompts":0,"guide":"","rewards":{},"win":0.0,"tie":0.0,
            "lose":0.0,"win_rate":{"value":0.0,"low":0.0,"high":0.0},
            "kl":{"value":0.0,"low":0.0,"high":0.0},"kl_k1":{"value":0.0,"low":0.0,"high":0.0},
            "mean_tokens":0.0,"cut_share":0.0,"drop_rate":0.125,"gain_rate":0.25,"mean_drop":-0.5,
            "reference_flip_rate":0.0625,"relative_flip_rate":0.375,
            "reward_change":{"value":1.0,"low":2.0,"high":3.0},
            "reward_changes":{"rm":{"value":1.0,"low":2.0,"high":3.0},
                              "rm2":{"value":-1.0,"low":-2.0,"high":0.0}},"epsilon":0.03125,
            "changes":[-1.0,0.0,0.5]})");
    row("reward accuracy",
        RewardAccuracyEvent{"rm", 9, 40, true, {0.75, 0.5, 0.875}},
        R"({"event":"reward_accuracy","run":"r","stage":"lire","time":7.5,"reward_model":"rm","step":9,
            "pairs":40,"final":true,"accuracy":{"value":0.75,"low":0.5,"high":0.875}})");
    row("stage",
        StageEvent{"progress", "Sampling candidates", 0.5, 12.5},
        R"({"event":"stage","run":"r","stage":"lire","time":7.5,"state":"progress",
            "title":"Sampling candidates","fraction":0.5,"seconds_left":12.5})");
    row("message",
        MessageEvent{"warning", "a.jsonl:3", "is empty", "leave it out"},
        R"({"event":"message","run":"r","stage":"lire","time":7.5,"level":"warning","place":"a.jsonl:3",
            "problem":"is empty","mend":"leave it out"})");
    row("state",
        StateEvent{"running", 0.5, "runs/r/report.html", 90.5},
        R"({"event":"state","run":"r","stage":"lire","time":7.5,"state":"running","fraction":0.5,
            "report":"runs/r/report.html","seconds_left":90.5})");
}

void EventJsonTest::everyFieldComesBack() {
    QFETCH(Event, event);
    QFETCH(QString, text);
    const auto wanted = json::parse(text.toStdString());
    QCOMPARE(QByteArray::fromStdString(toJson(event).dump()),
             QByteArray::fromStdString(wanted.dump()));
    const auto back = eventFromJson(wanted);
    QCOMPARE(back.body.index(), event.body.index());
    QCOMPARE(QByteArray::fromStdString(toJson(back).dump()),
             QByteArray::fromStdString(wanted.dump()));
}

void EventJsonTest::aStepHasTheKeysOfTheContract() {
    const auto object = toJson({.body = lire::runs::StepEvent{.rewardMean = 0.0,
                                                              .maxProbability = 0.0,
                                                              .effectiveCandidates = 0.0,
                                                              .gradientWeight = 0.0,
                                                              .logprobMean = 0.0,
                                                              .responseTokens = 0.0}});
    for (const char* key : {"event",
                            "run",
                            "stage",
                            "time",
                            "step",
                            "steps",
                            "epoch",
                            "loss",
                            "learning_rate",
                            "gradient_norm",
                            "reward_mean",
                            "max_probability",
                            "effective_candidates",
                            "gradient_weight",
                            "logprob_mean",
                            "response_tokens",
                            "tokens",
                            "tokens_per_second",
                            "peak_bytes"}) {
        QVERIFY2(object.contains(key), key);
    }
    QCOMPARE(object.size(), std::size_t{19});
}

void EventJsonTest::anAbsentOptionalHasNoKey() {
    const auto object = toJson({.body = lire::runs::EvaluationEvent{}});
    for (const char* key : {"drop_rate",
                            "gain_rate",
                            "mean_drop",
                            "reference_flip_rate",
                            "relative_flip_rate",
                            "reward_change",
                            "reward_changes"}) {
        QVERIFY2(!object.contains(key), key);
    }
}

void EventJsonTest::aNumberThatIsNotFiniteIsNullAndReadAsNan() {
    const auto text =
        toJson({.body = lire::runs::StepEvent{.loss = std::numeric_limits<double>::quiet_NaN()}})
            .dump();
    QVERIFY(text.find("\"loss\":null") != std::string::npos);
    const auto back = eventFromJson(json::parse(text));
    QVERIFY(std::isnan(std::get<lire::runs::StepEvent>(back.body).loss));
}

void EventJsonTest::anOlderEventKeepsDefaults() {
    const auto event = eventFromJson({{"event", "evaluation"}, {"policy", "base"}});
    const auto& body = std::get<lire::runs::EvaluationEvent>(event.body);
    QCOMPARE(body.temperature, 1.0);
    QVERIFY(!body.dropRate);
    // A reward model's step once told zeros of what it has not.
    const auto step = eventFromJson({{"event", "step"}, {"max_probability", 0.0}});
    QCOMPARE(*std::get<lire::runs::StepEvent>(step.body).maxProbability, 0.0);
    QVERIFY(!std::get<lire::runs::StepEvent>(step.body).logprobMean);
}

void EventJsonTest::wrongEventsAreRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("unknown event")
        << R"({"event":"stap"})"
        << "/event: unknown event \"stap\"; the nearest known one is \"step\"";
    QTest::newRow("no object") << "[]"
                               << "an event is a JSON object; write the event anew";
    QTest::newRow("wrong type")
        << R"({"event":"step","loss":"low"})"
        << "/loss: the event's value is of the wrong type: \"low\"; write the event anew";
    QTest::newRow("estimate without a bound")
        << R"({"event":"evaluation","kl":{"value":1}})"
        << "/kl: the event's value is of the wrong type: {\"value\":1}; write the event anew";
}

void EventJsonTest::wrongEventsAreRefused() {
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    try {
        eventFromJson(json::parse(text.toStdString()));
        QFAIL("no error");
    } catch (const lire::Error& error) {
        QCOMPARE(QString::fromUtf8(error.what()), sentence);
    }
}

QTEST_GUILESS_MAIN(EventJsonTest)
#include "event_json_test.moc"
