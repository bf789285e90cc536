// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train_runs.h"

using namespace lire::tests;

namespace {

/// Twelve prompts; each has one list of three responses, which makes three pairs.
std::string lists() {
    std::string text;
    for (int i = 0; i < 12; ++i) {
        const int a = 10 + i;
        const nlohmann::json group = {{"id", std::to_string(i)},
                                      {"prompt_ids", {1, a, 7}},
                                      {"response_ids", {{a, 40, 2}, {50, a, a + 1, 2}, {60, 2}}},
                                      {"rewards", {1.0, 0.0, -1.0}}};
        text += group.dump() + "\n";
    }
    return text;
}

}  // namespace

/// `lire train-reward`: its lines, what it leaves, how it is resumed, and what it refuses.
class TrainRewardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aStepIsALineAndTheEndAClassifier();
    void heldOutPairsAreCountedByPrompt();
    void noHeldOutPairIsSaid();
    void interruptedAndResumedItIsTheUninterruptedOne();
    void resumingAFinishedOneChangesNothing();
    void otherSettingsAreNotResumed_data();
    void otherSettingsAreNotResumed();
    void anEarlierTrainingIsNotMixedIn();
    void aFolderThatCannotBeUsedIsRefusedAtOnce();
    void equalRewardsAreRefused();
    void responsesThatAreTheSameAreNoPair();
    void aShareThatLeavesNothingIsNamed();
    void theHelpSpeaksOfPairs();

private:
    std::string path(const std::string& name) const { return m_folder.path(name); }
    std::string fresh() { return m_folder.fresh(); }
    Given options(const std::string& out) const {
        return with(quietly(),
                    {{"--model", tinyModel},
                     {"--data", path("lists.jsonl")},
                     {"--out", out},
                     {"--batch", "6"}});
    }
    Ended train(const std::string& out, const Given& more = {}) const {
        return runLire(commandLine("train-reward", with(options(out), more)));
    }

    TrainingFolder m_folder;
    std::string m_done;  ///< a finished training's folder, not to be written
};

void TrainRewardTest::initTestCase() {
    writeText(path("lists.jsonl"), lists());
    writeText(path("held.jsonl"),
              R"({"prompt_ids":[9],"response_ids":[[5,2],[6,2],[7,2]],"rewards":[2,1,0]})"
              "\n"
              R"({"prompt_ids":[8],"response_ids":[[5,2],[6,2]],"rewards":[1,0]})"
              "\n");
    writeText(path("equal.jsonl"),
              R"({"prompt_ids":[9],"response_ids":[[5,2],[6,2]],"rewards":[1,1]})"
              "\n");
    m_done = fresh();
    LIRE_ENDED(train(m_done), 0);
}

void TrainRewardTest::aStepIsALineAndTheEndAClassifier() {
    const auto out = fresh();
    const auto ended = train(out);
    LIRE_ENDED(ended, 0);
    QCOMPARE(sentenceOf(ended), QString());
    QCOMPARE(ended.lines.size(), std::size_t(6));  // 36 pairs, 6 a step
    const std::set<std::string> keys = {"step",
                                        "steps",
                                        "epoch",
                                        "loss",
                                        "accuracy",
                                        "margin",
                                        "gradient_norm",
                                        "learning_rate",
                                        "tokens",
                                        "tokens_per_second",
                                        "peak_bytes"};
    for (const auto& line : ended.lines) {
        QCOMPARE(keysOf(line), keys);
    }
    const auto config = nlohmann::json::parse(contentOf(out + "/config.json"));
    QCOMPARE(config["architectures"][0].get<std::string>(),
             std::string("LlamaForSequenceClassification"));
    LIRE_ENDED(runLire(commandLine(
                   "score", with(quietly(), {{"--reward-model", out}, {path("held.jsonl"), ""}}))),
               0);
}

void TrainRewardTest::heldOutPairsAreCountedByPrompt() {
    const auto ended = train(fresh(), {{"--held-out", path("held.jsonl")}});
    LIRE_ENDED(ended, 0);
    const auto& line = ended.lines.back();
    QCOMPARE(keysOf(line),
             (std::set<std::string>{
                 "held_out_accuracy", "held_out_accuracy_interval", "pairs", "prompts"}));
    QCOMPARE(line["pairs"].get<int>(), 4);
    QCOMPARE(line["prompts"].get<int>(), 2);
    QVERIFY(line["held_out_accuracy_interval"][0] <= line["held_out_accuracy"]);
    QVERIFY(line["held_out_accuracy_interval"][1] >= line["held_out_accuracy"]);
}

void TrainRewardTest::noHeldOutPairIsSaid() {
    const auto ended = train(fresh(), {{"--held-out", path("equal.jsonl")}});
    LIRE_ENDED(ended, 0);
    QCOMPARE(ended.lines.size(), std::size_t(6));
    QCOMPARE(sentenceOf(ended),
             QString("--held-out: no pair of unequal rewards is left apart; no accuracy will be "
                     "measured"));
}

