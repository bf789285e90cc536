// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/divergence.h"

#include <QTest>
#include <limits>

#include "core/error.h"

using namespace lire;

class DivergenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMendFitsTheTraining_data() {
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("dtype");
        QTest::addColumn<QString>("mend");
        QTest::newRow("fp32, before any update") << 1 << "fp32"
                                                 << "use a model whose weights are finite numbers";
        QTest::newRow("bf16, before any update")
            << 1 << "bf16"
            << "use a model whose weights are finite numbers, or use fp32";
        QTest::newRow("fp32") << 7 << "fp32"
                              << "lower the learning rate; the last checkpoint is unharmed";
        QTest::newRow("bf16")
            << 7 << "bf16"
            << "lower the learning rate, or use fp32; the last checkpoint is unharmed";
    }

    void theMendFitsTheTraining() {
        QFETCH(int, step);
        QFETCH(QString, dtype);
        QFETCH(QString, mend);
        try {
            training::checkFinite(step,
                                  std::numeric_limits<double>::quiet_NaN(),
                                  1.0,
                                  "the loss or its gradient",
                                  dtype.toStdString());
            QFAIL("nothing was raised");
        } catch (const Error& error) {
            QCOMPARE(QString(error.what()),
                     QString("step %1: the loss or its gradient is not a finite number; %2")
                         .arg(step)
                         .arg(mend));
        }
    }

    void finiteNumbersPass() {
        training::checkFinite(3, -1.5, 0.0, "the loss or its gradient", "bf16");
    }
};

QTEST_APPLESS_MAIN(DivergenceTest)
#include "divergence_test.moc"
