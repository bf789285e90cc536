// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats.h"

#include <QTest>

#include "core/data/write_groups.h"
#include "core/error.h"

using lire::data::dataFormat;
using lire::data::dataFormats;
using nlohmann::json;

class FormatsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEntryIsRecognizedByItsFields_data();
    void anEntryIsRecognizedByItsFields();
    void anEntryBecomesAGroup_data();
    void anEntryBecomesAGroup();
    void wrongFieldsAreNamed_data();
    void wrongFieldsAreNamed();
    void everyFormatTellsWhatItReads();
    void anUnknownFormatNamesTheNearest();
};

namespace {

/// The name of the first format that recognizes the entry, as the reader takes it.
QString recognized(const json& entry) {
    for (const auto& format : dataFormats()) {
        if (format.recognizes(entry)) {
            return QString::fromUtf8(format.name.data(), qsizetype(format.name.size()));
        }
    }
    return "none";
}

}  // namespace

void FormatsTest::anEntryIsRecognizedByItsFields_data() {
    QTest::addColumn<QString>("entry");
    QTest::addColumn<QString>("format");
    QTest::newRow("a group") << R"({"prompt":"a","responses":["b"]})"
                             << "groups";
    QTest::newRow("a prompt alone") << R"({"prompt":"a"})"
                                    << "groups";
    QTest::newRow("ids") << R"({"prompt_ids":[1],"response_ids":[[2]]})"
                         << "groups";
    QTest::newRow("a group that remembers its pair")
        << R"({"prompt":"a","responses":["b"],"chosen":"b","rejected":"c"})"
        << "groups";
    QTest::newRow("a pair") << R"({"prompt":"a","chosen":"b","rejected":"c"})"
                            << "pairs";
    QTest::newRow("conversations")
        << R"({"chosen":[{"role":"assistant","content":"b"}],"rejected":[{"role":"assistant","content":"c"}]})"
        << "pairs";
    QTest::newRow("transcripts")
        << R"({"chosen":"\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: a\n\nAssistant: c"})"
        << "hh";
    QTest::newRow("ShareGPT") << R"({"conversations":[],"chosen":{},"rejected":{}})"
                              << "sharegpt";
    QTest::newRow("instructions") << R"({"instruction":"a","input":"","output":"b"})"
                                  << "instructions";
    QTest::newRow("texts alone") << R"({"chosen":"b","rejected":"c"})"
                                 << "none";
    QTest::newRow("something else") << R"({"text":"a"})"
                                    << "none";
}

void FormatsTest::anEntryIsRecognizedByItsFields() {
    QFETCH(QString, entry);
    QFETCH(QString, format);
    QCOMPARE(recognized(json::parse(entry.toStdString())), format);
}

