// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/word_diff.h"

#include <QTest>

using lire::ui::repeatedPhrases;
using lire::ui::TextSpan;
using lire::ui::wordDiff;

namespace {

QStringList parts(const QString& text, const std::vector<TextSpan>& spans) {
    QStringList found;
    for (const TextSpan& span : spans)
        found << text.mid(span.from, span.length);
    return found;
}

}  // namespace

class WordDiffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void marksWhatThePinnedTextHasNot_data() {
        QTest::addColumn<QString>("pinned");
        QTest::addColumn<QString>("other");
        QTest::addColumn<QStringList>("differing");
        QTest::newRow("equal texts") << "a b c"
                                     << "a b c" << QStringList{};
        QTest::newRow("both empty") << ""
                                    << "" << QStringList{};
        QTest::newRow("nothing pinned") << ""
                                        << "all new" << QStringList{"all new"};
        QTest::newRow("one word replaced") << "keep the old pot"
                                           << "keep the new pot" << QStringList{"new"};
        QTest::newRow("words added at the end")
            << "water it"
            << "water it for two weeks" << QStringList{"for two weeks"};
        QTest::newRow("words left out show nothing") << "a b c d"
                                                     << "a d" << QStringList{};
        QTest::newRow("blanks never differ") << "a b"
                                             << "a \n\t b" << QStringList{};
        QTest::newRow("two places") << "one two three four"
                                    << "zero two three five" << QStringList{"zero", "five"};
        QTest::newRow("a comma is a word") << "good"
                                           << "good, really" << QStringList{", really"};
        QTest::newRow("an apostrophe stays inside") << "I do not"
                                                    << "I don't" << QStringList{"don't"};
        QTest::newRow("markup is text like any other") << "a"
                                                       << "a <b>x</b>" << QStringList{"<b>x</b>"};
        QTest::newRow("emoji is one word") << "fine"
                                           << "fine 😀" << QStringList{"😀"};
    }

    void marksWhatThePinnedTextHasNot() {
        QFETCH(QString, pinned);
        QFETCH(QString, other);
        QFETCH(QStringList, differing);
        QCOMPARE(parts(other, wordDiff(pinned, other).differing), differing);
    }

    void sharedPhrasesHaveAtLeastThreeWords() {
        const QString other = "Now add soil around it and stop";
        QCOMPARE(parts(other, wordDiff("First add soil around it. Then stop", other).shared),
                 QStringList{"add soil around it"});
    }

    void takesTheLongestCommonSubsequence() {
        // A greedy match of the first "a" would share one word, the longest shares three.
        const QString other = "x y z a";
        QCOMPARE(parts(other, wordDiff("a x y z", other).differing), QStringList{"a"});
    }

    void longTextsEndInTime() {
        QString pinned;
        QString other;
        for (int word = 0; word < 6000; ++word) {
            pinned += QStringLiteral("a%1 ").arg(word);
            other += QStringLiteral("b%1 ").arg(word);
        }
        QCOMPARE(wordDiff("same " + pinned, "same " + other).differing.size(), std::size_t(1));
    }

    void loopsAreFound() {
        const QString text = "I hope this helps. I hope this helps. I hope this helps.";
        const auto spans = repeatedPhrases(text);
        QCOMPARE(spans.size(), std::size_t(1));
        QVERIFY(spans.front().from > 10);
        QVERIFY(repeatedPhrases("every word here is another one").empty());
    }
};

QTEST_GUILESS_MAIN(WordDiffTest)
#include "word_diff_test.moc"
