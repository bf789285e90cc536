// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/query_order.h"

#include <QTest>
#include <algorithm>

#include "core/training/trainer.h"

using namespace lire::training;

class QueryOrderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theOrderIsAPermutationOfItsOwn() {
        const auto order = queryOrder(50, 1, 0, 0);
        auto sorted = order;
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            QCOMPARE(sorted[i], i);
        }
        QVERIFY(order != sorted);
        QVERIFY(queryOrder(50, 1, 0, 0) == order);
        QVERIFY(queryOrder(50, 2, 0, 0) != order);
        QVERIFY(queryOrder(50, 1, 1, 0) != order);
        QVERIFY(queryOrder(50, 1, 0, 1) != order);
    }

    void theOrderIsTheSameOnEveryMachine() {
        QCOMPARE(queryOrder(8, 1, 0, 0), (std::vector<std::size_t>{7, 6, 0, 5, 2, 3, 1, 4}));
    }

    void everyEpochVisitsEachQueryOnce() {
        for (const std::int64_t epoch : {0, 1}) {
            std::vector<std::size_t> visited;
            for (std::int64_t step = 0; step < 4; ++step) {
                const auto chosen = stepQueries(epoch * 4 + step, 10, 3, 9, 0);
                QCOMPARE(chosen.epoch, epoch);
                QCOMPARE(chosen.queries.size(), step < 3 ? std::size_t{3} : std::size_t{1});
                visited.insert(visited.end(), chosen.queries.begin(), chosen.queries.end());
            }
            QVERIFY(visited == queryOrder(10, 9, 0, epoch));
        }
    }

    void stepsAreRoundedUpEachEpoch() {
        QCOMPARE(stepsFor(10, 2, 3), std::int64_t{8});
        QCOMPARE(stepsFor(9, 2, 3), std::int64_t{6});
        QCOMPARE(stepsFor(0, 2, 3), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(QueryOrderTest)
#include "query_order_test.moc"
