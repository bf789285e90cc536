// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include "app/train_runs.h"
#include "core/objectives/registry.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// Five lists of three responses; `salt` makes others.
std::string lists(int salt = 0) {
    std::string text;
    for (int i = 0; i < 5; ++i) {
        const int a = 10 + i + salt;
        const nlohmann::json group = {{"id", std::to_string(i)},
                                      {"prompt_ids", {1, a, 7}},
                                      {"response_ids", {{a, 40, 2}, {50, a, a + 1, 2}, {60, 2}}},
                                      {"rewards", {1.0, 0.25 * i, -1.0}}};
        text += group.dump() + "\n";
    }
    return text;
}

/// Two lists; the first one's rewards are all equal, and with `both` the second one's, too.
std::string equalLists(bool both) {
    return std::string(R"({"prompt_ids":[1,3],"response_ids":[[5,2],[6,2]],"rewards":[0.5,0.5]})") +
           "\n" + R"({"prompt_ids":[1,4],"response_ids":[[5,2],[6,2]],"rewards":)" +
           (both ? "[0,0]}\n" : "[0,1]}\n");
}

}  // namespace

/// `lire train`: its lines, what it leaves, how it is resumed, and what it refuses.
class TrainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aStepIsALineAndTheEndAnAdapter();
    void fullEndsWithAModelFolder();
    void anAdapterIsGoneOnFrom();
    void interruptedAndResumedItIsTheUninterruptedOne();
    void resumingWhereNothingIsStarts();
    void resumingAFinishedOneChangesNothing();
    void otherSettingsAreNotResumed_data();
    void otherSettingsAreNotResumed();
    void anAdapterOfOtherContentIsNotResumed();
    void whatChangesSpeedAloneMayDiffer();
    void whatAnOlderVersionBegunIsResumed();
    void anEarlierTrainingIsNotMixedIn();
    void aFolderThatCannotBeUsedIsRefusedAtOnce_data();
    void aFolderThatCannotBeUsedIsRefusedAtOnce();
    void theModelsOwnFolderIsRefused_data();
    void theModelsOwnFolderIsRefused();
    void valuesOutOfRangeAreRefused_data();
    void valuesOutOfRangeAreRefused();
    void optionsThatContradictAreRefused_data();
    void optionsThatContradictAreRefused();
    void equalRewardsAreRefused_data();
    void equalRewardsAreRefused();
    void someEqualRewardsAreCounted();
    void theHelpListsEveryObjective();

private:
    std::string path(const std::string& name) const { return m_folder.path(name); }
    std::string fresh() { return m_folder.fresh(); }
    Given options(const std::string& out) const {
        return with(quietly(),
                    {{"--model", tinyModel},
                     {"--data", path("lists.jsonl")},
                     {"--objective", "lire"},
                     {"--out", out},
                     {"--epochs", "2"},
                     {"--batch", "2"},
                     {"--learning-rate", "0.01"}});
    }
    Ended train(const std::string& out, const Given& more = {}) const {
        return runLire(commandLine("train", with(options(out), more)));
    }
    /// A copy of a model, so that no test writes where the models lie.
    std::string copyOf(const std::string& model) {
        const auto copy = fresh();
        fs::copy(fs::path(LIRE_TEST_DATA) / "models" / model, copy);
        return copy;
    }

    TrainingFolder m_folder;
    std::string m_done;  ///< a finished training's folder, not to be written
};

void TrainTest::initTestCase() {
    writeText(path("lists.jsonl"), lists());
    writeText(path("other.jsonl"), lists(100));
    writeText(path("equal.jsonl"), equalLists(true));
    writeText(path("partly.jsonl"), equalLists(false));
    writeText(path("file"), "in the way");
    m_done = fresh();
    LIRE_ENDED(train(m_done), 0);
}

