// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/alpaca_eval.h"

#include <QTest>
#include <array>
#include <cmath>
#include <filesystem>

#include "core/data/input_file.h"
#include "core/error.h"

using namespace lire::evaluation;

class AlpacaEvalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAsTheLeaderboardDoes_data() {
        QTest::addColumn<QString>("preferences");
        QTest::addColumn<QString>("line");
        QTest::newRow("a win, two losses, a draw")
            << "[2, 1, 1, 0]"
            << R"({"n_draws":1,"n_total":4,"n_wins":1,"n_wins_base":2,"standard_error":)"
               R"(23.93568,"win_rate":37.5})";
        QTest::newRow("1.5 is a draw too, a missing one is left out")
            << "[1.5, null, 2]"
            << R"({"n_draws":1,"n_total":2,"n_wins":1,"n_wins_base":0,"standard_error":)"
               R"(25.0,"win_rate":75.0})";
        QTest::newRow("weighted preferences")
            << "[1.25, 1.75]"
            << R"({"n_draws":0,"n_total":2,"n_wins":1,"n_wins_base":1,"standard_error":)"
               R"(25.0,"win_rate":50.0})";
        QTest::newRow("one alone has no standard error")
            << "[2]"
            << R"({"n_draws":0,"n_total":1,"n_wins":1,"n_wins_base":0,"standard_error":)"
               R"(null,"win_rate":100.0})";
        QTest::newRow("none") << "[null]"
                              << R"({"n_draws":0,"n_total":0,"n_wins":0,"n_wins_base":0,)"
                                 R"("standard_error":null,"win_rate":null})";
    }

    void countsAsTheLeaderboardDoes() {
        QFETCH(QString, preferences);
        QFETCH(QString, line);
        auto annotations = nlohmann::json::array();
        for (const auto& preference : nlohmann::json::parse(preferences.toStdString())) {
            annotations.push_back({{"instruction", "?"}, {"preference", preference}});
        }
        auto got = toJson(countAlpacaEval(annotations, "a.json"));
        if (got["standard_error"].is_number()) {
            got["standard_error"] = std::round(got["standard_error"].get<double>() * 1e5) / 1e5;
        }
        QCOMPARE(QString::fromStdString(got.dump()), line);
    }

    void givesThePublishedRateOfAlpaca7b() {
        const std::filesystem::path file =
            LIRE_SHARED_DATA "/alpaca_eval/alpaca-7b.annotations.json.gz";
        if (!std::filesystem::exists(file)) {
            QSKIP("AlpacaEval's annotations of Alpaca-7B are not here");
        }
        lire::data::InputFile input(file);
        std::string text;
        std::array<char, 4096> buffer = {};
        while (const std::size_t count = input.read(buffer)) {
            text.append(buffer.data(), count);
        }
        const auto row = countAlpacaEval(parseAnnotations(text, file.string()), file.string());
        QCOMPARE(row.wins, std::size_t{205});
        QCOMPARE(row.baseWins, std::size_t{584});
        QCOMPARE(row.draws, std::size_t{16});
        QCOMPARE(row.total, std::size_t{805});
        QVERIFY(std::abs(*row.winRate - 26.459627329192546) < 1e-12);
        QVERIFY2(std::abs(*row.standardError - 1.5357114697480003) < 1e-9,
                 qPrintable(QString::number(*row.standardError, 'g', 16)));
    }

    void readsPythonsNaNAsMissing() {
        const auto annotations = parseAnnotations(
            "[{\"preference\": NaN, \"output_1\": \"NaN \\\" NaN\"}, {\"preference\": 2}]",
            "a.json");
        QCOMPARE(annotations[0].at("output_1").get<std::string>(), std::string("NaN \" NaN"));
        QCOMPARE(countAlpacaEval(annotations, "a.json").total, std::size_t{1});
    }

    void refusesWithASentence_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no JSON") << "[{"
                                 << "a.json: it is not JSON; give an AlpacaEval annotations.json";
        QTest::newRow("no array") << "{}"
                                  << "a.json: the file is not a JSON array of annotations; give an "
                                     "AlpacaEval annotations.json";
        QTest::newRow("no object")
            << "[{\"preference\":1}, 3]"
            << "a.json /1: the annotation is not an object; give an AlpacaEval annotations.json";
        QTest::newRow("out of range") << "[{\"preference\":3}]"
                                      << "a.json /0: \"preference\" is 3; give a number from 1 "
                                         "(the baseline) to 2 (the model), "
                                         "0 for a draw, or null";
        QTest::newRow("a text")
            << "[{\"preference\":\"2\"}]"
            << "a.json /0: \"preference\" is \"2\"; give a number from 1 (the baseline) to 2 (the "
               "model), 0 for a draw, or null";
    }

    void refusesWithASentence() {
        QFETCH(QString, text);
        QFETCH(QString, sentence);
        QString got;
        try {
            countAlpacaEval(parseAnnotations(text.toStdString(), "a.json"), "a.json");
        } catch (const lire::Error& error) {
            got = error.what();
        }
        QCOMPARE(got, sentence);
    }
};

QTEST_GUILESS_MAIN(AlpacaEvalTest)
#include "alpaca_eval_test.moc"
