// SPDX-License-Identifier: GPL-3.0-or-later
// What a writer has stored outlives a power cut: it is on the disk when the call returns.
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <functional>

#include <sys/syscall.h>
#include <unistd.h>

#include "core/runs/run_writer.h"

using namespace lire::runs;

namespace {

std::atomic<int> syncs = 0;

int counted(long call, int file) {
    ++syncs;
    return static_cast<int>(::syscall(call, file));
}

}  // namespace

// SQLite calls these in place of the C library's.
extern "C" int fdatasync(int file) {
    return counted(SYS_fdatasync, file);
}
extern "C" int fsync(int file) {
    return counted(SYS_fsync, file);
}

using Call = std::function<void(RunWriter&, const std::string& run)>;
Q_DECLARE_METATYPE(Call)

class PowerCutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCallEndsOnTheDisk_data() {
        QTest::addColumn<Call>("call");
        QTest::newRow("an event") << Call([](RunWriter& writer, const std::string& run) {
            writer.receive({.run = run, .stage = "lire", .body = EvaluationEvent{}});
        });
        QTest::newRow("prompts") << Call([](RunWriter& writer, const std::string& run) {
            writer.savePrompts(run, std::vector{PromptRecord{.id = "2"}});
        });
        QTest::newRow("responses") << Call([](RunWriter& writer, const std::string& run) {
            writer.saveResponses(run, std::vector{ResponseRecord{.promptId = "1"}});
        });
        QTest::newRow("a stage begun anew") << Call(
            [](RunWriter& writer, const std::string& run) { writer.forgetStage(run, "base"); });
    }
    void aCallEndsOnTheDisk() {
        QFETCH(Call, call);
        const QTemporaryDir folder;
        RunWriter writer(folder.filePath("work").toStdString());
        const auto run = writer.createRun("demo", "", {});
        writer.savePrompts(run, std::vector{PromptRecord{.id = "1"}});
        writer.receive({.run = run, .stage = "base", .body = StepEvent{.step = 1}});
        const int before = syncs;
        call(writer, run);
        QVERIFY(syncs > before);
    }
};

QTEST_GUILESS_MAIN(PowerCutTest)
#include "power_cut_test.moc"