void TrainTest::aStepIsALineAndTheEndAnAdapter() {
    const auto out = fresh();
    const auto ended = train(out);
    LIRE_ENDED(ended, 0);
    QCOMPARE(sentenceOf(ended), QString());
    QCOMPARE(ended.lines.size(), std::size_t(6));
    const std::set<std::string> keys = {"step",
                                        "steps",
                                        "epoch",
                                        "loss",
                                        "reward_mean",
                                        "max_probability",
                                        "effective_candidates",
                                        "gradient_weight",
                                        "gradient_norm",
                                        "learning_rate",
                                        "logprob_mean",
                                        "response_tokens",
                                        "tokens",
                                        "tokens_per_second",
                                        "peak_bytes"};
    for (std::size_t i = 0; i < ended.lines.size(); ++i) {
        QCOMPARE(keysOf(ended.lines[i]), keys);
        QCOMPARE(ended.lines[i]["step"].get<std::size_t>(), i + 1);
        QCOMPARE(ended.lines[i]["steps"].get<int>(), 6);
    }
    QCOMPARE(
        namesIn(out),
        (std::set<std::string>{"adapter_config.json", "adapter_model.safetensors", "checkpoints"}));
    const auto config = nlohmann::json::parse(contentOf(out + "/adapter_config.json"));
    QCOMPARE(config["r"].get<int>(), 8);
    QCOMPARE(config["base_model_name_or_path"].get<std::string>(), tinyModel);
    LIRE_ENDED(runLire(commandLine(
                   "logprobs",
                   with(quietly(),
                        {{"--model", tinyModel}, {"--adapter", out}, {path("lists.jsonl"), ""}}))),
               0);
}

void TrainTest::fullEndsWithAModelFolder() {
    const auto out = fresh();
    LIRE_ENDED(train(out, {{"--full", ""}}), 0);
    QVERIFY(fs::exists(out + "/config.json") && fs::exists(out + "/model.safetensors"));
    QVERIFY(!fs::exists(out + "/adapter_config.json"));
    LIRE_ENDED(runLire({"inspect", out}), 0);
    const auto weights = contentOf(out + "/model.safetensors");
    const auto again = train(out, {{"--full", ""}, {"--resume", ""}});
    LIRE_ENDED(again, 0);
    QVERIFY(again.lines.empty());
    QVERIFY(contentOf(out + "/model.safetensors") == weights);
}

void TrainTest::anAdapterIsGoneOnFrom() {
    const auto out = fresh();
    LIRE_ENDED(train(out, {{"--adapter", m_done}, {"--epochs", "1"}}), 0);
    QVERIFY(contentOf(out + "/adapter_model.safetensors") !=
            contentOf(m_done + "/adapter_model.safetensors"));
}

void TrainTest::interruptedAndResumedItIsTheUninterruptedOne() {
    const Given longer = {{"--epochs", "200"}};
    const auto whole = fresh();
    LIRE_ENDED(train(whole, longer), 0);
    const auto parts = fresh();
    std::size_t steps = 0;
    {
        LireProcess process(commandLine("train", with(options(parts), longer)), path("errors"));
        QVERIFY(process.line().has_value());
        process.signal(SIGINT);
        steps = 1 + process.lines().size();
        QCOMPARE(process.wait(), 130);
    }
    QVERIFY(!fs::exists(parts + "/adapter_config.json"));
    const auto rest = train(parts, with(longer, {{"--resume", ""}}));
    LIRE_ENDED(rest, 0);
    QCOMPARE(rest.lines.size(), 600 - steps);
    QCOMPARE(rest.lines.front()["step"].get<std::size_t>(), steps + 1);
    QVERIFY(contentOf(parts + "/adapter_model.safetensors") ==
            contentOf(whole + "/adapter_model.safetensors"));
}

void TrainTest::resumingWhereNothingIsStarts() {
    const auto out = fresh();
    const auto ended = train(out, {{"--resume", ""}});
    LIRE_ENDED(ended, 0);
    QCOMPARE(ended.lines.size(), std::size_t(6));
    QVERIFY(contentOf(out + "/adapter_model.safetensors") ==
            contentOf(m_done + "/adapter_model.safetensors"));
}

void TrainTest::resumingAFinishedOneChangesNothing() {
    const auto before = contentOf(m_done + "/adapter_model.safetensors");
    const auto ended = train(m_done, {{"--resume", ""}});
    LIRE_ENDED(ended, 0);
    QVERIFY(ended.lines.empty());
    QVERIFY(contentOf(m_done + "/adapter_model.safetensors") == before);
}

