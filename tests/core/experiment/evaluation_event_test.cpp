// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/evaluation_event.h"

#include <QTest>

using namespace lire;
using experiment::evaluationEvent;
using experiment::EvaluationInput;

namespace {

constexpr int promptCount = 24;

/// An evaluation of 24 prompts that stand in the data `entries` times each, the policy's numbers
/// alike each time. Numbers of few binary digits: means of equal ones are exact.
struct Evaluation {
    explicit Evaluation(int entries) {
        for (int entry = 0; entry < entries; ++entry) {
            for (int p = 0; p < promptCount; ++p) {
                const auto id = std::to_string(p) + "-" + std::to_string(entry);
                keys[id] = "prompt " + std::to_string(p);
                references[id]["rm"] = 1.5;
                policy.push_back(record(id, 0.5 * (p % 7), p));
                base.push_back(record(id, 0.5 * (p % 5), p));
            }
        }
    }

    static runs::ResponseRecord record(const std::string& id, double reward, int p) {
        return {.promptId = id,
                .finished = p % 2 == 0,
                .tokens = p,
                .k1 = 0.25 * p,
                .raoBlackwell = 0.5 * p,
                .rewards = {{"rm", reward}}};
    }

    runs::EvaluationEvent event(bool byKey = true) const {
        EvaluationInput input{.policy = "one", .guide = "rm", .judges = {"rm"}};
        input.responses = policy;
        input.base = base;
        input.promptKeys = byKey ? &keys : nullptr;
        input.referenceRewards = &references;
        return evaluationEvent(input);
    }

    std::vector<runs::ResponseRecord> policy = {};
    std::vector<runs::ResponseRecord> base = {};
    std::map<std::string, std::string> keys = {};
    std::map<std::string, std::map<std::string, double>> references = {};
};

QString words(const runs::EvaluationEvent& event) {
    return QString::fromStdString(runs::toJson({.body = event}).dump());
}

}  // namespace

class EvaluationEventTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void promptsThatRepeatNarrowNoInterval_data() {
        QTest::addColumn<int>("entries");
        QTest::newRow("twice") << 2;
        QTest::newRow("four times") << 4;
    }

    void promptsThatRepeatNarrowNoInterval() {
        QFETCH(int, entries);
        const auto once = Evaluation(1).event();
        QCOMPARE(once.prompts, std::int64_t(promptCount));
        QVERIFY(once.winRate.high - once.winRate.low > 0.3);
        QCOMPARE(words(Evaluation(entries).event()), words(once));
    }

    void withoutKeysAnEntryIsAPrompt() {
        QCOMPARE(words(Evaluation(1).event(false)), words(Evaluation(1).event()));
        QCOMPARE(Evaluation(2).event(false).prompts, std::int64_t(2 * promptCount));
    }

    void whereAllPromptsAreAlikeTheIntervalHasAWidth_data() {
        QTest::addColumn<double>("reference");
        QTest::addColumn<int>("compared");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("won") << -1.0 << promptCount << 0.862 << 1.0;
        QTest::newRow("lost") << 9.0 << promptCount << 0.0 << 0.138;
        QTest::newRow("tied") << 0.0 << promptCount << 0.314 << 0.686;
        QTest::newRow("won, where there is a reference answer") << -1.0 << 6 << 0.610 << 1.0;
    }

    void whereAllPromptsAreAlikeTheIntervalHasAWidth() {
        QFETCH(double, reference);
        QFETCH(int, compared);
        QFETCH(double, low);
        QFETCH(double, high);
        Evaluation evaluation(1);
        for (int p = compared; p < promptCount; ++p) {
            evaluation.references.erase(std::to_string(p) + "-0");
        }
        for (auto& [id, rewards] : evaluation.references) {
            rewards["rm"] = reference;
        }
        if (reference == 0.0) {
            for (auto& record : evaluation.policy) {
                record.rewards["rm"] = 0.0;
            }
        }
        const auto winRate = evaluation.event().winRate;
        QVERIFY2(std::abs(winRate.low - low) < 1e-3, qPrintable(QString::number(winRate.low)));
        QVERIFY2(std::abs(winRate.high - high) < 1e-3, qPrintable(QString::number(winRate.high)));
    }

    void entriesOfAPromptAreAveragedEachAgainstItsOwnReference() {
        Evaluation two(2);
        for (auto& [id, rewards] : two.references) {
            rewards["rm"] = id.ends_with("-0") ? 100.0 : -100.0;
        }
        two.references.erase("0-0");  // is judged by its other entry alone
        const auto event = two.event();
        QCOMPARE(event.prompts, std::int64_t(promptCount));
        QCOMPARE(event.win, (1.0 + 0.5 * (promptCount - 1)) / promptCount);
        QCOMPARE(event.win + event.lose, 1.0);
        QCOMPARE(event.changes.size(), std::size_t(promptCount));
    }
};

QTEST_GUILESS_MAIN(EvaluationEventTest)
#include "evaluation_event_test.moc"
