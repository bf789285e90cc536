// SPDX-License-Identifier: GPL-3.0-or-later
// What `lire` says of a wrong command line: one line with place, problem and mend, and 2.
#include <QTest>

#include "app/outcome.h"

using namespace lire::tests;

class UsageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWrongCommandLineIsOneSentence_data();
    void aWrongCommandLineIsOneSentence();
    void aValueOutOfItsRangeIsNamedWithIt_data();
    void aValueOutOfItsRangeIsNamedWithIt();
    void everyCommandCanBeQuiet_data();
    void everyCommandCanBeQuiet();
    void helpAndVersionAreResults();

private:
    static void refuses(const QStringList& words, const QString& sentence) {
        const auto outcome = outcomeOf(words);
        QCOMPARE(QString::fromStdString(outcome.errors), sentence + "\n");
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.lines.empty());
    }
};

void UsageTest::aWrongCommandLineIsOneSentence_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* words, const char* sentence) {
        QTest::newRow(name) << QString(words).split(' ', Qt::SkipEmptyParts) << QString(sentence);
    };
    row("no command", "", "lire: no command is given; lire --help lists the commands");
    row("a command that is none",
        "bogus",
        "lire: unknown command \"bogus\"; lire --help lists the commands");
    row("a command with a slip",
        "tokenise --model x",
        "lire: unknown command \"tokenise\"; the nearest known one is \"tokenize\"");
    row("an option of the command before it",
        "--quiet inspect m",
        "lire: the option \"--quiet\" stands before the command; write it behind: lire inspect "
        "--quiet");
    row("a name with letters changed over",
        "loss --objective lier",
        "--objective: unknown objective \"lier\"; the nearest known one is \"lire\"");
    row("flips without a baseline",
        "evaluate --policy a=b --flip-epsilon 1",
        "--flip-epsilon: is read with --baseline alone; give the policy that flips are counted "
        "against, or leave it out");
    row("a share of AlpacaEval's count",
        "evaluate --alpaca-eval a --confidence 0.9",
        "--confidence: is not read beside --alpaca-eval; leave one of them out");
    row("a policy beside AlpacaEval's annotations",
        "evaluate --alpaca-eval a --policy b=c",
        "--policy: is not read beside --alpaca-eval; leave one of them out");
    row("a device that no tokenizer reads",
        "bench tokenize --device cpu",
        "--device: is not read beside tokenize; leave one of them out");
    row("a projection twice",
        "bench train --model m --batch 1 --prompt-length 1 --response-length 1 --responses 1 "
        "--lora-targets q_proj,q_proj",
        "--lora-targets: \"q_proj\" is given twice; give it once");
    row("a template that is a folder",
        "chat --template /tmp",
        "/tmp: the template cannot be read; name a readable file");
    QTest::newRow("no held-out file")
        << QStringList{"train-reward",
                       "--model",
                       "m",
                       "--data",
                       "d",
                       "--out",
                       "o",
                       "--held-out",
                       ""}
        << QString("--held-out: is empty; give a file or a share, or leave it out");
    row("an option before the command",
        "--bogus",
        "lire: unknown option \"--bogus\"; lire --help lists the options");
    row("a missing option", "run", "--workspace: is missing; give it: the folder of runs");
    row("a missing file",
        "logprobs --model m",
        "GROUPS: is missing; give it: a file of groups; - is standard input");
    row("an option that is none, before what is missing",
        "sample --bogus",
        "lire sample: unknown option \"--bogus\"; lire sample --help lists the options");
    row("an option with a slip",
        "sample --modle=x",
        "lire sample: unknown option \"--modle\"; the nearest known one is \"--model\"");
    row("a word too many",
        "loss --objective pg extra",
        "lire loss: there is no place for \"extra\"; leave it out; lire loss --help lists what the "
        "command takes");
    row("an option without its value",
        "sample --model",
        "--model: has no value; give it: the policy");
    row("an option twice",
        "logprobs --model a --model b g",
        "--model: is given more than once; give it once");
    row("a flag with a value",
        "sample --keep=foo --model m --responses 1 p",
        "--keep: \"foo\" cannot be read; write --keep alone");
    row("two options that exclude each other",
        "run x --workspace y --run z",
        "--run: cannot stand beside EXPERIMENT; leave one of them out");
    row("two sources of one template",
        "chat --model a --template b",
        "--template: cannot stand beside --model; leave one of them out");
    row("no source of a template",
        "chat",
        "lire chat: neither --model nor --template is given; name the model or the Jinja file "
        "whose "
        "template it is");
    row("a name that is none",
        "sample --model m --responses 1 --dtype fp16 p",
        "--dtype: \"fp16\" is unknown; known ones are auto, fp32, bf16");
    row("a name far from all",
        "bench foo",
        "WORK: \"foo\" is unknown; known ones are machine, logprobs, sample, score, tokenize, "
        "train");
    row("an unknown device",
        "bench machine --device abacus",
        "--device: \"abacus\" is unknown; give auto, cpu, cuda or cuda:N");
    row("a temperature that greedy does not read",
        "sample --model m --responses 1 --decoding greedy --temperature 0.7 p",
        "--temperature: is not read beside --decoding greedy; leave one of them out");
    row("a top-p that greedy does not read",
        "sample --model m --responses 1 --decoding greedy --top-p 0.7 p",
        "--top-p: is not read beside --decoding greedy; leave one of them out");
    row("a model that the machine's bench does not read",
        "bench machine --model m",
        "--model: is not read beside machine; leave one of them out");
    row("a batch that the machine's bench does not read",
        "bench machine --batch 2",
        "--batch: is not read beside machine; leave one of them out");
    row("a shape that a bench on data does not read",
        "bench logprobs --model m --data d --batch 2 --responses 3",
        "--responses: is not read beside --data; leave one of them out");
    QTest::newRow("an empty path") << QStringList{"run", "x.json", "--workspace", ""}
                                   << QString("--workspace: is empty; give it: the folder of runs");
}