void TrainTest::otherSettingsAreNotResumed_data() {
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("before");
    const auto row = [](const char* option, const char* value, const char* before) {
        QTest::newRow(option) << option << value << value << before;
    };
    row("--epochs", "3", "2");
    row("--batch", "1", "2");
    row("--learning-rate", "0.02", "0.01");
    row("--warmup", "0.5", "0.03");
    row("--seed", "2", "1");
    row("--max-length", "7", "0");
    row("--lora-rank", "4", "8");
    row("--lora-alpha", "8", "16");
    row("--lora-targets", "q_proj", "q_proj,v_proj");
    row("--objective", "pro", "lire");
    QTest::newRow("--options") << "--options"
                               << R"({"temperature":3})"
                               << "3"
                               << "2";
    QTest::newRow("--full") << "--full"
                            << ""
                            << "true"
                            << "false";
    QTest::newRow("--data") << "--data" << QString::fromStdString(path("other.jsonl"))
                            << "other.jsonl (5 lists, "
                            << "lists.jsonl (5 lists, ";
    QTest::newRow("--model") << "--model" << LIRE_TEST_DATA "/models/bias"
                             << "models/bias ("
                             << "models/tied (";
    QTest::newRow("--adapter") << "--adapter" << QString::fromStdString(m_done) << "out-1 ("
                               << "a new one";
}

void TrainTest::otherSettingsAreNotResumed() {
    QFETCH(QString, option);
    QFETCH(QString, value);
    QFETCH(QString, now);
    QFETCH(QString, before);
    const auto out = fresh();
    fs::copy(m_done, out, fs::copy_options::recursive);
    const auto ended = train(out, {{"--resume", ""}, {option.toStdString(), value.toStdString()}});
    LIRE_ENDED(ended, 2);
    QVERIFY(ended.lines.empty());
    const auto sentence = sentenceOf(ended);
    QVERIFY2(sentence.startsWith(option), qPrintable(sentence));
    const auto middle =
        ", but the training in " + QString::fromStdString(out) + "/checkpoints was begun with ";
    const auto at = sentence.indexOf(middle);
    QVERIFY2(at > 0 && sentence.left(at).contains(now), qPrintable(sentence));
    QVERIFY2(sentence.mid(at + middle.size()).contains(before), qPrintable(sentence));
    QVERIFY2(sentence.endsWith("; resume it with its own settings, or begin in another folder"),
             qPrintable(sentence));
    QVERIFY(contentOf(out + "/adapter_model.safetensors") ==
            contentOf(m_done + "/adapter_model.safetensors"));
}

void TrainTest::anAdapterOfOtherContentIsNotResumed() {
    const auto adapter = copyOf("adapter_qv");
    const auto out = fresh();
    const Given from = {{"--adapter", adapter}};
    LIRE_ENDED(train(out, from), 0);
    const auto moved = fresh();
    fs::rename(adapter, moved);
    LIRE_ENDED(train(out, {{"--adapter", moved}, {"--resume", ""}}), 0);
    fs::copy(m_done, adapter, fs::copy_options::recursive);
    const auto ended = train(out, with(from, {{"--resume", ""}}));
    LIRE_ENDED(ended, 2);
    QVERIFY2(sentenceOf(ended).startsWith("--adapter: is "), ended.errors.c_str());
}

void TrainTest::whatChangesSpeedAloneMayDiffer() {
    const auto out = fresh();
    fs::copy(m_done, out, fs::copy_options::recursive);
    fs::create_directory(path("moved"));
    fs::copy(tinyModel, path("moved/model"));
    fs::copy(path("lists.jsonl"), path("moved/lists.jsonl"));
    const auto ended = train(out,
                             {{"--resume", ""},
                              {"--threads", "2"},
                              {"--tokens-per-pass", "16"},
                              {"--activation-memory", "1"},
                              {"--checkpoint-every", "1"},
                              {"--dtype", "auto"},
                              {"--model", path("moved/model")},
                              {"--data", path("moved/lists.jsonl")}});
    LIRE_ENDED(ended, 0);
    QVERIFY(ended.lines.empty());
}

