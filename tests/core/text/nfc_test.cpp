// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/nfc.h"

#include <QString>
#include <QTest>
#include <random>

#include "core/text/utf8.h"

using lire::text::toNfc;

class NfcTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void composes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("composed");
        const auto row = [](const char* name, const char* text, const char* composed) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(composed);
        };
        row("nothing", "", "");
        row("ASCII", "plain text", "plain text");
        row("composed already", "caf\u00e9 \uac01", "caf\u00e9 \uac01");
        row("a letter and its accent", "cafe\u0301", "caf\u00e9");
        row("a mark alone", "\u0301x", "\u0301x");
        row("two marks in canonical order", "q\u0323\u0307", "q\u0323\u0307");
        row("two marks in odd order", "q\u0307\u0323", "q\u0323\u0307");
        row("the lower mark is composed first", "a\u0302\u0323", "\u1ead");
        row("a mark blocked by another of its class", "a\u0305\u0301", "a\u0305\u0301");
        row("Hangul of two", "\u1100\u1161", "\uac00");
        row("Hangul of three", "\u1100\u1161\u11a8", "\uac01");
        row("Hangul of a syllable and a tail", "\uac00\u11a8", "\uac01");
        row("a singleton", "\u212b", "\u00c5");
        row("a mark that is two", "\u0344", "\u0308\u0301");
        row("excluded from composition", "\u0958", "\u0915\u093c");
        row("compatibility forms stay", "\ufb01 \uff21", "\ufb01 \uff21");
        row("beyond the basic plane", "\U00011099\U000110ba", "\U0001109a");
        row("an invalid byte between", "e\xff\u0301", "e\xff\u0301");
        row("invalid bytes around",
            "\xcc"
            "e\u0301\xe2\x82",
            "\xcc\u00e9\xe2\x82");
        row("a surrogate's bytes",
            "\xed\xa0\x80"
            "e\u0301",
            "\xed\xa0\x80\u00e9");
    }
    void composes() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, composed);
        QCOMPARE(QByteArray::fromStdString(toNfc(text.toStdString())).toHex(), composed.toHex());
        QCOMPARE(QByteArray::fromStdString(toNfc(composed.toStdString())).toHex(),
                 composed.toHex());
    }

    void agreesWithQtOnRandomText() {
        // Letters, marks of several classes, Hangul parts, Indic vowel signs.
        const std::u32string alphabet =
            U"aeoq\u0300\u0301\u0302\u0307\u0308\u0323\u0327\u0328\u0345\u05b0\u05bc\u0f71\u0f72"
            U"\u1100\u1102\u1161\u1165\u11a8\u11ab\uac00\u09c7\u09be\u0b47\u0b56\u0915\u093c\u00e5";
        std::mt19937 random(3);
        for (int round = 0; round < 2000; ++round) {
            std::string text;
            for (int i = 0; i < 12; ++i) {
                lire::text::appendUtf8(text, alphabet[random() % alphabet.size()]);
            }
            QCOMPARE(QString::fromStdString(toNfc(text)),
                     QString::fromStdString(text).normalized(QString::NormalizationForm_C));
        }
    }

    void longRunsOfMarksTakeNoLongTime() {
        // A quadratic sort would take minutes.
        std::string text = "a";
        for (int i = 0; i < 200'000; ++i) {
            text += i % 2 == 0 ? "\u0301" : "\u0323";
        }
        // The first dot below goes into its letter, which takes as many bytes as both.
        QCOMPARE(toNfc(text).size(), text.size());
    }
};

QTEST_GUILESS_MAIN(NfcTest)
#include "nfc_test.moc"
