// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/read_groups.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <set>

using lire::data::CandidateGroup;
using lire::data::readGroups;
using lire::data::ReadResult;
using lire::data::ReadSettings;

class ReadGroupsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void filesOfEveryFormatAreRead_data();
    void filesOfEveryFormatAreRead();
    void entriesLeftOutAreReportedAtTheirLine_data();
    void entriesLeftOutAreReportedAtTheirLine();
    void idsAreUnique();
    void anIdTwiceIsAnError();
    void promptsNeedNoResponses();
    void duplicatesStayWhereAsked();
    void aLoneBrokenEntryIsNamedWithItsLine_data();
    void aLoneBrokenEntryIsNamedWithItsLine();
    void aPolicyMayAnswerWithNothing();
    void aListIsReadLikeLines();
    void gzipIsToldByItsBytes();
    void filesThatCannotBeReadAreErrors_data();
    void filesThatCannotBeReadAreErrors();
    void aLineBeyondTheBoundIsAProblem();
    void readingStops();
    void realTranscriptsAddUp();
    void realPairsAddUp();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    std::string write(const QString& name, const std::string& text) const {
        std::ofstream(path(name).toStdString(), std::ios::binary) << text;
        return path(name).toStdString();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

QString countsOf(const ReadResult& result) {
    const auto& counts = result.counts;
    return QString("%1 = %2 kept + %3 empty + %4 duplicates + %5 unreadable")
        .arg(counts.entries)
        .arg(counts.kept)
        .arg(counts.empty)
        .arg(counts.duplicates)
        .arg(counts.unreadable);
}

void checkSums(const ReadResult& result) {
    const auto& counts = result.counts;
    QCOMPARE(counts.entries, counts.kept + counts.empty + counts.duplicates + counts.unreadable);
    QCOMPARE(result.groups.size(), counts.kept);
    QCOMPARE(result.problems.size(), counts.entries - counts.kept);
    std::set<std::string> ids;
    for (const auto& group : result.groups) {
        QVERIFY(!group.id.empty());
        ids.insert(group.id);
    }
    QCOMPARE(ids.size(), result.groups.size());
}

}  // namespace

void ReadGroupsTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

void ReadGroupsTest::filesOfEveryFormatAreRead_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("counts");
    QTest::newRow("groups") << "groups_of_own_ids.jsonl"
                            << "groups"
                            << "4 = 4 kept + 0 empty + 0 duplicates + 0 unreadable";
    QTest::newRow("pairs") << "pairs.jsonl"
                           << "pairs"
                           << "5 = 5 kept + 0 empty + 0 duplicates + 0 unreadable";
    QTest::newRow("hh") << "hh.jsonl"
                        << "hh"
                        << "6 = 2 kept + 1 empty + 1 duplicates + 2 unreadable";
    QTest::newRow("sharegpt") << "sharegpt.json"
                              << "sharegpt"
                              << "2 = 1 kept + 0 empty + 0 duplicates + 1 unreadable";
    QTest::newRow("instructions") << "instructions.jsonl"
                                  << "instructions"
                                  << "2 = 2 kept + 0 empty + 0 duplicates + 0 unreadable";
}

void ReadGroupsTest::filesOfEveryFormatAreRead() {
    QFETCH(QString, name);
    QFETCH(QString, format);
    QFETCH(QString, counts);
    const auto result = readGroups(std::string(LIRE_TEST_DATA "/data/") + name.toStdString());
    QCOMPARE(QString::fromStdString(result.format), format);
    QCOMPARE(countsOf(result), counts);
    checkSums(result);
}

