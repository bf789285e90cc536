// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <fstream>
#include <random>

#include "core/objectives/one_query.h"

using namespace lire::objectives;

namespace {

OneQuery drawnQuery(std::size_t count, double scale, std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    OneQuery query{.sftIndex = count / 2};
    for (std::size_t j = 0; j < count; ++j) {
        query.logprobs.push_back(-scale * (0.2 + uniform(generator)));
        query.rewards.push_back(4.0 * uniform(generator) - 2.0);
        query.lengths.push_back(1.0 + std::floor(30.0 * uniform(generator)));
        query.reference.push_back(query.logprobs.back() + uniform(generator) - 0.5);
    }
    return query;
}

/// The options of a kind: as they come, and each SFT weight turned on, so that every term counts.
std::vector<nlohmann::json> variants(const ObjectiveKind& kind) {
    std::vector<nlohmann::json> all{nlohmann::json::object()};
    for (const auto& option : kind.options) {
        if (option.name == "sft_weight") {
            all.push_back({{"sft_weight", 0.0}});
            all.push_back({{"sft_weight", 0.7}});
        }
        for (const auto& choice : option.choices) {
            all.push_back({{option.name, choice}});
        }
        if (option.type == lire::OptionType::Boolean) {
            all.push_back({{option.name, !option.standard.get<bool>()}});
        }
    }
    return all;
}

bool allFinite(const LossAndGradient& result) {
    return std::isfinite(result.loss) &&
           std::all_of(result.gradient.begin(), result.gradient.end(), [](double value) {
               return std::isfinite(value);
           });
}

}  // namespace

class EveryObjectiveTest : public QObject {
    Q_OBJECT
private:
    static void everyKind() {
        QTest::addColumn<QString>("name");
        for (const auto& kind : objectiveKinds()) {
            QTest::newRow(kind.name.c_str()) << QString::fromStdString(kind.name);
        }
    }

private Q_SLOTS:
    void saysWhetherItReadsLengths_data() { everyKind(); }

    void saysWhetherItReadsLengths() {
        QFETCH(QString, name);
        const auto& kind = objectiveKind(name.toStdString(), "");
        for (const auto& options : variants(kind)) {
            auto query = drawnQuery(4, 20.0, 7);
            const auto before = evaluated(kind.name, query, options);
            for (auto& length : query.lengths) {
                length += 3.0;
            }
            const auto after = evaluated(kind.name, query, options);
            const auto objective = makeObjective(kind.name, options, "");
            QCOMPARE(objective->readsLengths(),
                     before.loss != after.loss || before.gradient != after.gradient);
        }
    }

    void givesTheGoldenValues_data() { everyKind(); }

    void givesTheGoldenValues() {
        QFETCH(QString, name);
        std::ifstream file(LIRE_GOLDEN "/objectives.json");
        const auto golden = nlohmann::json::parse(file);
        std::size_t cases = 0;
        for (const auto& row : golden.at("cases")) {
            if (row.at("objective") != name.toStdString()) {
                continue;
            }
            ++cases;
            const auto got = evaluated(name.toStdString(),
                                       {.logprobs = row.at("logprobs"),
                                        .rewards = row.at("rewards"),
                                        .lengths = row.at("lengths"),
                                        .reference = row.at("reference_logprobs"),
                                        .sftIndex = row.at("sft_index").get<std::size_t>()},
                                       row.at("options"));
            const auto wrong =
                difference(got, row.at("loss"), row.at("gradient"), golden.at("tolerance"));
            QVERIFY2(wrong.isEmpty(),
                     qPrintable(QString::fromStdString(row.at("title").get<std::string>() + ", " +
                                                       row.at("options").dump() + ": ") +
                                wrong));
        }
        QVERIFY2(cases >= 10, "make_objectives.py has no values of this objective");
    }

    void gradientIsTheSlopeOfTheLoss_data() { everyKind(); }

    void gradientIsTheSlopeOfTheLoss() {
        QFETCH(QString, name);
        const auto& kind = objectiveKind(name.toStdString(), "");
        for (const std::size_t count : {1, 2, 3, 7}) {
            const auto query = drawnQuery(count, 5.0, 17 + count);
            for (const auto& options : variants(kind)) {
                const auto got = evaluated(kind.name, query, options);
                for (std::size_t j = 0; j < count; ++j) {
                    const double step = 1e-5;
                    auto up = query;
                    auto down = query;
                    up.logprobs[j] += step;
                    down.logprobs[j] -= step;
                    const double slope = (evaluated(kind.name, up, options).loss -
                                          evaluated(kind.name, down, options).loss) /
                                         (2.0 * step);
                    QVERIFY2(
                        std::abs(slope - got.gradient[j]) < 1e-7 * std::max(1.0, std::abs(slope)),
                        qPrintable(QString("M = %1, response %2, %3: gradient %4, slope %5")
                                       .arg(count)
                                       .arg(j)
                                       .arg(QString::fromStdString(options.dump()))
                                       .arg(got.gradient[j], 0, 'g', 12)
                                       .arg(slope, 0, 'g', 12)));
                }
            }
        }
    }

