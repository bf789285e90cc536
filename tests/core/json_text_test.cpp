// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_text.h"

#include <QTest>
#include <filesystem>
#include <new>

#include "core/error.h"
#include "core/plain_reason.h"

using namespace lire;

class JsonTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsNoJsonIsTold_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("lines");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("a byte") << QByteArray("[1,]") << false
                                << "here: not JSON (at byte 4); write it anew";
        QTest::newRow("a line") << QByteArray("[1,\n2,\n]") << true
                                << "here:3: not JSON; write it anew";
        QTest::newRow("nothing") << QByteArray() << true << "here:1: not JSON; write it anew";
        QTest::newRow("not UTF-8")
            << QByteArray("\"\xFF\"") << false << "here: not JSON (at byte 2); write it anew";
        QTest::newRow("a key twice")
            << QByteArray("{\"a\":1,\n\"a\":2}") << true
            << "here:2: the key \"a\" stands twice in one object; remove one of the two";
        const QString beyond =
            " is beyond the range of numbers; write numbers between -1e308 and 1e308";
        QTest::newRow("a number beyond numbers")
            << QByteArray("[1e999]") << false << "here: the number 1e999" + beyond;
        QTest::newRow("one in a later line")
            << QByteArray("[1,\n-1e999]") << true << "here:2: the number -1e999" + beyond;
    }

    void whatIsNoJsonIsTold() {
        QFETCH(QByteArray, text);
        QFETCH(bool, lines);
        QFETCH(QString, sentence);
        const JsonOrigin origin{.place = "here", .mend = "write it anew", .lines = lines};
        for (const auto parse :
             {+[](const std::string&from, const JsonOrigin&at) { parseJson(from, at); },
              +[](const std::string&from, const JsonOrigin&at) { parseOrderedJson(from, at); }}) {
            try {
                parse(text.toStdString(), origin);
                QFAIL("it was read");
            } catch (const Error& error) {
                QCOMPARE(QString(error.what()), sentence);
                QCOMPARE(error.blame(), Blame::Input);
            }
        }
    }

    void aFaultIsToldInPlainWords_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("sentence");  // empty: there is none
        QTest::addColumn<int>("at");
        const auto row = [](const char* name, const char* text, const char* sentence, int at) {
            QTest::newRow(name) << QByteArray(text) << QString(sentence) << at;
        };
        const QString value =
            "; put texts in quotes; numbers like 0.5, true, false and null "
            "stand without";
        row("JSON", "{\"a\": [1, \"x\"]}", "", 0);
        row("a key twice",
            "{\"a\": {\"b\": 1},\n \"b\": [{\"a\": 2}],\n \"a\": 3}",
            "line 3, column 2: the key \"a\" stands twice in one object; remove one of the two",
            35);
        row("a key again in another object, and as a value",
            "{\"a\": {\"a\": \"b\"}, \"b\": [{\"b\": \"a\"}, {\"b\": \"\\\" \\\" : a\"}]}",
            "",
            0);
        row("nothing",
            "",
            "line 1, column 1: the text ends too early; close each quote, bracket and brace",
            0);
        row("a brace left open",
            "{\"a\": 1,\n",
            "line 2, column 1: the text ends too early; close each quote, bracket and brace",
            9);
        row("no comma",
            "{\n  \"a\": 1\n  \"b\": 2}",
            "line 3, column 3: a comma is missing before this; put a comma between two entries",
            13);
        row("no comma after a character of two bytes",
            "{\"ä\": \"ö\" 3}",
            "line 1, column 11: a comma is missing before this; put a comma between two entries",
            12);
        row("no comma in a list",
            "[1 2]",
            "line 1, column 4: a comma is missing before this; put a comma between two entries",
            3);
        row("a comma too many",
            "{\"a\": 1,}",
            "line 1, column 9: a comma stands before the closing brace; remove the comma",
            8);
        row("a comma too many in a list",
            "[1, ]",
            "line 1, column 5: a value is missing before this; write one, or remove the comma",
            4);
        row("no colon",
            "{\"a\" 1}",
            "line 1, column 6: a colon is missing before this; write \"key\": value",
            5);
        row("no value",
            "{\"a\": }",
            "line 1, column 7: a value is missing before this; write one, or remove the comma",
            6);
        row("a key without quotes",
            "{a: 1}",
            "line 1, column 2: a key stands without quotes; write \"key\": value",
            1);
        row("no key",
            "{\"a\": 1,,}",
            "line 1, column 9: a key must stand here; write \"key\": value",
            8);
        row("a word without quotes",
            "{\"a\": tru}",
            qPrintable("line 1, column 7: this is no value" + value),
            6);
        row("half a number",
            "{\"a\": 1.}",
            "line 1, column 7: a number is not complete; write it like 0.5, -2 or 1e-5",
            6);
        row("a text over two lines",
            "{\"a\": \"x\n}",
            "line 1, column 8: a text does not end on its line; close it with a quote, or write "
            "\\n for the line's end",
            7);
        row("the wrong bracket",
            "{\"a\": 1]",
            "line 1, column 8: this bracket closes a brace; write } in its place",
            7);
        row("more than one",
            "{}\n}",
            "line 2, column 1: the object ends before this; remove what follows",
            3);
        row("what was read is the text's own",
            "{\"a\": backslash}",
            qPrintable("line 1, column 7: this is no value" + value),
            6);
        row("a number beyond numbers",
            "{\n\"a\": 1e999}",
            "line 2, column 6: the number 1e999 is beyond the range of numbers; write numbers "
            "between -1e308 and 1e308",
            7);
    }

    void aFaultIsToldInPlainWords() {
        QFETCH(QByteArray, text);
        QFETCH(QString, sentence);
        const auto fault = jsonFault(text.toStdString());
        QCOMPARE(fault ? QString(fault->error.what()) : QString(), sentence);
        QTEST(fault ? static_cast<int>(fault->at) : 0, "at");
    }

    void keysKeepTheirOrderWhereTheyMust() {
        const std::string text = "{\"z\":1,\"a\":2}";
        QCOMPARE(parseOrderedJson(text, {}).dump(), text);
        QCOMPARE(parseJson(text, {}).dump(), std::string("{\"a\":2,\"z\":1}"));
    }

    void aFolderIsNoFile() {
        try {
            readWholeFile("/", "the experiment file");
            QFAIL("it was read");
        } catch (const Error& error) {
            QCOMPARE(QString(error.what()),
                     QString("/: the experiment file is a folder; name a readable JSON file"));
        }
    }

    void aLibrarysExceptionIsOnePlainLine() {
        QCOMPARE(plainReason(std::runtime_error("CUDA error: x\nException raised from a.cpp:3")),
                 std::string("CUDA error: x"));
        QCOMPARE(plainReason(std::runtime_error("[json.exception.type_error.302] type must be")),
                 std::string("type must be"));
        QCOMPARE(plainReason(std::bad_alloc()), std::string("the memory is used up"));
        const std::filesystem::filesystem_error gone(
            "status", "/x", std::make_error_code(std::errc::permission_denied));
        QCOMPARE(plainReason(gone), std::string("/x: Permission denied"));
    }
};

QTEST_GUILESS_MAIN(JsonTextTest)
#include "json_text_test.moc"