void FormatsTest::anEntryBecomesAGroup_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("entry");
    QTest::addColumn<QString>("group");
    const QString human =
        R"("sources":[{"kind":"human","preferred":true},{"kind":"human","preferred":false}])";
    const QString all =
        R"({"id":"g","prompt":"a","prompt_ids":[1,2],"responses":["b","c"],"response_ids":[[3],[4,5]],)"
        R"("rewards":[1.5,-2.0],"finished":[true,false],"sources":[{"kind":"policy","policy":"base",)"
        R"("step":4,"temperature":0.7,"top_p":0.9,"top_k":50,"seed":18446744073709551615},)"
        R"({"kind":"human","preferred":true}],"logprobs":[-1.0,-2.5],"reference":"r",)"
        R"("reference_reward":0.25,"sft_index":1,"topic":{"name":"tales"}})";
    QTest::newRow("a group with every field") << "groups" << all << all;
    QTest::newRow("messages")
        << "groups"
        << R"({"prompt":[{"role":"user","content":"a"}],"responses":["b"],"rewards":null})"
        << R"({"prompt":[{"role":"user","content":"a"}],"responses":["b"]})";
    QTest::newRow("a number as id") << "groups"
                                    << R"({"id":7,"prompt":"a"})"
                                    << R"({"id":"7","prompt":"a"})";
    QTest::newRow("empty columns of an exported table")
        << "groups"
        << R"({"prompt":"a","responses":["b","c"],"response_ids":[],"finished":[],"sources":[],)"
           R"("logprobs":[]})"
        << R"({"prompt":"a","responses":["b","c"]})";
    QTest::newRow("a pair of strings")
        << "pairs"
        << R"({"id":"p","prompt":"a","chosen":"b","rejected":"c","margin":2})"
        << R"({"id":"p","prompt":"a","responses":["b","c"],"rewards":[1.0,0.0],)" + human +
               R"(,"reference":"b","margin":2})";
    QTest::newRow("a further field never replaces one that is written")
        << "pairs"
        << R"({"prompt":"a","chosen":"b","rejected":"c","rewards":[5,6],"sources":[{},{}],)"
           R"("reference":"z","logprobs":[-1,-2],"responses":null,"margin":null})"
        << R"({"prompt":"a","responses":["b","c"],"rewards":[1.0,0.0],)" + human +
               R"(,"reference":"b","margin":null})";
    QTest::newRow("a scored pair")
        << "pairs"
        << R"({"prompt":"a","chosen":"b","rejected":"c","score_chosen":2,"score_rejected":4.5})"
        << R"({"prompt":"a","responses":["b","c"],"rewards":[2.0,4.5],)" + human +
               R"(,"reference":"b"})";
    QTest::newRow("answers as messages keep the prompt")
        << "pairs"
        << R"({"prompt":"a","chosen":[{"role":"assistant","content":"b"}],)"
           R"("rejected":[{"role":"assistant","content":"c"}]})"
        << R"({"prompt":"a","responses":["b","c"],"rewards":[1.0,0.0],)" + human +
               R"(,"reference":"b"})";
    QTest::newRow("conversations give the prompt its roles")
        << "pairs"
        << R"({"prompt":"a","chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],)"
           R"("rejected":[{"role":"user","content":"a"},{"role":"assistant","content":"c"}]})"
        << R"({"prompt":[{"role":"user","content":"a"}],"responses":["b","c"],"rewards":[1.0,0.0],)" +
               human + R"(,"reference":"b"})";
    QTest::newRow("transcripts of several turns")
        << "hh"
        << R"({"chosen":"\n\nHuman: a\n\nAssistant: b\n\nc\n\nHuman: d\n\nAssistant: e ",)"
           R"("rejected":"\n\nHuman: a\n\nAssistant: b\n\nc\n\nHuman: d\n\nAssistant: f"})"
        << R"({"prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"b\n\nc"},)"
           R"({"role":"user","content":"d"}],"responses":["e","f"],"rewards":[1.0,0.0],)" +
               human + R"(,"reference":"e"})";
    QTest::newRow("ShareGPT")
        << "sharegpt"
        << R"({"system":"s","conversations":[{"from":"human","value":"a"}],)"
           R"("chosen":{"from":"gpt","value":"b"},"rejected":{"from":"gpt","value":"c"}})"
        << R"({"prompt":[{"role":"system","content":"s"},{"role":"user","content":"a"}],)"
           R"("responses":["b","c"],"rewards":[1.0,0.0],)" +
               human + R"(,"reference":"b"})";
    QTest::newRow("an instruction with input")
        << "instructions"
        << R"({"instruction":"a","input":"b","output":"c","topic":"t"})"
        << R"({"prompt":[{"role":"user","content":"a\n\nb"}],"responses":["c"],)"
           R"("sources":[{"kind":"human"}],"reference":"c","topic":"t"})";
}

void FormatsTest::anEntryBecomesAGroup() {
    QFETCH(QString, format);
    QFETCH(QString, entry);
    QFETCH(QString, group);
    const auto read =
        dataFormat(format.toStdString(), "").read(json::parse(entry.toStdString()), "f:1");
    QCOMPARE(QString::fromStdString(toJson(read).dump()), group);
}