void TrainRewardTest::interruptedAndResumedItIsTheUninterruptedOne() {
    const Given longer = {{"--epochs", "100"}};
    const auto whole = fresh();
    LIRE_ENDED(train(whole, longer), 0);
    const auto parts = fresh();
    std::size_t steps = 0;
    {
        LireProcess process(commandLine("train-reward", with(options(parts), longer)),
                            path("errors"));
        QVERIFY(process.line().has_value());
        process.signal(SIGINT);
        steps = 1 + process.lines().size();
        QCOMPARE(process.wait(), 130);
    }
    QVERIFY(!fs::exists(parts + "/config.json"));
    const auto rest = train(parts, with(longer, {{"--resume", ""}}));
    LIRE_ENDED(rest, 0);
    QCOMPARE(rest.lines.size(), 600 - steps);
    QVERIFY(contentOf(parts + "/model.safetensors") == contentOf(whole + "/model.safetensors"));
}

void TrainRewardTest::resumingAFinishedOneChangesNothing() {
    const auto before = contentOf(m_done + "/model.safetensors");
    const auto ended = train(m_done, {{"--resume", ""}});
    LIRE_ENDED(ended, 0);
    QVERIFY(ended.lines.empty());
    QVERIFY(contentOf(m_done + "/model.safetensors") == before);
}

void TrainRewardTest::otherSettingsAreNotResumed_data() {
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("a longer one") << "--epochs"
                                  << "2"
                                  << "--epochs: is 2, but the training in ";
    QTest::newRow("another model") << "--model" << LIRE_TEST_DATA "/models/bias"
                                   << "--model: is ";
    QTest::newRow("another share") << "--held-out"
                                   << "0.5"
                                   << "--held-out: is 0.5, but ";
    QTest::newRow("other pairs") << "--data" << QString::fromStdString(path("held.jsonl"))
                                 << "--data: is ";
}

void TrainRewardTest::otherSettingsAreNotResumed() {
    QFETCH(QString, option);
    QFETCH(QString, value);
    QFETCH(QString, sentence);
    const auto ended =
        train(m_done, {{"--resume", ""}, {option.toStdString(), value.toStdString()}});
    LIRE_ENDED(ended, 2);
    QVERIFY2(sentenceOf(ended).startsWith(sentence), ended.errors.c_str());
}

void TrainRewardTest::anEarlierTrainingIsNotMixedIn() {
    const auto ended = train(m_done);
    LIRE_ENDED(ended, 2);
    QCOMPARE(sentenceOf(ended),
             "--out: " + QString::fromStdString(m_done) +
                 " holds the checkpoints of an earlier training; give --resume to go on with it, "
                 "or another --out");
}

void TrainRewardTest::aFolderThatCannotBeUsedIsRefusedAtOnce() {
    const auto copy = fresh();
    fs::copy(tinyModel, copy);
    auto ended = train(copy, {{"--model", copy}});
    LIRE_ENDED(ended, 2);
    QCOMPARE(sentenceOf(ended),
             "--out: " + QString::fromStdString(copy) +
                 " is the folder of --model; give another folder");
    ended = train(path("lists.jsonl"));
    LIRE_ENDED(ended, 2);
    QVERIFY2(sentenceOf(ended).endsWith(" is no folder; give another folder"),
             ended.errors.c_str());
}

void TrainRewardTest::equalRewardsAreRefused() {
    const auto ended = train(fresh(), {{"--data", path("equal.jsonl")}});
    LIRE_ENDED(ended, 2);
    QVERIFY2(sentenceOf(ended).contains("holds no pair of unequal rewards"), ended.errors.c_str());
}

void TrainRewardTest::responsesThatAreTheSameAreNoPair() {
    const std::string same = R"({"prompt":"a","chosen":"b","rejected":"b"})";
    writeText(path("same.jsonl"), same + "\n");
    auto ended = train(fresh(), {{"--data", path("same.jsonl")}});
    LIRE_ENDED(ended, 2);
    QVERIFY2(sentenceOf(ended).endsWith(": holds no pair of two different responses; give pairs "
                                        "(prompt, chosen, rejected) or groups with rewards"),
             ended.errors.c_str());
    writeText(path("partly.jsonl"),
              same + R"(
{"prompt":"c","chosen":"d","rejected":"e"})"
                     "\n");
    ended = train(fresh(), {{"--data", path("partly.jsonl")}});
    LIRE_ENDED(ended, 0);
    QCOMPARE(sentenceOf(ended),
             QString::fromStdString(path("partly.jsonl")) +
                 ": 1 of 2 pairs are of two responses that are the same, and left out");
}

void TrainRewardTest::aShareThatLeavesNothingIsNamed() {
    const auto ended = train(fresh(), {{"--held-out", "0.9999"}});
    LIRE_ENDED(ended, 2);
    QCOMPARE(sentenceOf(ended),
             QString("--held-out: no prompt is left to train on: all 12 are set apart; give a "
                     "smaller share, or another file"));
}

void TrainRewardTest::theHelpSpeaksOfPairs() {
    LireProcess process({"train-reward", "--help"}, path("errors"));
    QString help;
    for (const auto& line : process.lines()) {
        help += QString::fromStdString(line).simplified() + ' ';
    }
    QCOMPARE(process.wait(), 0);
    QVERIFY2(help.contains("pairs a step") && !help.contains("queries"), qPrintable(help));
}

QTEST_GUILESS_MAIN(TrainRewardTest)
#include "train_reward_test.moc"
