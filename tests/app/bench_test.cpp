// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "app/lire_process.h"

using namespace lire::tests;

namespace {

const std::string model = LIRE_TEST_DATA "/models/tied";

std::vector<std::string> shapeOf(const std::string& work) {
    std::vector<std::string> arguments = {"bench",
                                          work,
                                          "--model",
                                          model,
                                          "--prompt-length",
                                          "12",
                                          "--response-length",
                                          "5",
                                          "--responses",
                                          "3",
                                          "--batch",
                                          "2",
                                          "--steps",
                                          "1",
                                          "--quiet"};
    if (work != "tokenize") {
        arguments.insert(arguments.end(), {"--threads", "1"});
    }
    return arguments;
}

}  // namespace

/// `lire bench`: one line of figures a work.
class BenchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyWorkTellsItsFigures_data() {
        QTest::addColumn<QString>("work");
        QTest::addColumn<bool>("hasProducts");
        for (const char* work : {"train", "logprobs", "score", "sample"}) {
            QTest::newRow(work) << work << true;
        }
        QTest::newRow("tokenize") << "tokenize" << false;
    }
    void everyWorkTellsItsFigures() {
        QFETCH(QString, work);
        QFETCH(bool, hasProducts);
        const auto line = onlyLine(shapeOf(work.toStdString()));
        QCOMPARE(QString::fromStdString(line["work"]), work);
        QVERIFY(line["seconds_per_step"].get<double>() > 0.0);
        // 2 x 3 x 5 tokens of responses a step.
        QVERIFY(std::abs(line["response_tokens_per_second"].get<double>() *
                             line["seconds_per_step"].get<double>() -
                         30.0) < 1e-6);
        QVERIFY(line["peak_rss_bytes"].get<double>() > 1e6);
        QCOMPARE(line["threads"].get<int>(), 1);
        QCOMPARE(line.contains("share_of_peak"), hasProducts);
        if (hasProducts) {
            QVERIFY(line["flops_per_second"].get<double>() > 0.0);
            QVERIFY(line["share_of_peak"].get<double>() < 1.0);
        }
    }

    void aFilesListsTakeThePlaceOfRandomOnes() {
        const QTemporaryDir folder;
        const auto file = folder.filePath("groups.jsonl").toStdString();
        std::ofstream(file) << R"({"prompt_ids":[1,2,3],"response_ids":[[4,5],[6]]})" << '\n'
                            << R"({"prompt_ids":[3,2],"response_ids":[[7,8,9]]})" << '\n'
                            << R"({"prompt_ids":[3],"response_ids":[[7]]})" << '\n';
        const auto line = onlyLine({"bench",
                                    "train",
                                    "--model",
                                    model,
                                    "--data",
                                    file,
                                    "--batch",
                                    "2",
                                    "--steps",
                                    "1",
                                    "--threads",
                                    "1",
                                    "--quiet"});
        QVERIFY(std::abs(line["response_tokens_per_second"].get<double>() *
                             line["seconds_per_step"].get<double>() -
                         6.0) < 1e-6);
    }

    void adaptersAskForWork() {
        const auto workWith = [](const char* targets) {
            auto arguments = shapeOf("train");
            arguments.insert(arguments.end(), {"--lora-targets", targets});
            const auto line = onlyLine(arguments);
            return line["flops_per_second"].get<double>() * line["seconds_per_step"].get<double>();
        };
        QVERIFY(workWith("q_proj,v_proj,up_proj") > 1.001 * workWith("q_proj,v_proj"));
    }

    void anUnknownProjectionIsNamed() {
        auto arguments = shapeOf("train");
        arguments.insert(arguments.end(), {"--lora-targets", "q_proj,k_prj"});
        const QTemporaryDir folder;
        LireProcess process(arguments, folder.filePath("errors").toStdString());
        QCOMPARE(process.wait(), 2);
        QVERIFY2(process.errors().find("--lora-targets: \"k_prj\" is no projection; the nearest "
                                       "known one is \"k_proj\"") != std::string::npos,
                 process.errors().c_str());
    }

    void whatAWorkDoesNotReadIsRefused() {
        auto arguments = shapeOf("tokenize");
        arguments.insert(arguments.end(), {"--threads", "2"});
        const QTemporaryDir folder;
        LireProcess process(arguments, folder.filePath("errors").toStdString());
        QCOMPARE(process.wait(), 2);
        QVERIFY2(process.errors().find("--threads") != std::string::npos, process.errors().c_str());
    }

    void theMachineHasPeaks() {
        const auto line = onlyLine({"bench", "machine", "--threads", "1", "--quiet"});
        QVERIFY(line["matrix_flops_per_second"]["fp32"].get<double>() > 1e8);
        QVERIFY(line["matrix_flops_per_second"]["bf16"].get<double>() > 1e6);
        QVERIFY(line["memory_bytes_per_second"].get<double>() > 1e8);
    }

    void whatIsMissingIsNamed_data() {
        QTest::addColumn<int>("left");
        QTest::addColumn<QString>("option");
        QTest::newRow("no model") << 2 << "--model";
        QTest::newRow("no batch") << 4 << "--batch";
    }
    void whatIsMissingIsNamed() {
        QFETCH(int, left);
        QFETCH(QString, option);
        auto arguments = shapeOf("train");
        arguments.resize(static_cast<std::size_t>(left));
        const QTemporaryDir folder;
        LireProcess process(arguments, folder.filePath("errors").toStdString());
        QCOMPARE(process.wait(), 2);
        QVERIFY2(process.errors().find(option.toStdString() + ": is missing") != std::string::npos,
                 process.errors().c_str());
    }

private:
    static nlohmann::json onlyLine(const std::vector<std::string>& arguments) {
        const QTemporaryDir folder;
        LireProcess process(arguments, folder.filePath("errors").toStdString());
        const auto lines = process.lines();
        const auto end = process.wait();
        if (end != 0 || lines.size() != 1) {
            qFatal("%s", process.errors().c_str());
        }
        return nlohmann::json::parse(lines.front());
    }
};

QTEST_GUILESS_MAIN(BenchTest)
#include "bench_test.moc"