void ReadGroupsTest::entriesLeftOutAreReportedAtTheirLine_data() {
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no responses")
        << QByteArray(R"({"prompt":"a","responses":[]})")
        << "\"responses\" is empty; every group needs at least one response";
    QTest::newRow("no prompt")
        << QByteArray(R"({"prompt":" \n","responses":["b"]})")
        << "the prompt is empty; write the prompt's text, or leave the entry out";
    QTest::newRow("an empty human answer")
        << QByteArray(
               R"({"prompt":"a","responses":["b"," "],"sources":[{"kind":"human"},{"kind":"human"}]})")
        << "answer 2 is empty; write the answer's text, or leave the entry out";
    QTest::newRow("the same again")
        << QByteArray(R"({"prompt":" first\tprompt","responses":["b"],"id":"other"})")
        << "the same prompt and responses as in line 1; leave it out";
    QTest::newRow("no JSON")
        << QByteArray(R"({"prompt":"a",)")
        << "the entry is no JSON (at its byte 15); write one JSON object a line, or "
           "one JSON list of them";
    QTest::newRow("no UTF-8") << QByteArray("{\"prompt\":\"a\xff\"}")
                              << "byte 13 of the entry is not UTF-8; write the file as UTF-8";
    QTest::newRow("half a surrogate pair") << QByteArray(R"({"prompt":"\ud800"})")
                                           << "the entry is no JSON (at its byte 18); write one "
                                              "JSON object a line, or one JSON list of them";
    QTest::newRow("too deep") << QByteArray(101, '[') + QByteArray(101, ']')
                              << "the entry is nested deeper than 100 levels; write it flatter";
    QTest::newRow("a number too large")
        << QByteArray(R"({"prompt":"a","responses":["b"],"rewards":[1e999]})")
        << "the entry holds a number that no program could read; write numbers between -1e308 and "
           "1e308";
}

void ReadGroupsTest::entriesLeftOutAreReportedAtTheirLine() {
    QFETCH(QByteArray, entry);
    QFETCH(QString, sentence);
    const auto file =
        write("f.jsonl",
              "{\"prompt\":\"first prompt\",\"responses\":[\"b\"]}\n\n" + entry.toStdString() +
                  "\n{\"prompt\":\"last\",\"responses\":[\"b\"]}");
    const auto result = readGroups(file);
    checkSums(result);
    QCOMPARE(result.counts.kept, std::size_t{2});
    QCOMPARE(result.groups.back().line, std::size_t{4});
    QCOMPARE(QString::fromUtf8(result.problems.at(0).what()),
             QString::fromStdString(file) + ":3: " + sentence);
}

void ReadGroupsTest::idsAreUnique() {
    const auto idsIn = [](const std::string& file) {
        QStringList ids;
        for (const auto& group : readGroups(file).groups) {
            ids.append(QString::fromStdString(group.id));
        }
        return ids;
    };
    QCOMPARE(idsIn(LIRE_TEST_DATA "/data/groups_of_own_ids.jsonl"),
             (QStringList{"g1", "3", "7", "g2"}));
    // An id that the program makes gives way to one that the file gives, wherever that stands.
    QCOMPARE(idsIn(write("f.jsonl",
                         "{\"prompt\":\"a\",\"responses\":[\"b\"]}\n"
                         "{\"prompt\":\"c\",\"responses\":[\"d\"],\"id\":\"1\"}\n"
                         "{\"prompt\":\"e\",\"responses\":[\"f\"],\"id\":\"1-2\"}\n")),
             (QStringList{"1-3", "1", "1-2"}));
}

void ReadGroupsTest::anIdTwiceIsAnError() {
    const std::string file = LIRE_TEST_DATA "/data/groups.jsonl";
    for (const bool dropDuplicates : {false, true}) {
        try {
            readGroups(file, {.dropDuplicates = dropDuplicates});
            QFAIL("no error");
        } catch (const lire::Error& error) {
            QCOMPARE(
                QString::fromUtf8(error.what()),
                QString::fromStdString(file) +
                    ":5: the id \"g1\" is that of line 1 already; give each entry an id of its "
                    "own, or none");
            QVERIFY(error.blame() == lire::Blame::Input);
        }
    }
}

void ReadGroupsTest::promptsNeedNoResponses() {
    const auto file =
        write("f.jsonl", "{\"prompt\":\"a\"}\n{\"prompt\":\"b\",\"reference\":\"c\"}\n");
    QCOMPARE(countsOf(readGroups(file)),
             QString("2 = 0 kept + 2 empty + 0 duplicates + 0 unreadable"));
    const auto result = readGroups(file, {.needResponses = false});
    QCOMPARE(result.counts.kept, std::size_t{2});
    QCOMPARE(*result.groups[1].reference, std::string("c"));
}

