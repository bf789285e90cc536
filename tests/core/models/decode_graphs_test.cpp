// SPDX-License-Identifier: GPL-3.0-or-later
// Which steps are recorded, and when; gpu_test records on a GPU.
#include "core/models/decode_graphs.h"

#include <QTest>

#include <ATen/ATen.h>

#include "core/error.h"

using namespace lire;
using namespace lire::models;

namespace {

at::Tensor numbersOf(std::int64_t first, std::int64_t rows) {
    return at::arange(first, first + 2 * rows, at::kLong).view({2, rows});
}

/// "Logits" by which one sees what they were made of.
at::Tensor twice(const at::Tensor& numbers) {
    return numbers.t().to(at::kFloat) * 2.0;
}

/// Records as a GPU does: the result is one tensor, written anew by each replay. Counts both.
struct Recorder {
    int recorded = 0;
    int replayed = 0;
    double wrongBy = 0.0;

    DecodeGraphs::Record function() {
        return [this](const std::function<at::Tensor()>& work) {
            ++recorded;
            auto result = work();
            return DecodeGraphs::Replay([this, work, result] {
                ++replayed;
                result.copy_(work()).add_(wrongBy);
                return result;
            });
        };
    }
};

void run(DecodeGraphs& graphs, int steps, std::int64_t rows) {
    for (int step = 0; step < steps; ++step) {
        const auto numbers = numbersOf(100 * step, rows);
        QVERIFY(at::equal(graphs.run(numbers, c10::Device("cpu")), twice(numbers)));
    }
}

}  // namespace

class DecodeGraphsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsArePadded_data() {
        QTest::addColumn<int>("sequences");
        QTest::addColumn<int>("rows");
        QTest::newRow("one") << 1 << 8;
        QTest::newRow("full") << 8 << 8;
        QTest::newRow("one more") << 9 << 16;
        QTest::newRow("64") << 64 << 64;
        QTest::newRow("more than 64") << 65 << 96;
        QTest::newRow("256") << 256 << 256;
    }
    void rowsArePadded() {
        QFETCH(int, sequences);
        QFETCH(int, rows);
        QCOMPARE(DecodeGraphs::paddedRows(sequences), rows);
    }

    void aNumberOfRowsThatStaysIsRecordedOnce() {
        Recorder recorder;
        DecodeGraphs graphs(twice, recorder.function());
        run(graphs, 3, 8);
        QCOMPARE(recorder.recorded, 0);
        run(graphs, 7, 8);
        QCOMPARE(recorder.recorded, 1);
        QCOMPARE(recorder.replayed, 7);  // one to compare it, then steps 5 to 10
        run(graphs, 4, 16);
        QCOMPARE(recorder.recorded, 2);
    }

    void aRecordingThatDiffersIsNotUsed() {
        Recorder recorder{.wrongBy = 0.5};
        DecodeGraphs graphs(twice, recorder.function());
        run(graphs, 10, 8);
        run(graphs, 10, 16);
        QCOMPARE(recorder.recorded, 1);
        QCOMPARE(recorder.replayed, 1);
    }

    void whatCannotBeRecordedGoesOnPlainly() {
        int tried = 0;
        DecodeGraphs graphs(twice, [&](const std::function<at::Tensor()>&) -> DecodeGraphs::Replay {
            ++tried;
            throw Error("CUDA", "no", "no", Blame::Running);
        });
        run(graphs, 10, 8);
        QCOMPARE(tried, 1);
    }

    void aProcessorRecordsNothing() { QVERIFY(!DecodeGraphs::recorderOf(c10::Device("cpu"))); }
};

QTEST_GUILESS_MAIN(DecodeGraphsTest)
#include "decode_graphs_test.moc"
