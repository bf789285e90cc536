// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train_runs.h"

using namespace lire::tests;

namespace {

Ended merge(const std::string& model, const std::string& adapter, const std::string& out) {
    return runLire({"merge", "--model", model, "--adapter", adapter, "--out", out});
}

std::string modelFolder(const std::string& name) {
    return std::string(LIRE_TEST_DATA "/models/") + name;
}

}  // namespace

/// `lire merge`: the folder that it writes, and those that it leaves alone.
class MergeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMergedModelGivesTheAdaptersLogprobs() {
        const QTemporaryDir folder;
        const auto out = folder.filePath("new/merged").toStdString();
        const auto lists = folder.filePath("lists.jsonl").toStdString();
        writeText(lists, R"({"prompt_ids":[1,3],"response_ids":[[5,9,2],[6,2]]})");
        const auto ended = merge(tinyModel, modelFolder("adapter_qv"), out);
        LIRE_ENDED(ended, 0);
        QCOMPARE(ended.lines, (std::vector<nlohmann::json>{{{"model", out}}}));
        const auto logprobs = [&lists](const Given& model) {
            const auto told =
                runLire(commandLine("logprobs", with(with(quietly(), model), {{lists, ""}})));
            return told.lines.at(0)["logprobs"].get<std::vector<double>>();
        };
        const auto merged = logprobs({{"--model", out}});
        const auto apart =
            logprobs({{"--model", tinyModel}, {"--adapter", modelFolder("adapter_qv")}});
        const auto base = logprobs({{"--model", tinyModel}});
        QCOMPARE(merged.size(), apart.size());
        for (std::size_t i = 0; i < apart.size(); ++i) {
            QVERIFY(std::abs(merged[i] - apart[i]) < 1e-4);
            QVERIFY(std::abs(merged[i] - base[i]) > 1e-3);
        }
    }

    void aFolderWithAModelIsLeftAlone_data() {
        QTest::addColumn<QString>("what");
        QTest::newRow("the model's own") << "model";
        QTest::newRow("the adapter's own") << "adapter";
        QTest::newRow("another model's") << "other";
        QTest::newRow("a former result") << "merged";
        QTest::newRow("a file") << "file";
    }
    void aFolderWithAModelIsLeftAlone() {
        QFETCH(QString, what);
        const QTemporaryDir folder;
        const auto place = [&](const QString& name) { return folder.filePath(name).toStdString(); };
        fs::copy(tinyModel, place("model"));
        fs::copy(modelFolder("adapter_qv"), place("adapter"));
        fs::copy(modelFolder("bias"), place("other"));
        writeText(place("file"), "in the way");
        LIRE_ENDED(merge(place("model"), place("adapter"), place("merged")), 0);
        const auto weights = contentOf(place(what + "/model.safetensors"));
        const auto ended = merge(place("model"), place("adapter"), place(what));
        LIRE_ENDED(ended, 2);
        QVERIFY(ended.lines.empty());
        const auto sentence = sentenceOf(ended);
        QVERIFY2(sentence.startsWith("--out: " + folder.filePath(what)), qPrintable(sentence));
        QVERIFY2(sentence.endsWith("; give another folder"), qPrintable(sentence));
        QVERIFY(contentOf(place(what + "/model.safetensors")) == weights);
    }
};

QTEST_GUILESS_MAIN(MergeTest)
#include "merge_test.moc"
