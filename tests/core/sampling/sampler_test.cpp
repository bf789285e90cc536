// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/sampler.h"

#include <algorithm>
#include <set>

#include "core/models/tiny.h"

using namespace lire;
using namespace lire::sampling;

namespace {

using Ids = std::vector<std::vector<std::vector<text::TokenId>>>;

const models::CausalLm& model() {
    static const auto loaded = tiny::load("tied");
    return loaded;
}

std::vector<SamplingPrompt> prompts(std::size_t responses) {
    std::vector<SamplingPrompt> result;
    for (const auto& list : tiny::lists()) {
        result.push_back({.key = "group-" + std::to_string(result.size()),
                          .ids = list.prompt,
                          .responses = responses});
    }
    return result;
}

Ids idsOf(const std::vector<std::vector<SampledResponse>>& responses) {
    Ids ids;
    for (const auto& row : responses) {
        auto& all = ids.emplace_back();
        for (const auto& response : row) {
            all.push_back(response.ids);
        }
    }
    return ids;
}

Ids draw(std::span<const SamplingPrompt> prompts, std::size_t batch, std::uint64_t seed = 1) {
    return idsOf(sampleResponses(model(), prompts, {.maxNewTokens = 12}, seed, batch));
}

bool isStop(text::TokenId id) {
    const auto& stops = model().source().stopTokens;
    return std::find(stops.begin(), stops.end(), id) != stops.end();
}

}  // namespace

class SamplerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBatchChangesNoDraw_data() {
        QTest::addColumn<int>("batch");
        for (const int batch : {1, 2, 7, 100}) {
            QTest::addRow("%d at a time", batch) << batch;
        }
    }
    void theBatchChangesNoDraw() {
        QFETCH(int, batch);
        static const auto want = draw(prompts(3), 4);
        QVERIFY(draw(prompts(3), static_cast<std::size_t>(batch)) == want);
    }

    void theOrderChangesNoDraw() {
        auto turned = prompts(3);
        std::reverse(turned.begin(), turned.end());
        auto got = draw(turned, 4);
        std::reverse(got.begin(), got.end());
        QVERIFY(got == draw(prompts(3), 4));
    }

    void moreResponsesKeepTheFirst() {
        const auto few = draw(prompts(2), 4);
        const auto many = draw(prompts(5), 4);
        auto rest = prompts(3);
        for (auto& prompt : rest) {
            prompt.firstIndex = 2;
        }
        const auto others = draw(rest, 4);
        for (std::size_t q = 0; q < few.size(); ++q) {
            QVERIFY(std::equal(few[q].begin(), few[q].end(), many[q].begin()));
            QVERIFY(std::equal(others[q].begin(), others[q].end(), many[q].begin() + 2));
        }
    }

    void theSeedDecides() {
        QVERIFY(draw(prompts(2), 4, 7) == draw(prompts(2), 4, 7));
        QVERIFY(draw(prompts(2), 4, 7) != draw(prompts(2), 4, 8));
    }

    void responsesOfAPromptDiffer() {
        const auto ids = draw(prompts(4), 8)[0];
        QVERIFY(std::set<std::vector<text::TokenId>>(ids.begin(), ids.end()).size() > 1);
    }

    void aResponseEndsWithItsStopTokenOrAtTheMost() {
        bool someFinished = false;
        bool someCut = false;
        for (const auto& row : sampleResponses(model(), prompts(40), {.maxNewTokens = 30}, 3, 16)) {
            for (const auto& response : row) {
                QVERIFY(!response.ids.empty() && response.ids.size() <= 30);
                QCOMPARE(isStop(response.ids.back()), response.finished);
                QVERIFY(std::none_of(response.ids.begin(), response.ids.end() - 1, isStop));
                QVERIFY(response.finished || response.ids.size() == 30);
                someFinished = someFinished || response.finished;
                someCut = someCut || !response.finished;
            }
        }
        QVERIFY(someFinished && someCut);
    }

    void stopTokensMayBeIgnored() {
        const DecodingSettings settings{.maxNewTokens = 9, .ignoreStopTokens = true};
        for (const auto& row : sampleResponses(model(), prompts(30), settings, 3, 16)) {
            for (const auto& response : row) {
                QCOMPARE(response.ids.size(), std::size_t{9});
            }
        }
    }

    void oneTokenEachIsEnough() {
        const auto ids = idsOf(sampleResponses(model(), prompts(300), {.maxNewTokens = 1}, 3, 2));
        for (const auto& row : ids) {
            QCOMPARE(row.size(), std::size_t{300});
            for (const auto& response : row) {
                QCOMPARE(response.size(), std::size_t{1});
            }
        }
    }

    void firstTokensFollowTheModel() {
        // Frequencies of the first token against the exact probabilities, by chi-square.
        constexpr std::size_t count = 4000;
        const auto prompt = std::vector{prompts(count)[0]};
        const auto ids = idsOf(sampleResponses(model(), prompt, {.maxNewTokens = 1}, 5, 64))[0];
        std::map<text::TokenId, double> seen;
        for (const auto& response : ids) {
            seen[response[0]] += 1.0;
        }
        const auto logits =
            tiny::golden()["models"]["tied"]["next_logits"].get<std::vector<double>>();
        double total = 0.0;
        for (const double logit : logits) {
            total += std::exp(logit);
        }
        double chiSquare = 0.0;
        double restSeen = 0.0;
        double restWanted = 0.0;
        double cells = 0.0;
        for (std::size_t i = 0; i < logits.size(); ++i) {
            const double wanted = count * std::exp(logits[i]) / total;
            const double got = seen[static_cast<text::TokenId>(i)];
            if (wanted < 8.0) {
                restSeen += got;
                restWanted += wanted;
                continue;
            }
            chiSquare += (got - wanted) * (got - wanted) / wanted;
            cells += 1.0;
        }
        chiSquare += (restSeen - restWanted) * (restSeen - restWanted) / restWanted;
        // Mean `cells`, deviation sqrt(2 cells): five deviations above it.
        QVERIFY2(chiSquare < cells + 5.0 * std::sqrt(2.0 * cells),
                 qPrintable(QString("%1 of %2 cells").arg(chiSquare).arg(cells)));
    }

    void greedyIsTheMostProbableEachTime() {
        const DecodingSettings settings{.strategy = "greedy", .maxNewTokens = 6};
        const auto ids = idsOf(sampleResponses(model(), prompts(1), settings, 1, 4));
        // No other continuation of a greedy prefix has a higher log-prob at its last token.
        for (std::size_t q = 0; q < ids.size(); ++q) {
            const auto& response = ids[q][0];
            const auto prompt = tiny::lists()[q].prompt;
            for (std::size_t t = 0; t < response.size(); ++t) {
                models::TokenList list{.prompt = prompt};
                for (text::TokenId other = 0; other < 300; ++other) {
                    auto changed = std::vector(response.begin(),
                                               response.begin() + static_cast<std::ptrdiff_t>(t));
                    changed.push_back(other);
                    list.responses.push_back(changed);
                }
                const auto sums = model().logprobs({&list, 1}).sums[0];
                const auto best = std::max_element(sums.begin(), sums.end()) - sums.begin();
                QCOMPARE(response[t], static_cast<text::TokenId>(best));
            }
        }
    }

    void stoppedItHandsOutWhatIsComplete() {
        std::stop_source stop;
        std::size_t told = 0;
        const auto got = sampleResponses(model(),
                                         prompts(20),
                                         {.maxNewTokens = 10},
                                         1,
                                         4,
                                         stop.get_token(),
                                         [&](const SamplingProgress& progress) {
                                             QCOMPARE(progress.total, std::size_t{100});
                                             told = progress.done;
                                             if (told == 7) {
                                                 stop.request_stop();
                                             }
                                         });
        const auto whole = idsOf(sampleResponses(model(), prompts(20), {.maxNewTokens = 10}, 1, 4));
        std::size_t complete = 0;
        for (std::size_t q = 0; q < got.size(); ++q) {
            QCOMPARE(got[q].size(), std::size_t{20});
            for (std::size_t j = 0; j < got[q].size(); ++j) {
                if (!got[q][j].ids.empty()) {
                    ++complete;
                    QVERIFY(got[q][j].ids == whole[q][j]);
                }
            }
        }
        QCOMPARE(complete, told);
        QVERIFY(told >= 7 && told < 100);
    }

    void progressCountsEveryResponse() {
        std::size_t calls = 0;
        SamplingProgress last;
        sampleResponses(
            model(), prompts(3), {.maxNewTokens = 4}, 1, 2, {}, [&](const auto& progress) {
                ++calls;
                QCOMPARE(progress.done, calls);
                QVERIFY(progress.newest != nullptr && !progress.newest->ids.empty());
                last = progress;
            });
        QCOMPARE(calls, last.total);
        QVERIFY(last.tokens >= 15 && last.tokensPerSecond > 0.0);
    }

    void promptsWithoutResponsesAreLeftOut() {
        auto some = prompts(2);
        some[1].responses = 0;
        const auto ids = draw(some, 4);
        QVERIFY(ids[1].empty());
        QCOMPARE(ids[2].size(), std::size_t{2});
        QVERIFY(draw(std::vector<SamplingPrompt>{}, 4).empty());
    }

    void logitsThatAreNotFiniteStopIt_data() {
        QTest::addColumn<QString>("strategy");
        QTest::addColumn<double>("topP");
        QTest::addColumn<int>("topK");
        QTest::addColumn<bool>("everyToken");
        for (const bool everyToken : {false, true}) {
            const char* which = everyToken ? "every token" : "one token";
            QTest::addRow("%s", which) << "sample" << 1.0 << 0 << everyToken;
            QTest::addRow("%s, top-p", which) << "sample" << 0.9 << 0 << everyToken;
            QTest::addRow("%s, top-k", which) << "sample" << 1.0 << 5 << everyToken;
            QTest::addRow("%s, greedy", which) << "greedy" << 1.0 << 0 << everyToken;
        }
    }
    void logitsThatAreNotFiniteStopIt() {
        QFETCH(QString, strategy);
        QFETCH(double, topP);
        QFETCH(int, topK);
        QFETCH(bool, everyToken);
        auto broken = tiny::load("untied", true);
        auto& parameters = broken.parameters();
        const auto head = std::find_if(parameters.begin(), parameters.end(), [](const auto& each) {
            return each.name == "lm_head.weight";
        });
        QVERIFY(head != parameters.end());
        (everyToken ? head->value : head->value.select(0, 7)).fill_(std::nan(""));
        broken.parametersChanged();
        const DecodingSettings settings{
            .strategy = strategy.toStdString(), .topP = topP, .topK = topK, .maxNewTokens = 4};
        try {
            sampleResponses(broken, std::vector{prompts(2)[0]}, settings, 1, 4);
            QFAIL("it sampled");
        } catch (const Error& error) {
            QCOMPARE(QString(error.what()),
                     QString::fromStdString(tiny::folder("untied").string()) +
                         ": the logits of token 1 of a response to \"group-0\" are not finite; use "
                         "finite weights, or train the adapter again at a lower learning rate");
            QVERIFY(error.blame() == Blame::Running);
        }
    }

    void anAdapterIsSampledWith() {
        auto adapted = tiny::load("tied");
        adapted.loadAdapter(tiny::folder("adapter_qv"));
        const auto with = idsOf(sampleResponses(adapted, prompts(3), {.maxNewTokens = 12}, 1, 4));
        adapted.useAdapter(false);
        const auto without =
            idsOf(sampleResponses(adapted, prompts(3), {.maxNewTokens = 12}, 1, 4));
        QVERIFY(with != without);
        QVERIFY(without == draw(prompts(3), 4));
    }
};

QTEST_GUILESS_MAIN(SamplerTest)
#include "sampler_test.moc"
