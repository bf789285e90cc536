// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/fields.h"

#include <QTest>
#include <set>

#include "core/experiment/experiment_json.h"
#include "core/experiment/read_experiment.h"

using namespace lire;
using experiment::FieldType;
using nlohmann::json;

class FieldsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFieldHasAllThatAFormShows() {
        std::set<std::string> pointers;
        for (const auto& field : experiment::fields()) {
            const auto* name = field.pointer.c_str();
            QVERIFY2(pointers.insert(field.pointer).second, name);
            QVERIFY2(!field.label.empty() && field.help.ends_with('.'), name);
            QVERIFY2(!rangeInWords(field).empty(), name);
            const bool chooses =
                field.type == FieldType::Choice || field.type == FieldType::Choices;
            QVERIFY2(chooses == !field.choices.empty(), name);
            QVERIFY2(field.needed || field.optional || !field.standard.is_null(), name);
        }
    }

    void aSectionStandsBeforeItsFields() {
        std::set<std::string> sections = {""};
        for (const auto& field : experiment::fields()) {
            auto parent = field.pointer.substr(0, field.pointer.rfind('/'));
            if (parent.ends_with("/*")) {
                parent.resize(parent.size() - 2);
            }
            QVERIFY2(sections.contains(parent), field.pointer.c_str());
            sections.insert(field.pointer);
        }
    }

    /// The table's defaults are the structs' too: an empty section reads as a fresh struct is.
    void everyDefaultIsItsStructs() {
        experiment::Experiment fresh;
        fresh.rewardModels = {{.name = "rm", .train = experiment::RewardTrainingSettings{}}};
        fresh.candidates.emplace();
        fresh.train.push_back({.name = "lire"});
        fresh.evaluate.emplace();
        const auto read =
            experiment::readExperiment({{"reward_models", {{"rm", {{"train", json::object()}}}}},
                                        {"candidates", json::object()},
                                        {"train", {json::object()}},
                                        {"evaluate", json::object()}});
        const auto expected = toJson(fresh).flatten();
        const auto got = toJson(read).flatten();
        for (const auto& [pointer, value] : expected.items()) {
            QVERIFY2(got.contains(pointer), pointer.c_str());
            QVERIFY2(got.at(pointer) == value, pointer.c_str());
        }
        QCOMPARE(got.size(), expected.size());
    }

    void everyKeyThatIsWrittenIsAField() {
        experiment::Experiment full;
        full.rewardModels = {{.name = "rm", .train = experiment::RewardTrainingSettings{}}};
        full.candidates.emplace();
        full.train.emplace_back();
        full.evaluate.emplace();
        const auto written = toJson(full);
        std::set<std::string> seen;
        for (const auto& field : experiment::fields()) {
            auto pointer = field.pointer;
            const auto place = [&pointer](const std::string& from, const std::string& to) {
                if (pointer.starts_with(from)) {
                    pointer.replace(0, from.size(), to);
                }
            };
            place("/train/*", "/train/0");
            place("/reward_models/*", "/reward_models/rm");
            QVERIFY2(written.contains(json::json_pointer(pointer)), pointer.c_str());
        }
        QVERIFY(experiment::findField("/train/0/learning_rate") != nullptr);
    }

    void aPointerFindsItsField_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("field");
        QTest::newRow("top") << "/seed"
                             << "/seed";
        QTest::newRow("index") << "/train/12/lora/rank"
                               << "/train/*/lora/rank";
        QTest::newRow("name") << "/reward_models/rm_star/train/epochs"
                              << "/reward_models/*/train/epochs";
        QTest::newRow("an option") << "/train/0/options/temperature"
                                   << "";
        QTest::newRow("unknown") << "/sead"
                                 << "";
        QTest::newRow("an element") << "/train/0"
                                    << "";
        QTest::newRow("the whole") << ""
                                   << "";
    }

    void aPointerFindsItsField() {
        QFETCH(QString, pointer);
        QFETCH(QString, field);
        const auto* found = experiment::findField(pointer.toStdString());
        QCOMPARE(found == nullptr ? QString() : QString::fromStdString(found->pointer), field);
    }

    void childrenAreOneLevelDown() {
        std::string names;
        for (const auto* field : experiment::children("/candidates")) {
            names += field->name() + " ";
        }
        QCOMPARE(names, std::string("responses keep_given decoding reward "));
        QCOMPARE(experiment::children("").front()->pointer, std::string("/format"));
    }
};

QTEST_GUILESS_MAIN(FieldsTest)
#include "fields_test.moc"
