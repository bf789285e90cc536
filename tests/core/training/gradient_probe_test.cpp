// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/gradient_probe.h"

#include <QTest>

#include "core/objectives/registry.h"

using namespace lire;
using training::givesGradient;
using Numbers = std::vector<double>;

namespace {

training::TrainingQuery listOf(const Numbers& rewards) {
    training::TrainingQuery query{.list = {.prompt = {1}}, .rewards = rewards};
    for (std::size_t j = 0; j < rewards.size(); ++j) {
        query.list.responses.emplace_back(j + 1, 5);  // lengths 1, 2, …
    }
    return query;
}

bool gives(const std::string& objective, const nlohmann::json& options, const Numbers& rewards) {
    return givesGradient(*objectives::makeObjective(objective, options, ""), listOf(rewards));
}

}  // namespace

class GradientProbeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unequalRewardsTeachEveryObjective_data() {
        QTest::addColumn<QString>("objective");
        for (const auto& kind : objectives::objectiveKinds()) {
            QTest::newRow(kind.name.c_str()) << QString::fromStdString(kind.name);
        }
    }
    void unequalRewardsTeachEveryObjective() {
        QFETCH(QString, objective);
        const auto name = objective.toStdString();
        for (const Numbers& unequal :
             {Numbers{0.1, 0.3, 0.2}, Numbers{1.0, 0.0}, Numbers{0.0, 1e-6}, Numbers{-7.0, -8.0}}) {
            QVERIFY(gives(name, nlohmann::json::object(), unequal));
        }
    }

    void equalRewardsTeachOnlyTheSftTerm_data() {
        QTest::addColumn<QString>("objective");
        QTest::addColumn<QString>("options");
        QTest::addColumn<bool>("teaches");
        QTest::newRow("lire") << "lire"
                              << "{}" << false;
        QTest::newRow("lire, rewards as they are") << "lire"
                                                   << R"({"reward_softmax":false})" << false;
        QTest::newRow("lire with its SFT term") << "lire"
                                                << R"({"sft_weight":0.1})" << true;
        QTest::newRow("dpo") << "dpo"
                             << "{}" << false;
        QTest::newRow("dpo-pl") << "dpo-pl"
                                << "{}" << false;
        QTest::newRow("slic") << "slic"
                              << R"({"sft_weight":0})" << false;
        QTest::newRow("rrhf") << "rrhf"
                              << R"({"sft_weight":0})" << false;
        QTest::newRow("pro") << "pro"
                             << R"({"sft_weight":0})" << false;
        QTest::newRow("sft") << "sft"
                             << "{}" << true;
    }
    void equalRewardsTeachOnlyTheSftTerm() {
        QFETCH(QString, objective);
        QFETCH(QString, options);
        QFETCH(bool, teaches);
        const auto name = objective.toStdString();
        const auto json = nlohmann::json::parse(options.toStdString());
        QCOMPARE(gives(name, json, {0.3, 0.3, 0.3}), teaches);
        QCOMPARE(gives(name, json, {-1000.1, -1000.1}), teaches);
        QCOMPARE(gives(name, json, {1.0}), teaches);
    }

    /// The mean of equal rewards misses them by its rounding.
    void aMeanOfEqualRewardsIsThem() {
        QVERIFY(!gives("pg", {{"baseline", "mean"}}, {1000.1, 1000.1, 1000.1}));
        QVERIFY(gives("pg", {{"baseline", "mean"}}, {1000.1, 1000.2, 1000.1}));
    }
};

QTEST_GUILESS_MAIN(GradientProbeTest)
#include "gradient_probe_test.moc"
