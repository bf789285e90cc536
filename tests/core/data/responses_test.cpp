// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/responses.h"

#include <QTest>

#include "core/data/formats.h"
#include "core/data/write_groups.h"
#include "core/models/model_source.h"

using namespace lire;
using nlohmann::json;

class ResponsesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyColumnStaysInStep_data() {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("added");
        const QString none = R"({"id":"g","prompt":"x"})";
        const QString sources = R"("sources":[{},{"kind":"policy"}]})";
        const QString text = R"({"id":"g","prompt":"x","responses":["A"]})";
        const QString filled =
            R"({"id":"g","prompt":"x","responses":["A","B"],"response_ids":[[35,2],[36]],)"
            R"("finished":[true,false],)" +
            sources;
        QTest::newRow("nothing given")
            << none
            << R"({"id":"g","prompt":"x","responses":["B"],"response_ids":[[36]],)"
               R"("finished":[false],"sources":[{"kind":"policy"}]})";
        QTest::newRow("text") << text << filled;
        QTest::newRow("ids") << R"({"id":"g","prompt":"x","response_ids":[[35,2]]})" << filled;
        QTest::newRow("cut text")
            << R"({"id":"g","prompt":"x","responses":["A"],"finished":[false]})"
            << R"({"id":"g","prompt":"x","responses":["A","B"],"response_ids":[[35],[36]],)"
               R"("finished":[false,false],)" +
                   sources;
        QTest::newRow("all columns")
            << R"({"id":"g","prompt":"x","responses":["A"],"response_ids":[[35,2]],)"
               R"("rewards":[1],"finished":[true],"sources":[{"kind":"human"}],"logprobs":[-1],)"
               R"("reference":"r","sft_index":0,"mark":1})"
            << R"({"id":"g","prompt":"x","responses":["A","B"],"response_ids":[[35,2],[36]],)"
               R"("finished":[true,false],"sources":[{"kind":"human"},{"kind":"policy"}],)"
               R"("reference":"r","sft_index":0,"mark":1})";
    }

    void everyColumnStaysInStep() {
        QFETCH(QString, given);
        QFETCH(QString, added);
        auto group = read(given);
        data::addResponse(group, {36}, false, {.kind = "policy"}, *m_model);
        QCOMPARE(QString::fromStdString(data::toJson(group).dump()), added);
        read(added);  // raises nothing
    }

    void aCutCharacterIsReplaced() {
        auto group = read(R"({"prompt":"x"})");
        data::addResponse(group, {130}, false, {}, *m_model);  // the first of the bytes of é
        QCOMPARE(group.responses, std::vector<std::string>{"\uFFFD"});
    }

    void whatSaysSomethingOfResponsesGoesWithThem() {
        auto group = read(R"({"id":"g","prompt":"x","responses":["A"],"response_ids":[[35,2]],)"
                          R"("rewards":[1],"finished":[true],"sources":[{}],"logprobs":[-1],)"
                          R"("reference":"r","reference_reward":2.0,"sft_index":0,"mark":1})");
        data::removeResponses(group);
        QCOMPARE(QString::fromStdString(data::toJson(group).dump()),
                 QString(R"({"id":"g","prompt":"x","reference":"r","reference_reward":2.0,)"
                         R"("mark":1})"));
    }

private:
    static data::CandidateGroup read(const QString& entry) {
        return data::dataFormat("groups", "").read(json::parse(entry.toStdString()), "f:1");
    }

    std::shared_ptr<const models::ModelSource> m_model =
        models::openModel(LIRE_TEST_DATA "/models/tied");
};

QTEST_GUILESS_MAIN(ResponsesTest)
#include "responses_test.moc"
