// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <functional>

#include "core/text/golden_templates.h"

using lire::Error;
using lire::text::ChatTemplate;

namespace {

std::string repeated(const std::string& text, int count) {
    std::string result;
    for (int i = 0; i < count; ++i) {
        result += text;
    }
    return result;
}

}  // namespace

class JinjaSandboxTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Each of these would run for hours, fill the memory or overflow the stack.
    void stopsTemplatesThatRunAway_data() {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* name, const std::string& source, const char* problem) {
            QTest::newRow(name) << QByteArray::fromStdString(source) << QString(problem);
        };
        const char* const steps = "the template takes more than 1000000 steps";
        const char* const text = "the template makes a text longer than 16 MiB";
        const char* const list = "the template makes a list longer than 100000";
        const char* const levels = "levels";
        row("nested loops",
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            steps);
        row("loops that write",
            "{% for a in range(99999) %}{{ 'x' * 100000 }}{% endfor %}",
            "the template");
        row("range", "{{ range(100001) }}", list);
        row("range of 64 bits", "{{ range(-9223372036854775807, 9223372036854775807) }}", list);
        row("recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", levels);
        row("recursion of two",
            "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
            levels);
        row("recursion that branches",
            "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}"
            "{{ m(60) }}",
            steps);
        row("recursion by call blocks",
            "{% macro m() %}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}",
            levels);
        row("string times", "{{ 'ab' * 1000000000000 }}", text);
        row("string times the largest", "{{ 'ab' * 9223372036854775807 }}", text);
        row("list times", "{{ [1] * 1000000000000 }}", list);
        row("list times the largest", "{{ [1, 2] * 9223372036854775807 }}", list);
        row("doubled string",
            "{% set n = namespace(s='xxxx') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}"
            "{% endfor %}",
            text);
        row("doubled string by ~",
            "{% set n = namespace(s='xxxx') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}"
            "{% endfor %}",
            text);
        row("doubled list",
            "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}"
            "{% endfor %}",
            list);
        row("replace", "{% set s = 'a' * 1000000 %}{{ s.replace('a', s) }}", text);
        row("replace nothing", "{% set s = 'a' * 1000000 %}{{ s.replace('', s) }}", text);
        row("join", "{{ (['x' * 1000000] * 50) | join('y') }}", text);
        row("join by the method", "{{ 'y'.join(['x' * 1000000] * 50) }}", text);
        row("pad", "{{ 'x'.ljust(1000000000000) }}", text);
        row("indent", "{{ ('\\n' * 1000000) | indent('x' * 1000, blank=true) }}", text);
        row("indent width", "{{ 'x' | indent(1000000000000) }}", text);
        row("batch", "{{ [1] | batch(1000000000000, 'x') }}", list);
        row("deep value",
            "{% set n = namespace(v=[]) %}{% for i in range(99999) %}{% set n.v = [n.v] %}"
            "{% endfor %}",
            "a value nests deeper than 200 levels");
        row("deep dict",
            "{% set n = namespace(v={}) %}{% for i in range(99999) %}{% set n.v = {'k': n.v} %}"
            "{% endfor %}",
            "a value nests deeper than 200 levels");
        row("deep method",
            "{% set n = namespace(v=[]) %}{% for i in range(99999) %}{% set n.v = [n.v.copy] %}"
            "{% endfor %}",
            "a value nests deeper than 200 levels");
        row("value that holds itself often",
            "{% set n = namespace(v=[1]) %}{% for i in range(60) %}{% set n.v = [n.v, n.v] %}"
            "{% endfor %}",
            "a value has more than 1000000 parts");
        row("sum of all", "{{ " + repeated("1 + ", 9000) + "1 }}", levels);
        row("chain of filters", "{{ 'x' " + repeated("| upper ", 9000) + "}}", levels);
        row("chain of attributes", "{{ x" + repeated(".y", 9000) + " }}", levels);
        row("chain of conditions", "{{ 1 " + repeated("if 1 else 2 ", 9000) + "}}", levels);
        row("brackets", "{{ " + repeated("(", 9000) + "1" + repeated(")", 9000) + " }}", levels);
        row("lists", "{{ " + repeated("[", 9000) + repeated("]", 9000) + " }}", levels);
        row("not not", "{{ " + repeated("not ", 9000) + "1 }}", levels);
        row("signs", "{{ " + repeated("- ", 9000) + "1 }}", levels);
        row("blocks", repeated("{% if 1 %}", 9000) + repeated("{% endif %}", 9000), levels);
        row("elifs", "{% if 0 %}" + repeated("{% elif 0 %}", 9000) + "{% endif %}", levels);
        row("targets",
            "{% for " + repeated("(", 9000) + "x" + repeated(")", 9000) + " in y %}{% endfor %}",
            levels);
        row("too long a source", std::string((1U << 20U) + 1, 'x'), "longer than 1 MiB");
        row("sums out of 64 bits", "{{ 9223372036854775807 + 1 }}", "does not fit 64 bits");
        row("products out of 64 bits", "{{ 9223372036854775807 * 2 }}", "does not fit 64 bits");
        row("powers out of 64 bits", "{{ 10 ** 10000000000 }}", "does not fit 64 bits");
        row("the smallest by -1", "{{ (-9223372036854775807 - 1) // -1 }}", "does not fit 64 bits");
        row("a literal out of 64 bits", "{{ 99999999999999999999 }}", "is too large");
        row("strftime", "{{ strftime_now('%c' * 1000) }}", "more than 511 bytes");
    }
    void stopsTemplatesThatRunAway() {
        QFETCH(QByteArray, source);
        QFETCH(QString, problem);
        QElapsedTimer timer;
        timer.start();
        try {
            ChatTemplate(source.toStdString(), "row").renderText({{"x", nullptr}});
            QFAIL("not stopped");
        } catch (const Error& error) {
            QVERIFY2(QString::fromStdString(error.problem()).contains(problem), error.what());
            QVERIFY(!error.mend().empty());
        }
        QVERIFY2(timer.elapsed() < 5000, "stopped too late");
    }

    void stopsAtStepsAlsoWithoutOutput_data() {
        QTest::addColumn<QByteArray>("expression");
        QTest::newRow("compare") << QByteArray("big == big");
        QTest::newRow("in") << QByteArray("'y' in big");
        QTest::newRow("print") << QByteArray("(big ~ '') | length");
        QTest::newRow("tojson") << QByteArray("(big | tojson) | length");
        QTest::newRow("sort") << QByteArray("big | sort | length");
        QTest::newRow("unique") << QByteArray("big | unique | length");
        QTest::newRow("reverse") << QByteArray("big | reverse | length");
        QTest::newRow("map") << QByteArray("big | map('upper') | length");
        QTest::newRow("select") << QByteArray("big | select('eq', 'y') | length");
        QTest::newRow("slice") << QByteArray("big[::-1] | length");
        QTest::newRow("sum") << QByteArray("(big + big[:10]) | length");
        QTest::newRow("upper") << QByteArray("long.upper() | length");
        QTest::newRow("title") << QByteArray("long.title() | length");
        QTest::newRow("split") << QByteArray("long.split('y') | length");
        QTest::newRow("find") << QByteArray("long.find('y')");
        QTest::newRow("strip") << QByteArray("long.strip('x') | length");
        QTest::newRow("length") << QByteArray("long | length");
        QTest::newRow("trim") << QByteArray("long | trim | length");
        QTest::newRow("character") << QByteArray("long[-1] | length");
        QTest::newRow("part") << QByteArray("long[1:-1] | length");
    }
    void stopsAtStepsAlsoWithoutOutput() {
        QFETCH(QByteArray, expression);
        const std::string source =
            "{% set big = ['x' * 200] * 20000 %}{% set long = 'x' * 4000000 %}"
            "{% for a in range(300) %}{% for b in range(300) %}{% set r = " +
            expression.toStdString() + " %}{% endfor %}{% endfor %}";
        QElapsedTimer timer;
        timer.start();
        QVERIFY_EXCEPTION_THROWN(ChatTemplate(source, "row").renderText({{"x", nullptr}}), Error);
        QVERIFY2(timer.elapsed() < 10000,
                 ("took " + std::to_string(timer.elapsed()) + " ms").c_str());
    }

    void refusesAccessToInternals_data() {
        QTest::addColumn<QByteArray>("source");
        for (const char* source : {"{{ ''.__class__ }}",
                                   "{{ ''['__class__'] }}",
                                   "{{ d.__class__.__base__.__subclasses__() }}",
                                   "{{ d['__init__'] }}",
                                   "{{ [].__len__ }}",
                                   "{{ range.__globals__ }}",
                                   "{{ ''|attr('__class__') }}",
                                   "{{ [1]|map(attribute='__class__')|list }}",
                                   "{{ namespace().__dict__ }}",
                                   "{{ (1).__class__ }}",
                                   "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}"}) {
            QTest::newRow(source) << QByteArray(source);
        }
    }
    void refusesAccessToInternals() {
        QFETCH(QByteArray, source);
        try {
            ChatTemplate(source.toStdString(), "row").renderText({{"d", {{"a", 1}}}});
            QFAIL("not refused");
        } catch (const Error& error) {
            QVERIFY2(QString::fromStdString(error.problem()).startsWith("access to '__"),
                     error.what());
        }
    }

    void readsKeysOfTheDataWhateverTheirName() {
        const ChatTemplate chatTemplate("{{ d.__class__ }}{{ d['__x'] }}", "row");
        QCOMPARE(chatTemplate.renderText({{"d", {{"__class__", "a"}, {"__x", "b"}}}}),
                 std::string("ab"));
    }

    void refusesDataThatNestsTooDeeply() {
        nlohmann::ordered_json deep = 1;
        for (int i = 0; i < 150; ++i) {
            deep = nlohmann::ordered_json::array({deep});
        }
        QVERIFY_EXCEPTION_THROWN(ChatTemplate("x", "row").renderText({{"deep", deep}}), Error);
    }

    void freesMacrosThatHoldTheirOwnScope() {
        // Under a leak checker this is the test; here it must at least end well.
        const ChatTemplate chatTemplate(
            "{% set n = namespace() %}{% for i in range(2000) %}{% set old = n.m %}"
            "{% macro m() %}{{ i }}{% endmacro %}{% set n.m = m %}{% endfor %}{{ n.m() }}",
            "row");
        QCOMPARE(chatTemplate.renderText({{"x", 1}}), std::string("1999"));
    }

    void namesTheLineOfTheFault_data() {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("syntax") << QByteArray("a\n{% if %}\n")
                                << "row:2: unexpected '%}'; correct the chat template";
        QTest::newRow("undefined") << QByteArray("a\n\n{{ x.y.z }}")
                                   << "row:3: 'y' is undefined; correct the chat template";
        QTest::newRow("raise_exception")
            << QByteArray("{{ 1 }}\n{{ raise_exception('roles must alternate') }}")
            << "row:2: the template refuses the conversation: roles must alternate; "
               "give messages as this model's template wants them";
        QTest::newRow("filter") << QByteArray("{{ x\n | upppr }}")
                                << "row:2: there is no filter 'upppr'; use another filter; the "
                                   "nearest known one is \"upper\"";
        QTest::newRow("in a macro")
            << QByteArray("{% macro m() %}\n{{ 1 + 'a' }}{% endmacro %}\n{{ m() }}")
            << "row:2: '+' does not go between int and str; correct the chat template";
        QTest::newRow("tag") << QByteArray("{% import 'x' %}")
                             << "row:1: the tag 'import' is not known; correct the chat template";
    }
    void namesTheLineOfTheFault() {
        QFETCH(QByteArray, source);
        QFETCH(QString, sentence);
        try {
            ChatTemplate(source.toStdString(), "row").renderText({{"x", {{"a", 1}}}});
            QFAIL("no fault found");
        } catch (const Error& error) {
            QCOMPARE(QString(error.what()), sentence);
        }
    }
};

QTEST_GUILESS_MAIN(JinjaSandboxTest)
#include "jinja_sandbox_test.moc"