void TrainTest::whatAnOlderVersionBegunIsResumed() {
    const auto out = fresh();
    fs::copy(m_done, out, fs::copy_options::recursive);
    const auto state = out + "/checkpoints/step-00000006/state.json";
    auto json = nlohmann::json::parse(contentOf(state));
    QCOMPARE(json.erase("training"), std::size_t(1));
    writeText(state, json.dump());
    LIRE_ENDED(train(out, {{"--resume", ""}, {"--learning-rate", "0.02"}}), 0);
}

void TrainTest::anEarlierTrainingIsNotMixedIn() {
    const auto before = namesIn(m_done + "/checkpoints");
    // The model is not even opened.
    const auto ended = train(m_done, {{"--model", "nowhere"}});
    LIRE_ENDED(ended, 2);
    QCOMPARE(sentenceOf(ended),
             "--out: " + QString::fromStdString(m_done) +
                 " holds the checkpoints of an earlier training; give --resume to go on with it, "
                 "or another --out");
    QCOMPARE(namesIn(m_done + "/checkpoints"), before);
}

void TrainTest::aFolderThatCannotBeUsedIsRefusedAtOnce_data() {
    QTest::addColumn<QString>("out");
    QTest::addColumn<QString>("sentence");
    const auto file = QString::fromStdString(path("file"));
    QTest::newRow("a file") << file << "--out: " + file + " is no folder; give another folder";
    QTest::newRow("below a file") << file + "/out"
                                  << "--out: " + file + " is no folder; give another folder";
    const auto other = QString::fromStdString(copyOf("bias"));
    QTest::newRow("another model") << other << "--out: " + other + " holds a model already (";
    const auto adapter = QString::fromStdString(copyOf("adapter_qv"));
    QTest::newRow("another adapter")
        << adapter << "--out: " + adapter + " holds a model already (adapter_";
    QTest::newRow("where nobody makes a folder") << "/proc/out"
                                                 << "--out: /proc cannot be written (";
    if (::geteuid() != 0) {  // root may write everywhere
        const auto locked = fresh();
        fs::create_directory(locked);
        fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_exec);
        const auto name = QString::fromStdString(locked);
        QTest::newRow("read-only") << name + "/out"
                                   << "--out: " + name +
                                          " cannot be written; give another folder, or make it "
                                          "writable";
    }
}

void TrainTest::aFolderThatCannotBeUsedIsRefusedAtOnce() {
    QFETCH(QString, out);
    QFETCH(QString, sentence);
    for (const Given& more : {Given{}, Given{{"--full", ""}}, Given{{"--resume", ""}}}) {
        const auto ended = train(out.toStdString(), more);
        LIRE_ENDED(ended, 2);
        QVERIFY(ended.lines.empty());
        QVERIFY2(sentenceOf(ended).startsWith(sentence), ended.errors.c_str());
    }
}

void TrainTest::theModelsOwnFolderIsRefused_data() {
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("model");
    QTest::newRow("the model") << "--model"
                               << "tied";
    QTest::newRow("the adapter") << "--adapter"
                                 << "adapter_qv";
    QTest::newRow("the reference") << "--reference"
                                   << "tied";
}

void TrainTest::theModelsOwnFolderIsRefused() {
    QFETCH(QString, option);
    QFETCH(QString, model);
    const auto copy = copyOf(model.toStdString());
    const auto before = namesIn(copy);
    const auto ended = train(copy + "/", {{"--objective", "dpo"}, {option.toStdString(), copy}});
    LIRE_ENDED(ended, 2);
    QCOMPARE(sentenceOf(ended),
             "--out: " + QString::fromStdString(copy) + "/ is the folder of " + option +
                 "; give another folder");
    QCOMPARE(namesIn(copy), before);
}

void TrainTest::valuesOutOfRangeAreRefused_data() {
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("value");
    for (const auto& [option, value] : {std::pair("--learning-rate", "0"),
                                        {"--learning-rate", "-1"},
                                        {"--learning-rate", "nan"},
                                        {"--learning-rate", "inf"},
                                        {"--seed", "-1"},
                                        {"--lora-alpha", "nan"},
                                        {"--lora-alpha", "0"},
                                        {"--lora-rank", "0"},
                                        {"--max-length", "-1"},
                                        {"--epochs", "0"},
                                        {"--batch", "0"},
                                        {"--warmup", "1"},
                                        {"--warmup", "nan"},
                                        {"--checkpoint-every", "-1"}}) {
        QTest::addRow("%s %s", option, value) << option << value;
    }
}

