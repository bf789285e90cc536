// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/split.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/data/stable_hash.h"

using namespace lire::data;

class SplitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTestPromptIsNeverTrainedOn();
    void spacesDoNotHideALeak_data();
    void spacesDoNotHideALeak();
    void aLoneUserMessageIsTheString_data();
    void aLoneUserMessageIsTheString();
    void theShareIsKept_data();
    void theShareIsKept();
    void addingPromptsMovesNoOther();
    void allGroupsOfAPromptGoTheSameWay();
    void halvesAreDisjointAndInFileOrder();
    void aHalfSaysNothingOfTheSplit();
    void hashesNeverChange();
};

namespace {

CandidateGroup groupOf(const std::string& prompt, const std::string& id = "") {
    return {.id = id, .prompt = prompt, .responses = {"a"}};
}

std::vector<CandidateGroup> numbered(int count) {
    std::vector<CandidateGroup> groups;
    for (int i = 0; i < count; ++i) {
        groups.push_back(groupOf("prompt " + std::to_string(i), std::to_string(i)));
    }
    return groups;
}

std::set<std::string> idsOf(const std::vector<CandidateGroup>& groups) {
    std::set<std::string> ids;
    for (const auto& group : groups) {
        ids.insert(group.id);
    }
    return ids;
}

}  // namespace

void SplitTest::aTestPromptIsNeverTrainedOn() {
    const auto split = separate({groupOf("a", "1"), groupOf("b", "2"), groupOf("b", "3")},
                                {groupOf("b", "4"), groupOf("c", "5")});
    QCOMPARE(split.leaked, std::size_t{2});
    QCOMPARE(split.train.size(), std::size_t{1});
    QCOMPARE(split.train[0].id, std::string("1"));
    QCOMPARE(split.test.size(), std::size_t{2});
}

void SplitTest::spacesDoNotHideALeak_data() {
    using Prompt = std::variant<std::string, std::vector<lire::text::ChatMessage>>;
    QTest::addColumn<std::shared_ptr<Prompt>>("one");
    QTest::addColumn<std::shared_ptr<Prompt>>("other");
    QTest::addColumn<bool>("same");
    using Messages = std::vector<lire::text::ChatMessage>;
    const auto row = [](const char* name, Prompt one, Prompt other, bool same) {
        QTest::newRow(name) << std::make_shared<Prompt>(std::move(one))
                            << std::make_shared<Prompt>(std::move(other)) << same;
    };
    row("alike", "a b", "a b", true);
    row("white space", " a\n\tb ", "a b", true);
    row("a word in two", "a b", "ab", false);
    row("case", "A", "a", false);
    row("messages", Messages{{"user", "a b"}}, Messages{{"user", " a  b\n"}}, true);
    row("roles", Messages{{"user", "a"}}, Messages{{"system", "a"}}, false);
    row("turns", Messages{{"user", "a"}, {"user", "b"}}, Messages{{"user", "a b"}}, false);
}

void SplitTest::spacesDoNotHideALeak() {
    using Prompt = std::variant<std::string, std::vector<lire::text::ChatMessage>>;
    QFETCH(std::shared_ptr<Prompt>, one);
    QFETCH(std::shared_ptr<Prompt>, other);
    QFETCH(bool, same);
    QCOMPARE(promptKey({.prompt = *one}) == promptKey({.prompt = *other}), same);
}

void SplitTest::aLoneUserMessageIsTheString_data() {
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("leaks");
    QTest::newRow("the same text") << "user"
                                   << "Why? " << true;
    QTest::newRow("another text") << "user"
                                  << "How?" << false;
    QTest::newRow("another role") << "system"
                                  << "Why?" << false;
}

