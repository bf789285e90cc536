// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include <random>

#include "core/error.h"
#include "core/text/golden_tokenizers.h"
#include "core/text/nfc.h"

using lire::text::SpecialTokens;
using lire::text::TokenId;
using lire::text::Vocabulary;

namespace {

/// A vocabulary of the letters a to d and two merges.
Vocabulary letters() {
    Vocabulary vocabulary;
    vocabulary.place = "letters";
    vocabulary.tokens = {"a", "b", "c", "d", "ab", "abc", "<s>", "<u>"};
    vocabulary.kinds.assign(6, Vocabulary::Kind::Normal);
    vocabulary.kinds.push_back(Vocabulary::Kind::Control);
    vocabulary.kinds.push_back(Vocabulary::Kind::UserDefined);
    vocabulary.merges = {{"a", "b"}, {"ab", "c"}};
    vocabulary.preTokenizer = "gpt-2";
    return vocabulary;
}

/// What a tokenizer makes of a text before it cuts it.
std::string normalized(const lire::text::Tokenizer& tokenizer, const std::string& text) {
    return tokenizer.vocabulary().normalizesToNfc ? lire::text::toNfc(text) : text;
}

}  // namespace

class TokenizerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesTheIdsOfHuggingFace_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("row");
        int tokenizer = 0;
        for (const auto& each : goldenTokenizers()["tokenizers"]) {
            const auto name = each["name"].get<std::string>();
            for (int i = 0; i < static_cast<int>(goldenTokenizers()["texts"].size()); ++i) {
                QTest::addRow("%s, text %d", name.c_str(), i) << QString::fromStdString(name) << i;
            }
            ++tokenizer;
        }
        QCOMPARE(tokenizer, 5);
    }
    void givesTheIdsOfHuggingFace() {
        QFETCH(QString, name);
        QFETCH(int, row);
        const auto index = static_cast<std::size_t>(row);
        const auto text = goldenTokenizers()["texts"][index].get<std::string>();
        for (const auto& each : goldenTokenizers()["tokenizers"]) {
            if (each["name"] != name.toStdString()) {
                continue;
            }
            const auto& tokenizer = tinyTokenizer(name.toStdString());
            const auto ids = tokenizer.encode(text, SpecialTokens::Parse);
            QCOMPARE(shown(ids), shown(each["ids"][index].get<TokenIds>()));
            QCOMPARE(shown(tokenizer.encodeWithBosEos(text, SpecialTokens::Parse)),
                     shown(each["ids_with_bos_eos"][index].get<TokenIds>()));
        }
    }

    void decodesAnyBytesExactly_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"gpt2", "smollm", "llama3", "qwen2"}) {
            QTest::newRow(name) << name;
        }
    }
    void decodesAnyBytesExactly() {
        QFETCH(QString, name);
        const auto& tokenizer = tinyTokenizer(name.toStdString());
        std::mt19937 random(7);
        for (std::size_t round = 0; round < 300; ++round) {
            std::string bytes(round % 40, '\0');
            for (char& byte : bytes) {
                // Half of them bytes above 0x7F, so that broken UTF-8 is the rule.
                byte = static_cast<char>(random() % 256);
            }
            QCOMPARE(QByteArray::fromStdString(tokenizer.decode(tokenizer.encode(bytes))),
                     QByteArray::fromStdString(normalized(tokenizer, bytes)));
        }
        for (const auto& text : goldenTokenizers()["texts"]) {
            const auto bytes = text.get<std::string>();
            QCOMPARE(tokenizer.decode(tokenizer.encode(bytes)), normalized(tokenizer, bytes));
        }
    }

    void composesTextOnlyWhereTheTokenizerAsksForIt() {
        const std::string text = "cafe\u0301";
        QCOMPARE(shown(tinyTokenizer("qwen2").encode(text)), QString("69 67 72 332"));
        QCOMPARE(tinyTokenizer("gpt2").decode(tinyTokenizer("gpt2").encode(text)), text);
        // Bytes that are no UTF-8 stay, and the text beside them is composed all the same.
        const auto& tokenizer = tinyTokenizer("qwen2");
        QCOMPARE(tokenizer.decode(tokenizer.encode("e\u0301\xff\u0301e\u0301\xcc")),
                 std::string("\u00e9\xff\u0301\u00e9\xcc"));
    }

    void composesNothingAcrossASpecialToken() {
        const auto& tokenizer = tinyTokenizer("qwen2");
        const std::string text = "e<|im_end|>\u0301";
        QCOMPARE(tokenizer.decode(tokenizer.encode(text, SpecialTokens::Parse)), text);
        std::vector<std::size_t> spans;
        tokenizer.encodeWhere("e\u0301<|im_end|>", [&spans](std::size_t begin, std::size_t end) {
            spans = {begin, end};
            return true;
        });
        QCOMPARE(spans, (std::vector<std::size_t>{3, 13}));  // bytes of the text as it was given
    }

    void keepsSpellingsOfSpecialTokensAsText() {
        const auto& tokenizer = tinyTokenizer("gpt2");
        const std::string text = "a<|im_end|>b";
        const auto special = tokenizer.findSpecial("<|im_end|>");
        QVERIFY(special.has_value());
        const auto parsed = tokenizer.encode(text, SpecialTokens::Parse);
        const auto plain = tokenizer.encode(text);
        QCOMPARE(std::count(parsed.begin(), parsed.end(), *special), 1);
        QCOMPARE(std::count(plain.begin(), plain.end(), *special), 0);
        QCOMPARE(tokenizer.decode(plain), text);
        QCOMPARE(tokenizer.decode(parsed), text);
        QCOMPARE(tokenizer.decode(parsed, true), std::string("ab"));
    }

    void parsesSpecialTokensOnlyWhereTrusted() {
        const auto& tokenizer = tinyTokenizer("gpt2");
        const std::string text = "<|im_end|><|im_end|>";
        const auto special = *tokenizer.findSpecial("<|im_end|>");
        const auto ids = tokenizer.encodeWhere(
            text, [](std::size_t begin, std::size_t /*end*/) { return begin >= 10; });
        QCOMPARE(std::count(ids.begin(), ids.end(), special), 1);
        QCOMPARE(ids.back(), special);
        QCOMPARE(tokenizer.decode(ids), text);
    }

    void findsUserDefinedTokensInDataToo() {
        const lire::text::Tokenizer tokenizer(letters());
        QCOMPARE(shown(tokenizer.encode("a<u>b")), QString("0 7 1"));
        QVERIFY(!tokenizer.isSpecial(7));
    }

    void findsUserDefinedTokensBehindUntrustedSpecialOnes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("ids");
        QTest::newRow("behind one") << "<s>a<u>b"
                                    << "0 7 1";
        QTest::newRow("behind several") << "<s><s>a<s><u><s>b<u>"
                                        << "0 7 1 7";
        QTest::newRow("between") << "<u><s>a<u>"
                                 << "7 0 7";
        QTest::newRow("at one place, the shorter") << "a<s>x<s>b"
                                                   << "0 8 1";
        QTest::newRow("across the special one's end") << "<s>!a"
                                                      << "9 0";
    }
    void findsUserDefinedTokensBehindUntrustedSpecialOnes() {
        QFETCH(QString, text);
        QFETCH(QString, ids);
        auto vocabulary = letters();
        // Spelled within, and across the end of, a special token's spelling.
        vocabulary.tokens.insert(vocabulary.tokens.end(), {"<s>x<", "s>!", "<s>x<s>"});
        vocabulary.kinds.insert(vocabulary.kinds.end(),
                                {Vocabulary::Kind::UserDefined,
                                 Vocabulary::Kind::UserDefined,
                                 Vocabulary::Kind::Control});
        const lire::text::Tokenizer tokenizer(vocabulary);
        QCOMPARE(shown(tokenizer.encode(text.toStdString())), ids);
    }

    void leavesMissingBytesOutUnlessThereIsAnUnknownToken() {
        QCOMPARE(shown(lire::text::Tokenizer(letters()).encode("abzc")), QString("5"));
        auto vocabulary = letters();
        vocabulary.unknown = 6;
        vocabulary.unknownForMissingBytes = true;
        QCOMPARE(shown(lire::text::Tokenizer(vocabulary).encode("abzc")), QString("4 6 2"));
    }

    void refusesVocabulariesThatDoNotWork_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("problem");
        QTest::newRow("empty") << "empty"
                               << "the vocabulary has no tokens";
        QTest::newRow("pre-tokenizer") << "pre"
                                       << "pre-tokenizer \"gpt-3\" is not known";
        QTest::newRow("merge") << "merge"
                               << "merge 2 (\"c d\") names no token";
        QTest::newRow("BOS") << "bos"
                             << "BOS token 99 lies outside the vocabulary of 8";
        QTest::newRow("kinds") << "kinds"
                               << "8 tokens, but 1 token types";
    }
    void refusesVocabulariesThatDoNotWork() {
        QFETCH(QString, what);
        QFETCH(QString, problem);
        auto vocabulary = letters();
        if (what == "empty") {
            vocabulary.tokens.clear();
        } else if (what == "pre") {
            vocabulary.preTokenizer = "gpt-3";
        } else if (what == "merge") {
            vocabulary.merges.emplace_back("c", "d");
        } else if (what == "bos") {
            vocabulary.bos = 99;
        } else {
            vocabulary.kinds.resize(1);
        }
        try {
            const lire::text::Tokenizer tokenizer(vocabulary);
            QFAIL("not refused");
        } catch (const lire::Error& error) {
            QCOMPARE(QString::fromStdString(error.problem()), problem);
            QCOMPARE(error.place(), std::string("letters"));
        }
    }

    void refusesIdsOutsideTheVocabulary() {
        const lire::text::Tokenizer tokenizer(letters());
        for (const TokenId id : {-1, 8}) {
            QVERIFY_EXCEPTION_THROWN(tokenizer.decode(std::vector{id}), lire::Error);
        }
    }

    void isTheSameWhereTextsHaveTheSameIds_data() {
        using Change = std::function<void(Vocabulary&)>;
        QTest::addColumn<std::shared_ptr<Change>>("change");
        QTest::addColumn<bool>("same");
        const auto row = [](const char* name, Change change, bool same) {
            QTest::newRow(name) << std::make_shared<Change>(std::move(change)) << same;
        };
        row(
            "a copy", [](Vocabulary&) {}, true);
        row(
            "another file", [](Vocabulary& one) { one.place = "elsewhere"; }, true);
        row(
            "another BOS", [](Vocabulary& one) { one.addBos = !one.addBos; }, true);
        row(
            "another token", [](Vocabulary& one) { one.tokens.emplace_back("zz"); }, false);
        row(
            "a merge less", [](Vocabulary& one) { one.merges.pop_back(); }, false);
        row(
            "digits alone",
            [](Vocabulary& one) {
                auto& patterns = one.preTokenizerPatterns;
                patterns.insert(patterns.begin(), "\\p{N}");
            },
            false);
        row(
            "a space before", [](Vocabulary& one) { one.addPrefixSpace = true; }, false);
        row(
            "whole words", [](Vocabulary& one) { one.ignoreMerges = true; }, false);
        row(
            "composed first", [](Vocabulary& one) { one.normalizesToNfc = true; }, false);
        row(
            "a GGUF's name of the same", [](Vocabulary& one) { one.preTokenizer = "gpt-2"; }, true);
        row(
            "a GGUF's name of another",
            [](Vocabulary& one) { one.preTokenizer = "smollm"; },
            false);
    }
    void isTheSameWhereTextsHaveTheSameIds() {
        QFETCH(std::shared_ptr<std::function<void(Vocabulary&)>>, change);
        QFETCH(bool, same);
        const auto& one = tinyTokenizer("gpt2");
        auto vocabulary = one.vocabulary();
        (*change)(vocabulary);
        vocabulary.kinds.resize(vocabulary.tokens.size(), Vocabulary::Kind::Normal);
        const lire::text::Tokenizer other(std::move(vocabulary));
        QCOMPARE(isSameTokenizer(one, other), same);
        QCOMPARE(isSameTokenizer(other, one), same);
    }

    /// What a GGUF does not say is taken to agree.
    void aGgufIsTheSameAsItsTokenizerJson() {
        const auto& json = tinyTokenizer("qwen2");
        QVERIFY(json.vocabulary().normalizesToNfc);
        auto vocabulary = json.vocabulary();
        vocabulary.normalizesToNfc = false;
        vocabulary.preTokenizer = "qwen2";
        QVERIFY(isSameTokenizer(json, lire::text::Tokenizer(std::move(vocabulary))));
    }

    void encodesManyUntrustedSpecialSpellingsInTime() {
        // Looking for a user-defined token behind each of them anew would take hours.
        const lire::text::Tokenizer tokenizer(letters());
        std::string text;
        constexpr int count = 400'000;
        for (int i = 0; i < count; ++i) {
            text += "<s>a";
        }
        QCOMPARE(tokenizer.encode(text + "<u>").size(), std::size_t{count + 1});
    }

    void encodesLongWordsInTime() {
        // A quadratic merge loop would take minutes.
        const auto& tokenizer = tinyTokenizer("gpt2");
        const std::string text(1'000'000, 'a');
        const auto ids = tokenizer.encode(text);
        QCOMPARE(tokenizer.decode(ids).size(), text.size());
    }
};

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
