// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pairs.h"

#include <QTest>
#include <limits>

#include "core/data/write_groups.h"

using namespace lire::data;

class PairsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyUnequalPairIsTaken_data();
    void everyUnequalPairIsTaken();
    void aPairKeepsWhatBelongsToItsResponses();
    void aPreferenceIsOfTwoResponses_data();
    void aPreferenceIsOfTwoResponses();
    void theSftTermTakesTheBestKnownAnswer_data();
    void theSftTermTakesTheBestKnownAnswer();
};

using Numbers = std::vector<double>;

void PairsTest::everyUnequalPairIsTaken_data() {
    QTest::addColumn<Numbers>("rewards");
    QTest::addColumn<QString>("pairs");
    QTest::newRow("none") << Numbers{} << "";
    QTest::newRow("better first") << Numbers{0.5, 2} << "g-1-0 ";
    QTest::newRow("equal") << Numbers{1, 1} << "";
    QTest::newRow("three") << Numbers{3, 1, 2} << "g-0-1 g-0-2 g-2-1 ";
    QTest::newRow("a tie among three") << Numbers{1, 1, 2} << "g-2-0 g-2-1 ";
    QTest::newRow("unknown reward") << Numbers{1, std::numeric_limits<double>::quiet_NaN()} << "";
}

void PairsTest::everyUnequalPairIsTaken() {
    QFETCH(Numbers, rewards);
    QFETCH(QString, pairs);
    CandidateGroup group{
        .id = "g", .prompt = "p", .responses = {"a", "b", "c"}, .rewards = rewards};
    QString found;
    for (const auto& pair : preferencePairs(group)) {
        found += QString::fromStdString(pair.id) + " ";
        QCOMPARE(pair.rewards, (Numbers{1, 0}));
    }
    QCOMPARE(found, pairs);
}

void PairsTest::aPairKeepsWhatBelongsToItsResponses() {
    const CandidateGroup group{.id = "g",
                               .prompt = "p",
                               .responses = {"a", "b"},
                               .rewards = {1, 2},
                               .finished = {true, false},
                               .sources = {{.kind = "policy"}, {.kind = "human"}},
                               .logprobs = {-1, -2},
                               .sftIndex = 0,
                               .responseIds = {{1}, {2}},
                               .file = "f",
                               .line = 3};
    const auto pairs = preferencePairs(group);
    QCOMPARE(pairs.size(), std::size_t{1});
    QCOMPARE(pairs[0].place(), std::string("f:3"));
    QCOMPARE(QString::fromStdString(toJson(pairs[0]).dump()),
             QString(R"({"id":"g-1-0","prompt":"p","responses":["b","a"],"response_ids":[[2],[1]],)"
                     R"("rewards":[1.0,0.0],"finished":[false,true],)"
                     R"("sources":[{"kind":"human"},{"kind":"policy"}],"logprobs":[-2.0,-1.0]})"));
}

void PairsTest::aPreferenceIsOfTwoResponses_data() {
    using Texts = std::vector<std::string>;
    using Ids = std::vector<std::vector<lire::text::TokenId>>;
    QTest::addColumn<std::vector<std::string>>("responses");
    QTest::addColumn<std::vector<std::vector<lire::text::TokenId>>>("ids");
    QTest::addColumn<Numbers>("rewards");
    QTest::addColumn<bool>("has");
    QTest::newRow("two responses") << Texts{"a", "b"} << Ids{} << Numbers{1, 0} << true;
    QTest::newRow("one twice") << Texts{"a", "a"} << Ids{} << Numbers{1, 0} << false;
    QTest::newRow("equal rewards") << Texts{"a", "b"} << Ids{} << Numbers{1, 1} << false;
    QTest::newRow("no rewards") << Texts{"a", "b"} << Ids{} << Numbers{} << false;
    QTest::newRow("another beside one twice")
        << Texts{"a", "a", "b"} << Ids{} << Numbers{1, 0, 0} << true;
    QTest::newRow("one by its ids") << Texts{} << Ids{{1}, {1}} << Numbers{1, 0} << false;
    QTest::newRow("two by their ids")
        << Texts{"a", "a"} << Ids{{1, 1}, {2}} << Numbers{1, 0} << true;
}

void PairsTest::aPreferenceIsOfTwoResponses() {
    QFETCH(std::vector<std::string>, responses);
    QFETCH(std::vector<std::vector<lire::text::TokenId>>, ids);
    QFETCH(Numbers, rewards);
    QTEST(hasPreference({.responses = responses, .rewards = rewards, .responseIds = ids}), "has");
}

void PairsTest::theSftTermTakesTheBestKnownAnswer_data() {
    QTest::addColumn<Numbers>("rewards");
    QTest::addColumn<int>("given");
    QTest::addColumn<int>("preferred");
    QTest::addColumn<int>("index");
    QTest::newRow("given") << Numbers{3, 1, 2} << 1 << 2 << 1;
    QTest::newRow("preferred") << Numbers{3, 1, 2} << -1 << 2 << 2;
    QTest::newRow("highest") << Numbers{1, 3, 2} << -1 << -1 << 1;
    QTest::newRow("the first of equals") << Numbers{1, 3, 3} << -1 << -1 << 1;
    QTest::newRow("nothing known") << Numbers{} << -1 << -1 << 0;
}

void PairsTest::theSftTermTakesTheBestKnownAnswer() {
    QFETCH(Numbers, rewards);
    QFETCH(int, given);
    QFETCH(int, preferred);
    QFETCH(int, index);
    CandidateGroup group{.responses = {"a", "b", "c"}, .rewards = rewards};
    if (given >= 0) {
        group.sftIndex = std::size_t(given);
    }
    if (preferred >= 0) {
        group.sources.resize(3);
        group.sources[std::size_t(preferred)].preferred = true;
    }
    QCOMPARE(sftIndex(group), std::size_t(index));
}

QTEST_GUILESS_MAIN(PairsTest)
#include "pairs_test.moc"
