// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_json.h"

#include <QFile>
#include <QTemporaryDir>

#include "core/error.h"
#include "core/text/golden_tokenizers.h"
#include "core/text/pre_tokenizer.h"

using lire::text::readTokenizerJson;
using lire::text::SpecialTokens;
using lire::text::Tokenizer;
using lire::text::Vocabulary;
using lire::text::writeTokenizerJson;
using nlohmann::json;

namespace {

json tinyJson(const std::string& name) {
    std::ifstream file(std::string(LIRE_TEST_DATA "/text/") + name + ".json");
    return json::parse(file);
}

void write(const QString& path, const std::string& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(text));
}

}  // namespace

class TokenizerJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesWhatItReadsBackAlike_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"gpt2", "prefix", "smollm", "llama3", "qwen2"}) {
            QTest::newRow(name) << name;
        }
    }
    void writesWhatItReadsBackAlike() {
        QFETCH(QString, name);
        const auto& first = tinyTokenizer(name.toStdString());
        const QTemporaryDir folder;
        writeTokenizerJson(first.vocabulary(), "{{ messages }}", folder.path().toStdString());
        const Tokenizer second(readTokenizerJson(folder.filePath("tokenizer.json").toStdString()));
        QCOMPARE(second.vocabulary().tokens, first.vocabulary().tokens);
        QCOMPARE(second.vocabulary().merges, first.vocabulary().merges);
        QVERIFY(second.vocabulary().kinds == first.vocabulary().kinds);
        QVERIFY(second.bos() == first.bos());
        QVERIFY(second.eos() == first.eos());
        for (const auto& text : goldenTokenizers()["texts"]) {
            const auto bytes = text.get<std::string>();
            QCOMPARE(shown(second.encodeWithBosEos(bytes, SpecialTokens::Parse)),
                     shown(first.encodeWithBosEos(bytes, SpecialTokens::Parse)));
        }
        std::ifstream config(folder.filePath("tokenizer_config.json").toStdString());
        QCOMPARE(json::parse(config)["chat_template"].get<std::string>(),
                 std::string("{{ messages }}"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 2);
    }

    void writesThePreTokenizersOfGgufFiles_data() {
        QTest::addColumn<QString>("kind");
        for (const auto& kind : lire::text::preTokenizerKinds()) {
            QTest::newRow(kind.name.c_str()) << QString::fromStdString(kind.name);
        }
    }
    void writesThePreTokenizersOfGgufFiles() {
        QFETCH(QString, kind);
        auto vocabulary = tinyTokenizer("gpt2").vocabulary();
        vocabulary.preTokenizer = kind.toStdString();
        vocabulary.pad = 2;
        const Tokenizer first(vocabulary);
        const QTemporaryDir folder;
        writeTokenizerJson(vocabulary, "", folder.path().toStdString());
        const Tokenizer second(readTokenizerJson(folder.filePath("tokenizer.json").toStdString()));
        QCOMPARE(second.pad().value_or(-1), 2);
        for (const auto& text : goldenTokenizers()["texts"]) {
            QCOMPARE(shown(second.encode(text.get<std::string>())),
                     shown(first.encode(text.get<std::string>())));
        }
    }

    void readsMergesAsStringsOrPairs() {
        const auto& pairs = tinyTokenizer("gpt2").vocabulary().merges;
        auto tokenizer = tinyJson("gpt2");
        for (auto& merge : tokenizer["model"]["merges"]) {
            if (merge.is_array()) {
                merge = merge[0].get<std::string>() + " " + merge[1].get<std::string>();
            }
        }
        const QTemporaryDir folder;
        write(folder.filePath("tokenizer.json"), tokenizer.dump());
        QCOMPARE(readTokenizerJson(folder.filePath("tokenizer.json").toStdString()).merges, pairs);
        QVERIFY(!pairs.empty());
    }

    void takesTheRolesFromTheFilesBeside() {
        const QTemporaryDir folder;
        write(folder.filePath("tokenizer.json"), tinyJson("gpt2").dump());
        write(folder.filePath("tokenizer_config.json"),
              R"({"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>"}})");
        write(folder.filePath("special_tokens_map.json"), R"({"pad_token": "<|endoftext|>"})");
        const auto vocabulary = readTokenizerJson(folder.filePath("tokenizer.json").toStdString());
        QCOMPARE(vocabulary.bos.value_or(-1), 1);
        QCOMPARE(vocabulary.eos.value_or(-1), 2);
        QCOMPARE(vocabulary.pad.value_or(-1), 0);
        QVERIFY(!vocabulary.addBos);
    }

    void refusesOtherTokenizers_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("problem");
        const auto row =
            [](const char* pointer, const char* value, const char* where, const char* problem) {
                QTest::newRow((std::string(pointer) + " = " + value).c_str())
                    << pointer << value << where << problem;
            };
        row("/model/type",
            "\"Unigram\"",
            "#/model/type",
            "the tokenizer is a Unigram, not a byte-level BPE");
        row("/model/byte_fallback",
            "true",
            "#/model/byte_fallback",
            "a BPE over characters with bytes as fallback");
        row("/model/end_of_word_suffix",
            "\"</w>\"",
            "#/model/end_of_word_suffix",
            "marks inside of words are not byte-level BPE");
        row("/model/dropout",
            "0.1",
            "#/model/dropout",
            "a tokenizer that draws its merges at random");
        row("/model/merges", "[\"ab\"]", "#/model/merges/0", "a merge that is no pair of tokens");
        row("/model/merges", "[[1, 2]]", "#/model/merges/0", "a string is needed here");
        row("/model/merges", "7", "#/model/merges", "an array is needed here");
        row("/model/vocab", "[]", "#/model/vocab", "an object is needed here");
        row("/model/vocab/x", "\"7\"", "#/model/vocab/x", "an integer is needed here");
        row("/model/vocab/x", "-1", "#/model/vocab/x", "the id -1 is not from 0 to 3999999");
        row("/model/vocab/x",
            "4000000000",
            "#/model/vocab/x",
            "the id 4000000000 is not from 0 to 3999999");
        row("/model/unk_token", "\"nope\"", "#/model/unk_token", "a token outside the vocabulary");
        row("/normalizer",
            "{\"type\": \"Lowercase\"}",
            "#/normalizer/type",
            "the normalizer \"Lowercase\" is not known");
        row("/pre_tokenizer",
            "null",
            "#/pre_tokenizer",
            "the tokenizer has no byte-level pre-tokenizer");
        row("/pre_tokenizer",
            "{\"type\": \"Whitespace\"}",
            "#/pre_tokenizer",
            "the pre-tokenizer \"Whitespace\" is not known");
        row("/pre_tokenizer",
            R"({"type": "Split", "pattern": {"String": " "}, "behavior": "Removed"})",
            "#/pre_tokenizer/behavior",
            "the splitting behavior \"Removed\" is not known");
        row("/post_processor",
            "{\"type\": \"BertProcessing\"}",
            "#/post_processor",
            "the post-processor \"BertProcessing\" is not known");
        row("/post_processor",
            R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]"}}]})",
            "#/post_processor/single/0/SpecialToken/id",
            "a token outside the vocabulary");
        row("/decoder",
            "{\"type\": \"WordPiece\"}",
            "#/decoder/type",
            "the decoder \"WordPiece\" is not known");
        row("/added_tokens/0/lstrip",
            "true",
            "#/added_tokens/0/lstrip",
            "added tokens that look at their neighbours are not known");
        row("/added_tokens/0/content",
            "\"\"",
            "#/added_tokens/0/content",
            "an added token of no characters");
        row("/added_tokens/0/id", "null", "#/added_tokens/0/id", "an integer is needed here");
    }
    void refusesOtherTokenizers() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, where);
        QFETCH(QString, problem);
        auto tokenizer = tinyJson("gpt2");
        tokenizer[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        const QTemporaryDir folder;
        const QString path = folder.filePath("tokenizer.json");
        write(path, tokenizer.dump());
        try {
            readTokenizerJson(path.toStdString());
            QFAIL("not refused");
        } catch (const lire::Error& error) {
            QCOMPARE(QString::fromStdString(error.problem()), problem);
            QCOMPARE(QString::fromStdString(error.place()), path + where);
            QVERIFY(!error.mend().empty());
        }
    }

    void refusesDamagedFiles_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("problem");
        QTest::newRow("empty") << QByteArray() << "no JSON";
        QTest::newRow("cut short") << QByteArray("{\"model\": {") << "no JSON";
        QTest::newRow("not UTF-8") << QByteArray("{\"model\": \"\xFF\"}") << "no JSON";
        QTest::newRow("an array") << QByteArray("[]") << "an object is needed here";
        QTest::newRow("deep") << QByteArray(100'000, '[') << "nests deeper than 32 levels";
        QTest::newRow("no model") << QByteArray("{}") << "an object is needed here";
    }
    void refusesDamagedFiles() {
        QFETCH(QByteArray, content);
        QFETCH(QString, problem);
        const QTemporaryDir folder;
        const QString path = folder.filePath("tokenizer.json");
        write(path, content.toStdString());
        try {
            readTokenizerJson(path.toStdString());
            QFAIL("not refused");
        } catch (const lire::Error& error) {
            QCOMPARE(QString::fromStdString(error.problem()), problem);
        }
    }

    void refusesFilesThatAreTooLong() {
        const QTemporaryDir folder;
        QFile file(folder.filePath("tokenizer.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(qint64{65} << 20));  // sparse
        file.close();
        QVERIFY_EXCEPTION_THROWN(readTokenizerJson(file.fileName().toStdString()), lire::Error);
    }

    void refusesVocabulariesThatTheFormatCannotHold() {
        auto vocabulary = tinyTokenizer("gpt2").vocabulary();
        vocabulary.tokens[5] = vocabulary.tokens[6];
        const QTemporaryDir folder;
        QVERIFY_EXCEPTION_THROWN(writeTokenizerJson(vocabulary, "", folder.path().toStdString()),
                                 lire::Error);
    }

    void namesTheFileThatCannotBeWritten() {
        try {
            writeTokenizerJson(tinyTokenizer("gpt2").vocabulary(), "", "/nowhere/at/all");
            QFAIL("not refused");
        } catch (const lire::Error& error) {
            QCOMPARE(error.place(), std::string("/nowhere/at/all/tokenizer.json"));
            QVERIFY(error.blame() == lire::Blame::Running);
        }
    }
};

QTEST_GUILESS_MAIN(TokenizerJsonTest)
#include "tokenizer_json_test.moc"
