// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/stage_files.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using lire::experiment::StageFiles;
namespace fs = std::filesystem;

class StageFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatAKillLeftIsRemoved_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("stays");
        const auto row = [](const char* file, bool stays) { QTest::newRow(file) << file << stays; };
        row("adapters/lire/adapter_model.safetensors.tmp-1234", false);
        row("reward-models/rm/config.json.tmp-7", false);
        row("stages/candidates/part-00001.jsonl.tmp-1234", false);
        row("stages/lire/checkpoints/step-00000010.tmp/state.json", false);
        row("stages/lire/checkpoints/step-00000010.tmp/state.safetensors.tmp-1234", false);
        row("stages/lire/checkpoints/step-00000010/state.json", true);
        row("stages/lire/checkpoints/step-00000010-0002/state.json", true);
        row("adapters/lire/adapter_model.safetensors", true);
        row("stages/v1.tmp/done.json", true);
        row("stages/v1.tmp/checkpoints/step-00000010.tmp/state.json", false);
        row("adapters/v1.tmp/adapter_config.json", true);
        row("adapters/v1.tmp-2/adapter_config.json", true);
        row("reward-models/rm.tmpA/config.json", true);
        row("stages/step-00000010.tmp/done.json", true);
        row("adapters/step-00000010.tmp/adapter_config.json", true);
        row("stages/checkpoints/done.json", true);
    }

    void onlyWhatAKillLeftIsRemoved() {
        QFETCH(QString, file);
        QFETCH(bool, stays);
        const QTemporaryDir folder;
        const fs::path path = folder.filePath(file).toStdString();
        fs::create_directories(path.parent_path());
        std::ofstream(path) << "{}";
        StageFiles(folder.path().toStdString()).removeUnfinished();
        QCOMPARE(fs::exists(path), stays);
    }
};

QTEST_GUILESS_MAIN(StageFilesTest)
#include "stage_files_test.moc"