void UsageTest::aWrongCommandLineIsOneSentence() {
    QFETCH(QStringList, words);
    QFETCH(QString, sentence);
    refuses(words, sentence);
}

void UsageTest::aValueOutOfItsRangeIsNamedWithIt_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("mend");
    const QString sample = "sample --model m --responses 1 p";
    const QString logprobs = "logprobs --model m g";
    const QString evaluate = "evaluate --policy a=b";
    const QString kl = "kl --model m g";
    const QString bench = "bench sample --model m";
    const auto row =
        [](const QString& command, const char* option, const char* value, const char* mend) {
            QTest::addRow("%s %s %s", qPrintable(command.section(' ', 0, 0)), option, value)
                << command << QString(option) << QString(value) << QString(mend);
        };
    const char* positive = "give a number greater than 0";
    const char* notNegative = "give a number of at least 0";
    const char* atLeastOne = "give a whole number of at least 1";
    const char* atLeastNone = "give a whole number of at least 0";
    const char* inside = "give a number greater than 0 and less than 1";
    row(logprobs, "--tokens-per-pass", "0", "give a whole number from 1 to 1099511627776");
    row(logprobs, "--threads", "-1", "give a whole number from 0 to 4096");
    row(sample, "--temperature", "0", positive);
    row(sample, "--temperature", "nan", positive);
    row(sample, "--temperature", "inf", positive);
    row(sample, "--temperature", "warm", positive);
    row(sample, "--top-p", "0", "give a number greater than 0 and at most 1");
    row(sample, "--top-p", "1.5", "give a number greater than 0 and at most 1");
    row(sample, "--top-k", "-1", atLeastNone);
    row(sample, "--max-new-tokens", "0", atLeastOne);
    row(sample, "--max-new-tokens", "1.5", atLeastOne);
    row(sample, "--seed", "-1", atLeastNone);
    row(sample, "--seed", "x", atLeastNone);
    row(sample,
        "--seed",
        "99999999999999999999",
        "give a whole number of at most 18446744073709551615");
    row(kl, "--temperature", "0", positive);
    row(kl, "--temperature", "inf", positive);
    row(evaluate, "--epsilon", "-1", notNegative);
    row(evaluate, "--epsilon", "nan", notNegative);
    row(evaluate, "--flip-epsilon", "inf", notNegative);
    row(evaluate, "--confidence", "1", inside);
    row(evaluate, "--confidence", "0", inside);
    row(evaluate, "--confidence", "nan", inside);
    row(evaluate, "--seed", "-1", atLeastNone);
    const QString train = "train --model m --data d --out o --objective lire";
    row(train, "--warmup", "2", "give a number of at least 0 and less than 1");
    row(bench, "--prompt-length", "0", "give a whole number from 1 to 16777216");
    row(bench, "--steps", "-3", "give a whole number from 1 to 16777216");
    row(bench, "--seed", "-1", atLeastNone);
}

void UsageTest::aValueOutOfItsRangeIsNamedWithIt() {
    QFETCH(QString, command);
    QFETCH(QString, option);
    QFETCH(QString, value);
    QFETCH(QString, mend);
    refuses(command.split(' ') << option << value, option + ": is " + value + "; " + mend);
}

void UsageTest::everyCommandCanBeQuiet_data() {
    QTest::addColumn<QString>("command");
    for (const char* command : {"run",
                                "inspect",
                                "tokenize",
                                "detokenize",
                                "chat",
                                "loss",
                                "logprobs",
                                "sample",
                                "score",
                                "kl",
                                "train",
                                "train-reward",
                                "evaluate",
                                "merge",
                                "bench",
                                "report"}) {
        QTest::newRow(command) << command;
    }
}

void UsageTest::everyCommandCanBeQuiet() {
    QFETCH(QString, command);
    const auto outcome = outcomeOf({command, "--quiet", "--help"});
    QCOMPARE(outcome.code, 0);
    const auto shown = [&outcome] {
        for (const auto& line : outcome.lines) {
            if (line.find("--quiet") != std::string::npos) {
                return true;
            }
        }
        return false;
    };
    QVERIFY(shown());
}

void UsageTest::helpAndVersionAreResults() {
    for (const auto& word : {"--help", "--version", "help", "help sample", "help loss"}) {
        const auto outcome = outcomeOf(QString(word).split(' '));
        QCOMPARE(outcome.code, 0);
        QVERIFY(!outcome.lines.empty());
        QCOMPARE(outcome.errors, std::string());
    }
}

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
