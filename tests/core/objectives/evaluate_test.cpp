// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <limits>

#include "core/error.h"
#include "core/objectives/one_query.h"

using namespace lire::objectives;

class EvaluateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWithASentence_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Numbers>("logprobs");
        QTest::addColumn<Numbers>("lengths");
        QTest::addColumn<Numbers>("rewards");
        QTest::addColumn<Numbers>("reference");
        QTest::addColumn<std::size_t>("sftIndex");
        QTest::addColumn<QString>("sentence");
        const double infinite = std::numeric_limits<double>::infinity();
        const auto first = std::size_t{0};
        QTest::newRow("no responses")
            << "sft" << Numbers{} << Numbers{} << Numbers{} << Numbers{} << first
            << "stdin:3: \"logprobs\" is empty; give one number for each of M >= 1 responses";
        QTest::newRow("too few lengths")
            << "sft" << Numbers{-1, -2} << Numbers{1} << Numbers{} << Numbers{} << first
            << "stdin:3: \"lengths\" has 1 entries for 2 responses; give one number a response";
        QTest::newRow("no lengths")
            << "rrhf" << Numbers{-1, -2} << Numbers{} << Numbers{1, 2} << Numbers{} << first
            << "stdin:3: \"lengths\" is missing, which rrhf needs; count each response's tokens "
               "with its EOS";
        QTest::newRow("too many rewards")
            << "lire" << Numbers{-1} << Numbers{1} << Numbers{1, 2} << Numbers{} << first
            << "stdin:3: \"rewards\" has 2 entries for 1 responses; give one number a response";
        QTest::newRow("no rewards")
            << "lire" << Numbers{-1} << Numbers{1} << Numbers{} << Numbers{} << first
            << "stdin:3: \"rewards\" is missing, which lire needs; give one number a response";
        QTest::newRow("no reference")
            << "dpo" << Numbers{-1} << Numbers{1} << Numbers{1} << Numbers{} << first
            << "stdin:3: \"reference_logprobs\" is missing, which dpo needs; give one number a "
               "response";
        QTest::newRow("a short reference, even where it is not read")
            << "lire" << Numbers{-1, -2} << Numbers{1, 1} << Numbers{1, 2} << Numbers{-1} << first
            << "stdin:3: \"reference_logprobs\" has 1 entries for 2 responses; give one number a "
               "response";
        QTest::newRow("an infinite log-prob")
            << "lire" << Numbers{-1, -infinite} << Numbers{1, 1} << Numbers{1, 2} << Numbers{}
            << first << "stdin:3: \"logprobs\" is not finite at index 1; give finite numbers";
        QTest::newRow("a reward that is no number")
            << "pg" << Numbers{-1} << Numbers{1} << Numbers{std::nan("")} << Numbers{} << first
            << "stdin:3: \"rewards\" is not finite at index 0; give finite numbers";
        QTest::newRow("a length of 0")
            << "sft" << Numbers{-1, 0} << Numbers{1, 0} << Numbers{} << Numbers{} << first
            << "stdin:3: \"lengths\" is below 1 at index 1; count the response's tokens with its "
               "EOS";
        QTest::newRow("an SFT response beyond the list")
            << "sft" << Numbers{-1, -2} << Numbers{1, 1} << Numbers{} << Numbers{} << std::size_t{2}
            << "stdin:3: \"sft_index\" is 2 of 2 responses; give the index of a response, from 0";
        QTest::newRow("a result beyond doubles")
            << "pg" << Numbers{1e300} << Numbers{1} << Numbers{1e300} << Numbers{} << first
            << "stdin:3: the loss of pg is beyond the range of numbers; check log-probs, rewards "
               "and "
               "options for values of extreme size";
    }

    void refusesWithASentence() {
        QFETCH(QString, name);
        QFETCH(Numbers, logprobs);
        QFETCH(Numbers, lengths);
        QFETCH(Numbers, rewards);
        QFETCH(Numbers, reference);
        QFETCH(std::size_t, sftIndex);
        QFETCH(QString, sentence);
        const auto& kind = objectiveKind(name.toStdString(), "");
        const auto objective = makeObjective(kind.name, nlohmann::json::object(), "");
        QString got;
        try {
            evaluate(*objective,
                     kind,
                     {.logprobs = logprobs,
                      .lengths = lengths,
                      .rewards = rewards,
                      .referenceLogprobs = reference,
                      .sftIndex = sftIndex},
                     "stdin:3");
        } catch (const lire::Error& error) {
            got = error.what();
        }
        QCOMPARE(got, sentence);
    }

    void choosesTheSftResponse() {
        const Numbers rewards{0.5, 2.0, 2.0, 1.0};
        QCOMPARE(chooseSftIndex(rewards, {}, {}), std::size_t{1});  // first of the highest
        QCOMPARE(chooseSftIndex(rewards, std::size_t{3}, {}), std::size_t{3});
        QCOMPARE(chooseSftIndex(rewards, std::size_t{3}, std::size_t{0}), std::size_t{0});
        QCOMPARE(chooseSftIndex({}, {}, {}), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(EvaluateTest)
#include "evaluate_test.moc"