    void permutedResponsesPermuteTheGradient_data() { everyKind(); }

    void permutedResponsesPermuteTheGradient() {
        QFETCH(QString, name);
        const auto query = drawnQuery(5, 8.0, 3);
        const std::vector<std::size_t> from{3, 0, 4, 2, 1};  // place j now holds response from[j]
        OneQuery permuted;
        for (std::size_t j = 0; j < from.size(); ++j) {
            permuted.logprobs.push_back(query.logprobs[from[j]]);
            permuted.rewards.push_back(query.rewards[from[j]]);
            permuted.lengths.push_back(query.lengths[from[j]]);
            permuted.reference.push_back(query.reference[from[j]]);
            if (from[j] == *query.sftIndex) {
                permuted.sftIndex = j;
            }
        }
        for (const auto& options : variants(objectiveKind(name.toStdString(), ""))) {
            const auto before = evaluated(name.toStdString(), query, options);
            Numbers expected;
            for (const std::size_t j : from) {
                expected.push_back(before.gradient[j]);
            }
            const auto after = evaluated(name.toStdString(), permuted, options);
            const auto wrong = difference(after, before.loss, expected, 1e-13);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void staysFiniteFarOut_data() { everyKind(); }

    void staysFiniteFarOut() {
        QFETCH(QString, name);
        const std::vector<Numbers> lists{{-1e5, 0, -5e4, -1},
                                         {1e5, -1e5, 1e5, -1e5},
                                         {-1e5, -1e5, -1e5, -1e5},
                                         {-99999, -1e5, -99998, 0}};
        const std::vector<Numbers> rewards{
            {0, 1, 2, 3}, {3, 2, 1, 0}, {0, 0, 1, 1}, {2, 2, 2, 2}, {-1e3, 1e3, 0, 5}};
        for (const auto& options : variants(objectiveKind(name.toStdString(), ""))) {
            for (const auto& list : lists) {
                for (const auto& reward : rewards) {
                    QVERIFY(allFinite(evaluated(
                        name.toStdString(), {.logprobs = list, .rewards = reward}, options)));
                    QVERIFY(allFinite(evaluated(
                        name.toStdString(),
                        {.logprobs = list, .rewards = reward, .reference = {1e5, -1e5, 1e5, -1e5}},
                        options)));
                }
            }
        }
    }

    void equalRewardsLeaveNoRanking_data() {
        QTest::addColumn<QString>("name");
        for (const auto& kind : objectiveKinds()) {
            if (kind.name != "pg" && kind.name != "sft") {  // they rank nothing
                QTest::newRow(kind.name.c_str()) << QString::fromStdString(kind.name);
            }
        }
    }

    void equalRewardsLeaveNoRanking() {
        QFETCH(QString, name);
        auto query = drawnQuery(4, 6.0, 11);
        query.rewards.assign(4, 1.25);
        nlohmann::json options = nlohmann::json::object();
        for (const auto& option : objectiveKind(name.toStdString(), "").options) {
            if (option.name == "sft_weight") {
                options["sft_weight"] = 0.0;
            }
        }
        QCOMPARE(evaluated(name.toStdString(), query, options).gradient, Numbers(4, 0.0));
    }

    void tellsAllThatAFormNeeds_data() { everyKind(); }

    void tellsAllThatAFormNeeds() {
        QFETCH(QString, name);
        const auto& kind = objectiveKind(name.toStdString(), "");
        QVERIFY(!kind.title.empty());
        QVERIFY(!kind.summary.empty());
        QCOMPARE(kind.summary.back(), '.');
        QVERIFY(!kind.equation.empty());
        QVERIFY(!kind.source.empty());
        for (const auto& option : kind.options) {
            QVERIFY2(!option.help.empty() && option.help.back() == '.', option.name.c_str());
            QVERIFY2(option.lowest <= option.highest, option.name.c_str());
            // A default must pass its own row's check.
            lire::checkOptions(kind.options, {{option.name, option.standard}}, "/options");
            QVERIFY2((option.type == lire::OptionType::Choice) == !option.choices.empty(),
                     option.name.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(EveryObjectiveTest)
#include "every_objective_test.moc"
