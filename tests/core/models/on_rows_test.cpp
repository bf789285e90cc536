// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/kernels/on_rows.h"

#include <QTest>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

using namespace lire::models;

class OnRowsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }

    void eachRowIsWorkedOnOnce() {
        for (const std::int64_t rows : {1, 7, 1000}) {
            std::vector<int> seen(static_cast<std::size_t>(rows), 0);
            overRows(rows, 100'000, [&](std::int64_t begin, std::int64_t end) {
                for (auto row = begin; row < end; ++row) {
                    ++seen[static_cast<std::size_t>(row)];
                }
            });
            QCOMPARE(seen, std::vector<int>(static_cast<std::size_t>(rows), 1));
        }
    }

    void allThreadsWork() {
#ifdef __SANITIZE_THREAD__
        QSKIP("ThreadSanitizer's build has no OpenMP");
#endif
        std::mutex mutex;
        std::set<std::thread::id> threads;
        overRows(1000, 100'000, [&](std::int64_t, std::int64_t) {
            const std::scoped_lock lock(mutex);
            threads.insert(std::this_thread::get_id());
        });
        QCOMPARE(threads.size(), std::size_t{2});
    }

    void aLittleWorkStaysWithOneThread() {
        std::set<std::thread::id> threads;
        overRows(10, 10, [&](std::int64_t, std::int64_t) {
            threads.insert(std::this_thread::get_id());
        });
        QCOMPARE(threads, std::set<std::thread::id>{std::this_thread::get_id()});
    }
};

QTEST_GUILESS_MAIN(OnRowsTest)
#include "on_rows_test.moc"
