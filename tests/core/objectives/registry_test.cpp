// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/registry.h"

#include <QTest>

#include "core/error.h"

using namespace lire::objectives;

class RegistryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listsTheObjectivesInTheWindowsOrder() {
        QStringList names;
        for (const auto& kind : objectiveKinds()) {
            names << QString::fromStdString(kind.name);
        }
        QCOMPARE(names, (QStringList{"lire", "sft", "dpo", "dpo-pl", "pro", "rrhf", "slic", "pg"}));
    }

    void defaultsAreThePublishedOnes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("options");
        QTest::newRow("lire") << "lire"
                              << R"({"length_penalty":0.0,"reward_softmax":true,"sft_weight":0.0,)"
                                 R"("temperature":2.0})";
        QTest::newRow("sft") << "sft"
                             << "{}";
        QTest::newRow("dpo") << "dpo"
                             << R"({"beta":0.1,"label_smoothing":0.0,"loss":"sigmoid"})";
        QTest::newRow("dpo-pl") << "dpo-pl"
                                << R"({"beta":0.1})";
        QTest::newRow("pro") << "pro"
                             << R"({"sft_weight":0.05})";
        QTest::newRow("rrhf") << "rrhf"
                              << R"({"length_penalty":1.0,"sft_weight":1.0})";
        QTest::newRow("slic") << "slic"
                              << R"({"margin":1.0,"sft_weight":0.0})";
        QTest::newRow("pg") << "pg"
                            << R"({"baseline":"none"})";
    }

    void defaultsAreThePublishedOnes() {
        QFETCH(QString, name);
        QFETCH(QString, options);
        const auto& kind = objectiveKind(name.toStdString(), "");
        const auto defaults = lire::checkOptions(kind.options, nlohmann::json::object(), "");
        QCOMPARE(QString::fromStdString(defaults.json().dump()), options);
    }

    void onlyDpoReadsTheReference() {
        for (const auto& kind : objectiveKinds()) {
            QCOMPARE(kind.needsReference, kind.name == "dpo" || kind.name == "dpo-pl");
            QCOMPARE(kind.needsRewards, kind.name != "sft");
        }
    }

    void refusesWithASentence_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("unknown objective")
            << "lyre"
            << "{}"
            << "/stages/0/objective: unknown objective \"lyre\"; the nearest known one is \"lire\"";
        QTest::newRow("ppo is no function of the log-probs' sums")
            << "ppo"
            << "{}"
            << "/stages/0/objective: unknown objective \"ppo\"; known ones are lire, sft, dpo, "
               "dpo-pl, pro, rrhf, slic, pg";
        QTest::newRow("unknown option") << "lire"
                                        << R"({"temprature":2})"
                                        << "/stages/0/options/temprature: unknown option "
                                           "\"temprature\"; the nearest known one is "
                                           "\"temperature\"";
        QTest::newRow("an objective without options")
            << "sft"
            << R"({"beta":2})"
            << "/stages/0/options/beta: unknown option \"beta\"; remove it: there are no options "
               "here";
        QTest::newRow("temperature 0") << "lire"
                                       << R"({"temperature":0})"
                                       << "/stages/0/options/temperature: \"temperature\" is 0; "
                                          "give a number greater than 0.0";
        QTest::newRow("a negative weight")
            << "pro"
            << R"({"sft_weight":-1})"
            << "/stages/0/options/sft_weight: \"sft_weight\" is -1; give a number of at least 0.0";
        QTest::newRow("an unknown choice")
            << "pg"
            << R"({"baseline":"median"})"
            << "/stages/0/options/baseline: \"baseline\" is \"median\"; give one of none, mean";
        QTest::newRow("a text for a number")
            << "dpo"
            << R"({"beta":"0.1"})"
            << "/stages/0/options/beta: \"beta\" is \"0.1\"; give a number greater than 0.0";
        QTest::newRow("options that are no object")
            << "dpo"
            << "[1]"
            << "/stages/0/options: options must be a JSON object; write {\"name\": value}";
    }

    void refusesWithASentence() {
        QFETCH(QString, name);
        QFETCH(QString, options);
        QFETCH(QString, sentence);
        QString got;
        try {
            makeObjective(
                name.toStdString(), nlohmann::json::parse(options.toStdString()), "/stages/0");
        } catch (const std::runtime_error& error) {
            got = error.what();
        }
        QCOMPARE(got, sentence);
    }
};

QTEST_GUILESS_MAIN(RegistryTest)
#include "registry_test.moc"
