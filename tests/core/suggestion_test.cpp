// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/suggestion.h"

#include <QTest>

using namespace lire;

class SuggestionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatIsReallyNearIsSuggested_data() {
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QStringList>("known");
        QTest::addColumn<QString>("mend");
        const QStringList keys = {"name", "format", "seed"};
        QTest::newRow("a slip") << "formt" << keys << "the nearest known one is \"format\"";
        QTest::newRow("two letters changed over")
            << "lier" << QStringList{"lire"} << "the nearest known one is \"lire\"";
        QTest::newRow("capitals") << "LIRE" << QStringList{"lire"}
                                  << "the nearest known one is \"lire\"";
        QTest::newRow("another word") << "prompt" << keys << "known ones are name, format, seed";
        QTest::newRow("another of three letters")
            << "ppo" << QStringList{"dpo"} << "the known one is dpo";
        QTest::newRow("half of the letters") << "pg" << QStringList{"pf"} << "the known one is pf";
        QTest::newRow("nothing") << "" << keys << "known ones are name, format, seed";
        QTest::newRow("many") << "zzzzzz" << QString("a b c d e f g h i j k l m").split(' ')
                              << "known ones are a, b, c, d, e, f, g, h, i, j, k, l, …";
    }

    void onlyWhatIsReallyNearIsSuggested() {
        QFETCH(QString, wrong);
        QFETCH(QStringList, known);
        QFETCH(QString, mend);
        std::vector<std::string> names;
        for (const auto& name : known) {
            names.push_back(name.toStdString());
        }
        QCOMPARE(QString::fromStdString(suggestName(wrong.toStdString(), names)), mend);
    }
};

QTEST_GUILESS_MAIN(SuggestionTest)
#include "suggestion_test.moc"
