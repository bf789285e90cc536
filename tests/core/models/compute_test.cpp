// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/compute.h"

#include <QTest>

using namespace lire;

class ComputeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Also after another number: a program runs experiments one after another.
    void noThreadsAreTheMachines() {
        models::setThreads(0);
        const int machine = models::threads();
        models::setThreads(machine + 2);
        QCOMPARE(models::threads(), machine + 2);
        models::setThreads(0);
        QCOMPARE(models::threads(), machine);
        models::setThreads(1);
        models::setThreads(0);
        QCOMPARE(models::threads(), machine);
    }
};

QTEST_GUILESS_MAIN(ComputeTest)
#include "compute_test.moc"