void ReadGroupsTest::duplicatesStayWhereAsked() {
    const std::string line = R"({"prompt":"a","responses":["b"]})";
    const auto file = write("f.jsonl", line + "\n" + line + "\n");
    QCOMPARE(readGroups(file).counts.duplicates, std::size_t{1});
    QCOMPARE(readGroups(file).counts.repeated, std::size_t{0});
    const auto kept = readGroups(file, {.dropDuplicates = false});
    QCOMPARE(kept.counts.kept, std::size_t{2});
    QCOMPARE(kept.counts.repeated, std::size_t{1});
    QCOMPARE(QString::fromStdString(kept.firstRepeat), QString("line 2 repeats line 1"));
}

void ReadGroupsTest::aLoneBrokenEntryIsNamedWithItsLine_data() {
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no JSON") << QByteArray(R"({"prompt":"a",)")
                             << "the entry is no JSON (at its byte 15); write one JSON object a "
                                "line, or one JSON list of them";
    QTest::newRow("no UTF-8") << QByteArray("{\"prompt\":\"a\xff\"}")
                              << "byte 13 of the entry is not UTF-8; write the file as UTF-8";
    QTest::newRow("a number too large")
        << QByteArray(R"({"prompt":"a","responses":["b"],"rewards":[1e999]})")
        << "the entry holds a number that no program could read; write numbers between -1e308 and "
           "1e308";
    QTest::newRow("no object") << QByteArray("12")
                               << "the entry is no JSON object; write each entry as {\"prompt\": "
                                  "…, \"responses\": […]}";
}

void ReadGroupsTest::aLoneBrokenEntryIsNamedWithItsLine() {
    QFETCH(QByteArray, entry);
    QFETCH(QString, sentence);
    const auto file = write("f.jsonl", entry.toStdString() + "\n");
    try {
        readGroups(file);
        QFAIL("no error");
    } catch (const lire::Error& error) {
        QCOMPARE(QString::fromUtf8(error.what()), QString::fromStdString(file) + ":1: " + sentence);
    }
}

void ReadGroupsTest::aPolicyMayAnswerWithNothing() {
    const auto file = write(
        "f.jsonl",
        R"({"prompt":"a","responses":[""],"response_ids":[[2]],"sources":[{"kind":"policy"}]})");
    QCOMPARE(readGroups(file).counts.kept, std::size_t{1});
}

void ReadGroupsTest::aListIsReadLikeLines() {
    const auto file =
        write("f.json",
              "\xef\xbb\xbf\n[ {\"prompt\": \"a]},{\\\"\",\n  \"responses\": [\"b\"]}\n ,\n"
              " 12,\n{\"prompt\":\"c\",\"responses\":[\"d\"]} ]\n");
    const auto result = readGroups(file);
    checkSums(result);
    QCOMPARE(countsOf(result), QString("3 = 2 kept + 0 empty + 0 duplicates + 1 unreadable"));
    QCOMPARE(std::get<std::string>(result.groups[0].prompt), std::string("a]},{\""));
    QCOMPARE(result.groups[0].place(), file + ":2");
    QCOMPARE(result.groups[1].place(), file + ":6");
    QCOMPARE(result.problems[0].place(), file + ":5");

    const auto cut =
        readGroups(write("cut.json", R"([{"prompt":"c","responses":["d"]}, {"prompt":)"));
    QCOMPARE(countsOf(cut), QString("2 = 1 kept + 0 empty + 0 duplicates + 1 unreadable"));
    QCOMPARE(cut.problems[0].problem(),
             std::string("the file ends before the closing ] of its list"));
}

void ReadGroupsTest::gzipIsToldByItsBytes() {
    if (QStandardPaths::findExecutable("gzip").isEmpty()) {
        QSKIP("gzip is not installed");
    }
    QVERIFY(QFile::copy(LIRE_TEST_DATA "/data/pairs.jsonl", path("pairs")));
    QCOMPARE(QProcess::execute("gzip", {path("pairs")}), 0);
    QVERIFY(QFile::rename(path("pairs.gz"), path("renamed.jsonl")));
    const auto file = path("renamed.jsonl");
    double last = 0;
    const auto result =
        readGroups(file.toStdString(), {}, {}, [&last](double part) { last = part; });
    QCOMPARE(result.counts.kept, std::size_t{5});
    QCOMPARE(last, 1.0);

    QFile cut(file);
    QVERIFY(cut.resize(cut.size() - 20));
    try {
        readGroups(file.toStdString());
        QFAIL("no error");
    } catch (const lire::Error& error) {
        QVERIFY2(error.problem().starts_with("its gzip data are damaged or cut short"),
                 error.what());
        QCOMPARE(error.place(), file.toStdString());
    }
}

void ReadGroupsTest::filesThatCannotBeReadAreErrors_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    const QString formats =
        "; write {\"prompt\": …, \"responses\": […]} a line, or any of the formats groups, pairs, "
        "hh, "
        "sharegpt, instructions";
    QTest::newRow("missing")
        << QString()
        << "cannot be opened (No such file or directory); check the path and the right "
           "to read it";
    QTest::newRow("empty") << "\n \n"
                           << "holds no entries" + formats;
    QTest::newRow("an empty list") << "[]"
                                   << "holds no entries" + formats;
    QTest::newRow("unknown fields") << "{\"text\": 1, \"label\": 2}\n"
                                    << "holds no entry of a known format (its first has the fields "
                                       "\"label\", \"text\")" +
                                           formats;
}