void FormatsTest::wrongFieldsAreNamed_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("entry");
    QTest::addColumn<QString>("sentence");
    const auto row =
        [](const char* name, const char* format, const char* entry, const char* sentence) {
            QTest::newRow(name) << QString::fromUtf8(format) << QString::fromUtf8(entry)
                                << "f.jsonl:3: " + QString::fromUtf8(sentence);
        };
    row("no object",
        "groups",
        "[1]",
        "the entry is no JSON object; write each entry as {\"prompt\": …, …}");
    row("a prompt that is a number",
        "groups",
        R"({"prompt":1})",
        "\"prompt\" is neither a string nor a list of messages; write it as one string, or as "
        "[{\"role\": \"user\", \"content\": \"…\"}, …]");
    row("a message without content",
        "groups",
        R"({"prompt":[{"role":"user"}]})",
        "\"prompt\" is neither a string nor a list of messages; write it as one string, or as "
        "[{\"role\": \"user\", \"content\": \"…\"}, …]");
    row("responses in one string",
        "groups",
        R"({"prompt":"a","responses":"b"})",
        "\"responses\" is no list; write it as a list of strings");
    row("a response that is a number",
        "groups",
        R"({"prompt":"a","responses":["b",2]})",
        "\"responses\" has a wrong value at position 2; write it as a list of strings");
    row("too few rewards",
        "groups",
        R"({"prompt":"a","responses":["b","c"],"rewards":[1]})",
        "\"rewards\" has length 1 for 2 responses; give one a response, or leave it out");
    row("no reward where rewards are given",
        "groups",
        R"({"prompt":"a","responses":["b"],"rewards":[]})",
        "\"rewards\" has length 0 for 1 responses; give one a response, or leave it out");
    row("ids for another number of responses",
        "groups",
        R"({"prompt":"a","responses":["b","c"],"response_ids":[[1]]})",
        "\"response_ids\" has length 1 for 2 responses; give one a response, or leave it out");
    row("a negative token id",
        "groups",
        R"({"prompt_ids":[1,-1]})",
        "\"prompt_ids\" has a wrong value at position 2; write it as a list of token ids");
    row("a token id beyond 32 bits",
        "groups",
        R"({"prompt":"a","response_ids":[[1],[4294967297]]})",
        "\"response_ids\" has a wrong value at position 2; write it as a list of lists of token "
        "ids");
    row("an SFT index past the end",
        "groups",
        R"({"prompt":"a","responses":["b"],"sft_index":1})",
        "\"sft_index\" 1 names none of the 1 responses; count the responses from 0");
    row("a source that is a string",
        "groups",
        R"({"prompt":"a","responses":["b"],"sources":["human"]})",
        "\"sources\" holds something that is no object; write it as a list of objects");
    row("a pair without its other answer",
        "pairs",
        R"({"prompt":"a","chosen":"b"})",
        "\"rejected\" is missing; add it: the first entry of a file gives the format of all");
    row("one score",
        "pairs",
        R"({"prompt":"a","chosen":"b","rejected":"c","score_chosen":1})",
        "one of \"score_chosen\" and \"score_rejected\" is missing; score both answers or none");
    row("answers of unlike kinds",
        "pairs",
        R"({"prompt":"a","chosen":[{"role":"assistant","content":"b"}],"rejected":"c"})",
        "\"rejected\" is no list of messages; write both answers alike, as strings or as messages");
    row("conversations of another prompt",
        "pairs",
        R"({"prompt":[{"role":"user","content":"z"}],)"
        R"("chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],)"
        R"("rejected":[{"role":"user","content":"a"},{"role":"assistant","content":"c"}]})",
        "\"chosen\" does not begin with the turns of \"prompt\"; write the answers alone, or whole "
        "conversations that begin with the prompt");
    row("a conversation that ends with the user",
        "pairs",
        R"({"chosen":[{"role":"user","content":"a"}],"rejected":[{"role":"user","content":"a"}]})",
        "\"chosen\" does not end with an answer of the assistant; end both with the answers to "
        "compare");
    row("transcripts of different prompts",
        "hh",
        R"({"chosen":"\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: z\n\nAssistant: c"})",
        "\"chosen\" and \"rejected\" answer different prompts (they differ from turn 1 on); pair "
        "answers "
        "to the same conversation");
    row("one transcript is longer",
        "hh",
        R"({"chosen":"\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d",)"
        R"("rejected":"\n\nHuman: a\n\nAssistant: c"})",
        "\"chosen\" and \"rejected\" answer different prompts (they differ from turn 2 on); pair "
        "answers "
        "to the same conversation");
    row("text before the first turn",
        "hh",
        R"({"chosen":"x\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: a\n\nAssistant: c"})",
        "\"chosen\" does not begin with \"\\n\\nHuman:\"; write a transcript of turns, each after "
        "\"\\n\\nHuman:\" or \"\\n\\nAssistant:\"");
    row("a ShareGPT answer that is a string",
        "sharegpt",
        R"({"conversations":[{"from":"human","value":"a"}],"chosen":"b","rejected":"c"})",
        "\"rejected\" is no turn; write it as {\"from\": \"gpt\", \"value\": \"…\"}");
    row("an instruction without output",
        "instructions",
        R"({"instruction":"a"})",
        "\"output\" is missing; add it: the first entry of a file gives the format of all");
}

void FormatsTest::wrongFieldsAreNamed() {
    QFETCH(QString, format);
    QFETCH(QString, entry);
    QFETCH(QString, sentence);
    try {
        dataFormat(format.toStdString(), "").read(json::parse(entry.toStdString()), "f.jsonl:3");
        QFAIL("no error");
    } catch (const lire::Error& error) {
        QCOMPARE(QString::fromUtf8(error.what()), sentence);
    }
}

void FormatsTest::everyFormatTellsWhatItReads() {
    for (const auto& format : dataFormats()) {
        QVERIFY(!format.name.empty() && !format.title.empty() && !format.summary.empty());
        QVERIFY(format.recognizes != nullptr && format.read != nullptr);
        // What is not the format's must be an Error, never a crash.
        for (const auto& wrong : {json::object(), json::array(), json(1), json{{"prompt", 1}}}) {
            try {
                format.read(wrong, "f:1");
            } catch (const lire::Error& error) {
                QCOMPARE(error.place(), std::string("f:1"));
            }
        }
    }
}

void FormatsTest::anUnknownFormatNamesTheNearest() {
    try {
        dataFormat("pair", "/data/format");
        QFAIL("no error");
    } catch (const lire::Error& error) {
        QCOMPARE(
            QString::fromUtf8(error.what()),
            QString(
                "/data/format: unknown data format \"pair\"; the nearest known one is \"pairs\""));
    }
}

QTEST_GUILESS_MAIN(FormatsTest)
#include "formats_test.moc"