void SplitTest::aLoneUserMessageIsTheString() {
    QFETCH(QString, role);
    QFETCH(QString, message);
    QFETCH(bool, leaks);
    const auto string = groupOf("Why?", "string");
    auto turn = groupOf("", "message");
    turn.prompt = std::vector<lire::text::ChatMessage>{{role.toStdString(), message.toStdString()}};
    QCOMPARE(sameTextKey(string) == sameTextKey(turn), leaks);
    QVERIFY(promptKey(string) != promptKey(turn));
    QCOMPARE(separate({string}, {turn}).leaked, std::size_t(leaks));
    QCOMPARE(separate({turn}, {string}).leaked, std::size_t(leaks));
    // The hash does not know it: a seed may put the two on different sides.
    std::size_t leaked = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto split = splitByPrompt({string, turn}, 0.5, seed);
        QVERIFY(!leaks || split.train.empty() || split.test.empty());
        QCOMPARE(split.train.size() + split.test.size() + split.leaked, std::size_t{2});
        leaked += split.leaked;
    }
    QCOMPARE(leaked > 0, leaks);
}

void SplitTest::theShareIsKept_data() {
    QTest::addColumn<double>("share");
    QTest::newRow("none") << 0.0;
    QTest::newRow("a tenth") << 0.1;
    QTest::newRow("a half") << 0.5;
    QTest::newRow("all") << 1.0;
}

void SplitTest::theShareIsKept() {
    QFETCH(double, share);
    const auto split = splitByPrompt(numbered(10000), share, 7);
    QCOMPARE(split.train.size() + split.test.size(), std::size_t{10000});
    const double got = double(split.test.size()) / 10000;
    const double deviation = std::sqrt(share * (1 - share) / 10000);
    QVERIFY2(std::abs(got - share) <= 4 * deviation, qPrintable(QString::number(got)));
}

void SplitTest::addingPromptsMovesNoOther() {
    const auto few = idsOf(splitByPrompt(numbered(500), 0.2, 3).test);
    const auto many = idsOf(splitByPrompt(numbered(1000), 0.2, 3).test);
    QVERIFY(std::includes(many.begin(), many.end(), few.begin(), few.end()));
    for (const auto& id : many) {
        QVERIFY(std::stoi(id) >= 500 || few.contains(id));
    }
    QVERIFY(few != idsOf(splitByPrompt(numbered(500), 0.2, 4).test));
}

void SplitTest::allGroupsOfAPromptGoTheSameWay() {
    auto groups = numbered(200);
    for (const auto& group : numbered(200)) {
        groups.push_back(group);
        groups.back().responses = {"another"};
    }
    const auto split = splitByPrompt(std::move(groups), 0.5, 1);
    QCOMPARE(split.test.size(), 2 * idsOf(split.test).size());
    QCOMPARE(split.train.size(), 2 * idsOf(split.train).size());
}

void SplitTest::halvesAreDisjointAndInFileOrder() {
    const auto groups = numbered(1000);
    const auto first = half(groups, Half::First, 5);
    const auto second = half(groups, Half::Second, 5);
    QCOMPARE(first.size() + second.size(), groups.size());
    QVERIFY(first.size() > 430 && first.size() < 570);
    auto all = idsOf(first);
    all.merge(idsOf(second));
    QCOMPARE(all.size(), groups.size());
    QVERIFY(std::is_sorted(first.begin(), first.end(), [](const auto& a, const auto& b) {
        return std::stoi(a.id) < std::stoi(b.id);
    }));
}

void SplitTest::aHalfSaysNothingOfTheSplit() {
    const auto split = splitByPrompt(numbered(10000), 0.5, 5);
    const auto first = half(split.train, Half::First, 5);
    const double share = double(first.size()) / double(split.train.size());
    QVERIFY2(std::abs(share - 0.5) < 0.03, qPrintable(QString::number(share)));
}

void SplitTest::hashesNeverChange() {
    // Stored runs are continued by later versions: their splits must come out the same.
    QCOMPARE(stableHash("", 0), 0xf52a15e9a9b5e89bULL);
    QCOMPARE(stableHash("Why is the sky blue?", 1), 0x9d18311d45eba37ULL);
}

QTEST_GUILESS_MAIN(SplitTest)
#include "split_test.moc"
