// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/schedule.h"

#include <QTest>
#include <cmath>

using namespace lire::training;

class ScheduleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRateRisesThenFalls() {
        constexpr std::int64_t steps = 100;
        double before = 0.0;
        for (std::int64_t step = 0; step < steps; ++step) {
            const double rate = learningRateAt(step, steps, 0.1, 2.0);
            QVERIFY(rate > 0.0 && rate <= 2.0);  // no step is lost
            if (step <= 10) {
                QVERIFY(rate > before);
            } else {
                QVERIFY(rate < before);
            }
            before = rate;
        }
        QCOMPARE(learningRateAt(10, steps, 0.1, 2.0), 2.0);
        QVERIFY(std::abs(learningRateAt(55, steps, 0.1, 2.0) - 1.0) < 1e-12);  // half of the cosine
        QVERIFY(before < 0.01);
    }

    void theRateWithoutWarmUpBeginsAtItsPeak() {
        QCOMPARE(learningRateAt(0, 10, 0.0, 0.5), 0.5);
        QCOMPARE(learningRateAt(0, 1, 0.0, 0.5), 0.5);
        QVERIFY(learningRateAt(0, 1, 1.0, 0.5) > 0.0);
        QVERIFY(learningRateAt(50, 10, 0.0, 0.5) >= 0.0);  // beyond the end
    }
};

QTEST_GUILESS_MAIN(ScheduleTest)
#include "schedule_test.moc"