void ReadGroupsTest::filesThatCannotBeReadAreErrors() {
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const auto file = path("f.jsonl").toStdString();
    if (!text.isNull()) {
        write("f.jsonl", text.toStdString());
    }
    try {
        readGroups(file);
        QFAIL("no error");
    } catch (const lire::Error& error) {
        QCOMPARE(QString::fromUtf8(error.what()), QString::fromStdString(file) + ": " + sentence);
    }
    QVERIFY_EXCEPTION_THROWN(readGroups(path("").toStdString()), lire::Error);
}

void ReadGroupsTest::aLineBeyondTheBoundIsAProblem() {
    const auto file = path("f.jsonl").toStdString();
    {
        std::ofstream out(file, std::ios::binary);
        out << "{\"prompt\":\"a\",\"responses\":[\"";
        const std::string block(std::size_t{1} << 20, 'x');
        for (int i = 0; i < 65; ++i) {
            out << block;
        }
        out << "\"]}\n{\"prompt\":\"a\",\"responses\":[\"b\"]}\n";
    }
    const auto result = readGroups(file);
    QCOMPARE(result.counts.kept, std::size_t{1});
    QCOMPARE(QString::fromUtf8(result.problems.at(0).what()),
             QString::fromStdString(file) +
                 ":1: the entry is longer than 64 MiB; split it, or leave it out");
}

void ReadGroupsTest::readingStops() {
    std::stop_source source;
    source.request_stop();
    try {
        readGroups(LIRE_TEST_DATA "/data/groups_of_own_ids.jsonl", {}, source.get_token());
        QFAIL("no error");
    } catch (const lire::Error& error) {
        QCOMPARE(error.problem(), std::string("reading was stopped"));
        QVERIFY(error.blame() == lire::Blame::Running);
    }
}

void ReadGroupsTest::realTranscriptsAddUp() {
    const std::string file = LIRE_SHARED_DATA "/hh/harmless-base.jsonl.gz";
    if (!std::filesystem::exists(file)) {
        QSKIP("the HH transcripts are not here");
    }
    const auto result = readGroups(file);
    checkSums(result);
    QCOMPARE(QString::fromStdString(result.format), QString("hh"));
    QCOMPARE(result.counts.entries, std::size_t{1600});
    QVERIFY2(result.counts.kept > 1500, qPrintable(countsOf(result)));
    for (const auto& group : result.groups) {
        const auto& messages = std::get<std::vector<lire::text::ChatMessage>>(group.prompt);
        QCOMPARE(messages.front().role, std::string("user"));
        QCOMPARE(group.size(), std::size_t{2});
    }
    qInfo("%s", qPrintable(countsOf(result)));
}

void ReadGroupsTest::realPairsAddUp() {
    const std::string file = LIRE_SHARED_DATA "/preferences/llamafactory-dpo_en_demo.json";
    if (!std::filesystem::exists(file)) {
        QSKIP("the preference pairs are not here");
    }
    const auto result = readGroups(file);
    checkSums(result);
    QCOMPARE(result.counts.entries, std::size_t{200});
    QCOMPARE(QString::fromStdString(result.format), QString("sharegpt"));
    qInfo("%s", qPrintable(countsOf(result)));
}

QTEST_GUILESS_MAIN(ReadGroupsTest)
#include "read_groups_test.moc"