void TrainTest::valuesOutOfRangeAreRefused() {
    QFETCH(QString, option);
    QFETCH(QString, value);
    const auto out = fresh();
    const auto ended = runLire(
        commandLine("train", with(options(out), {{option.toStdString(), value.toStdString()}})));
    LIRE_ENDED(ended, 2);
    QVERIFY2(sentenceOf(ended).startsWith(option + ": is "), ended.errors.c_str());
    QVERIFY2(sentenceOf(ended).contains("; give a"), ended.errors.c_str());
    QVERIFY(!fs::exists(out));
}

void TrainTest::optionsThatContradictAreRefused_data() {
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("other");
    const auto adapter = QString::fromStdString(m_done);
    for (const auto& [option, value] :
         {std::pair("--lora-rank", "4"), {"--lora-alpha", "4"}, {"--lora-targets", "q_proj"}}) {
        QTest::addRow("--full and %s", option) << "--full"
                                               << "" << option << value;
        QTest::addRow("--adapter and %s", option) << "--adapter" << adapter << option << value;
    }
    QTest::newRow("--full and --adapter") << "--full"
                                          << ""
                                          << "--adapter" << adapter;
    QTest::newRow("--reference and --objective")
        << "--reference" << QString::fromStdString(tinyModel) << "--objective"
        << "lire";
}

void TrainTest::optionsThatContradictAreRefused() {
    QFETCH(QString, first);
    QFETCH(QString, value);
    QFETCH(QString, second);
    QFETCH(QString, other);
    const auto ended = train(
        fresh(),
        {{first.toStdString(), value.toStdString()}, {second.toStdString(), other.toStdString()}});
    LIRE_ENDED(ended, 2);
    const auto sentence = sentenceOf(ended);
    QVERIFY2(sentence.contains(first) && sentence.contains(second), qPrintable(sentence));
    QVERIFY2(!sentence.contains('\n'), qPrintable(sentence));
}

void TrainTest::equalRewardsAreRefused_data() {
    QTest::addColumn<QString>("objective");
    for (const char* objective : {"dpo", "dpo-pl", "lire"}) {
        QTest::newRow(objective) << objective;
    }
}

void TrainTest::equalRewardsAreRefused() {
    QFETCH(QString, objective);
    const auto ended =
        train(fresh(), {{"--data", path("equal.jsonl")}, {"--objective", objective.toStdString()}});
    LIRE_ENDED(ended, 2);
    QCOMPARE(sentenceOf(ended),
             QString::fromStdString(path("equal.jsonl")) + ": no list gives " + objective +
                 " a gradient: one response alone, or rewards that are all equal; give lists with "
                 "unequal rewards");
}

void TrainTest::someEqualRewardsAreCounted() {
    const auto ended = train(fresh(), {{"--data", path("partly.jsonl")}, {"--objective", "dpo"}});
    LIRE_ENDED(ended, 0);
    QCOMPARE(sentenceOf(ended),
             QString::fromStdString(path("partly.jsonl")) +
                 ": 1 of 2 lists do not give dpo a gradient: one response alone, or rewards that "
                 "are all equal");
    QCOMPARE(ended.lines.size(), std::size_t(2));
}

void TrainTest::theHelpListsEveryObjective() {
    LireProcess process({"train", "--help"}, path("errors"));
    QString help;
    for (const auto& line : process.lines()) {
        help += QString::fromStdString(line).simplified() + ' ';
    }
    QCOMPARE(process.wait(), 0);
    QString names;
    for (const auto& kind : objectives::objectiveKinds()) {
        names += (names.isEmpty() ? "" : ", ") + QString::fromStdString(kind.name);
    }
    QVERIFY2(help.contains(names), qPrintable(help));
    QVERIFY2(help.contains("queries a step"), qPrintable(help));
}

QTEST_GUILESS_MAIN(TrainTest)
#include "train_test.moc"
