// SPDX-License-Identifier: GPL-3.0-or-later
// `lire score` and `lire evaluate`: whose ids are read, and what counts as the same prompt.
#include <QTest>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "app/outcome.h"

using namespace lire;
using namespace lire::tests;

namespace {

const QString models = LIRE_TEST_DATA "/models/";

}  // namespace

class ScoringTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void promptsAreComparedById_data();
    void promptsAreComparedById();
    void theScoredIdsAreTheModels_data();
    void theScoredIdsAreTheModels();
    void foreignIdsWithoutTextAreRefused();

private:
    QTemporaryDir m_folder;
};

void ScoringTest::initTestCase() {
    const auto other = std::filesystem::path(m_folder.filePath("other").toStdString());
    std::filesystem::copy(models.toStdString() + "tied", other);
    std::ifstream stream(other / "tokenizer.json");
    auto tokenizer = nlohmann::json::parse(stream);
    auto& merges = tokenizer["model"]["merges"];
    merges.erase(merges.size() - 1);
    std::ofstream(other / "tokenizer.json") << tokenizer.dump();
}

void ScoringTest::promptsAreComparedById_data() {
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<int>("prompts");
    QTest::addColumn<double>("mean");  ///< of a: over its prompts
    const QByteArray text = R"({"id":"1","prompt":"x","responses":["y"],"rewards":[1]})";
    QTest::newRow("rewards of one reference, rounded another way")
        << QByteArray(R"({"id":"1","prompt":"x","rewards":[1],"response_ids":[[5]],)"
                      R"("reference_reward":-1.2501})")
        << QByteArray(R"({"id":"1","prompt":"x","rewards":[2],"response_ids":[[5]],)"
                      R"("reference_reward":-1.2542})")
        << 1 << 1.0;
    QTest::newRow("a string and the same as a message")
        << text
        << QByteArray(R"({"id":"1","prompt":[{"role":"user","content":"x "}],"responses":["y"],)"
                      R"("rewards":[1]})")
        << 1 << 1.0;
    QTest::newRow("ids of two tokenizers")
        << QByteArray(R"({"id":"1","prompt_ids":[5],"response_ids":[[5]],"rewards":[1]})")
        << QByteArray(R"({"id":"1","prompt_ids":[6,7],"response_ids":[[5]],"rewards":[1]})") << 1
        << 1.0;
    const QByteArray more =
        "\n"
        R"({"id":"2","prompt":"x ","responses":["y"],"rewards":[3]})"
        "\n"
        R"({"id":"3","prompt":"w","responses":["y"],"rewards":[8]})";
    QTest::newRow("a prompt that stands twice") << text + more << text + more << 2 << 5.0;
}

void ScoringTest::promptsAreComparedById() {
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QFETCH(int, prompts);
    QFETCH(double, mean);
    const auto told = outcomeOf({"evaluate",
                                 "--policy",
                                 "a=" + written(m_folder, "a.jsonl", a + "\n"),
                                 "--policy",
                                 "b=" + written(m_folder, "b.jsonl", b + "\n"),
                                 "--baseline",
                                 "a"});
    QVERIFY2(told.code == 0, told.errors.c_str());
    for (const auto& line : told.lines) {
        QCOMPARE(nlohmann::json::parse(line)["prompts"].get<int>(), prompts);
    }
    QCOMPARE(nlohmann::json::parse(told.lines.at(0))["mean_reward"].get<double>(), mean);
}

void ScoringTest::theScoredIdsAreTheModels_data() {
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QByteArray>("read");  ///< what gives the same reward
    const QByteArray ids = R"("prompt_ids":[70],"response_ids":[[71,72,2]])";
    const QByteArray text = R"("prompt":"ab","responses":["cd"])";
    const auto from = [](const QByteArray& policy) {
        return R"(,"sources":[{"kind":"policy","policy":")" + policy + R"("}])";
    };
    QTest::newRow("nothing tells whose they are, and they spell another text")
        << "{" + text + "," + ids + "}"
        << "{" + text + "}";
    QTest::newRow("a policy that is not here, and they spell another text")
        << "{" + text + "," + ids + from("../elsewhere") + "}"
        << "{" + text + "}";
    QTest::newRow("one lies beyond the vocabulary")
        << "{" + text + R"(,"prompt_ids":[70],"response_ids":[[71,9999]]})"
        << "{" + text + "}";
    QTest::newRow("the prompt's alone, and they spell another text")
        << "{" + text + R"(,"prompt_ids":[71]})"
        << "{" + text + "}";
    // 95: "}", of two of which the tokenizer makes one
    const QByteArray own = R"("prompt_ids":[67,68],"response_ids":[[95,95,2]])";
    QTest::newRow("nothing tells whose they are, and they spell the text")
        << R"({"prompt":"ab","responses":["}}"],)" + own + "}"
        << "{" + own + "}";
    QTest::newRow("a policy that is not here, and they spell the text")
        << R"({"prompt":"ab","responses":["}}"],)" + own + from("../elsewhere") + "}"
        << "{" + own + "}";
    QTest::newRow("the policy has the model's tokenizer")
        << "{" + text + "," + ids + R"(,"sources":[{"kind":"policy","policy":")" + models.toUtf8() +
               R"(tied + adapter"}]})"
        << "{" + ids + "}";
    QTest::newRow("the policy has another tokenizer")
        << "{" + text + "," + ids + R"(,"sources":[{"kind":"policy","policy":")" +
               m_folder.filePath("other").toUtf8() + R"("}]})"
        << "{" + text + "}";
}

void ScoringTest::theScoredIdsAreTheModels() {
    QFETCH(QByteArray, entry);
    QFETCH(QByteArray, read);
    const auto file = written(m_folder, "both.jsonl", entry + "\n" + read + "\n");
    const auto told =
        outcomeOf({"score", "--quiet", "--reward-model", models + "classifier", file});
    QVERIFY2(told.code == 0, told.errors.c_str());
    const auto reward = [&](std::size_t line) {
        return nlohmann::json::parse(told.lines.at(line))["rewards"][0].get<double>();
    };
    QVERIFY(std::abs(reward(0) - reward(1)) < 1e-5);  // two places of one pass: rounding differs
}

void ScoringTest::foreignIdsWithoutTextAreRefused() {
    const auto file = written(m_folder,
                              "foreign.jsonl",
                              R"({"prompt_ids":[70],"response_ids":[[71,2]],"sources":[{"kind":)"
                              R"("policy","policy":")" +
                                  m_folder.filePath("other").toUtf8() + "\"}]}\n");
    const auto told =
        outcomeOf({"score", "--quiet", "--reward-model", models + "classifier", file});
    QCOMPARE(told.code, 2);
    QCOMPARE(QString::fromStdString(told.errors),
             file + ":1: \"prompt\" is missing, and the ids are of another tokenizer than " +
                 models +
                 "classifier's; give the text beside the ids: lire detokenize --model "
                 "POLICY\n");
}

QTEST_GUILESS_MAIN(ScoringTest)
#include "scoring_test.moc"
