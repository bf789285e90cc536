// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "app/lire_process.h"

using namespace lire::tests;

/// `lire chat`: one rendered prompt a line.
class ChatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsRendered_data();
    void whatIsRendered();
};

void ChatTest::whatIsRendered_data() {
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("output");
    QTest::newRow("tools keep the order of their keys")
        << QByteArray("{{ tools | tojson }}")
        << QByteArray(R"({"messages":[],"tools":[{"type":"f","name":"a","args":{"z":1,"b":2}}]})")
        << QByteArray(R"("[{\"type\": \"f\", \"name\": \"a\", \"args\": {\"z\": 1, \"b\": 2}}]")"
                      "\n");
    QTest::newRow("messages keep the order of their keys")
        << QByteArray("{% for m in messages %}{% for k in m %}{{ k }} {% endfor %}{% endfor %}")
        << QByteArray(R"({"messages":[{"role":"user","content":"x","a":1}]})")
        << QByteArray("\"role content a \"\n");
    QTest::newRow("variables come in")
        << QByteArray("{{ bos_token }}{{ messages[0].content }}")
        << QByteArray(
               R"({"messages":[{"role":"user","content":"x"}],"variables":{"bos_token":"<s>"}})")
        << QByteArray("\"<s>x\"\n");
}

void ChatTest::whatIsRendered() {
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, output);
    const QTemporaryDir folder;
    const auto place = [&folder](const char* name) { return folder.filePath(name).toStdString(); };
    std::ofstream(place("t.jinja")) << source.toStdString();
    std::ofstream(place("in")) << input.toStdString() << '\n';
    LireProcess process(
        {"-c",
         "'" LIRE_PROGRAM "' chat --template '" + place("t.jinja") + "' < '" + place("in") + "'"},
        place("errors"),
        "sh");
    const auto lines = process.lines();
    const auto end = process.wait();
    QVERIFY2(end == 0, process.errors().c_str());
    QCOMPARE(lines.size(), std::size_t(1));
    QCOMPARE(QByteArray::fromStdString(lines.front() + "\n"), output);
}

QTEST_GUILESS_MAIN(ChatTest)
#include "chat_test.moc"
