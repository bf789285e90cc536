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

    void keysKeepTheirOrderWhereTheyMust() {
        const std::string text = R"({"z":1,"a":2})";
        QCOMPARE(parseOrderedJson(text, {}).dump(), text);
        QCOMPARE(parseJson(text, {}).dump(), std::string(R"({"a":2,"z":1})"));
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
