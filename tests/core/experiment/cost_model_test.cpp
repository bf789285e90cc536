// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/cost_model.h"

#include <QTest>

using namespace lire::experiment;

namespace {

constexpr Machine gpu = {.cuda = true, .bf16 = true, .matrixRate = 800e12};
constexpr Machine cpu = {.cuda = false, .bf16 = true, .matrixRate = 1e12};

/// A model of this many parameters a layer, no head.
ModelSize model(double layers, double parameters) {
    return {.bodyParameters = layers * parameters,
            .headParameters = 0.0,
            .layers = layers,
            .width = 512.0,
            .innerWidth = 2048.0};
}

}  // namespace

class CostModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSmallModelWaitsForAGpusKernelsToStart() {
        const ListLength list{.prompt = 100.0, .responses = 100.0};
        const double some = CostModel(model(30, 1e5), gpu).trainSeconds(list);
        QVERIFY(CostModel(model(30, 2e5), gpu).trainSeconds(list) < 1.1 * some);
        QVERIFY(CostModel(model(60, 1e5), gpu).trainSeconds(list) > 1.9 * some);
        const double drawing = CostModel(model(30, 1e5), gpu).sampleSeconds(10, 4, 64);
        QVERIFY(CostModel(model(60, 1e5), gpu).sampleSeconds(10, 4, 64) > 1.9 * drawing);
    }

    void aLargeOneWaitsForArithmetic() {
        const ListLength list{.prompt = 1000.0, .responses = 1000.0};
        const double some = CostModel(model(30, 2e8), gpu).trainSeconds(list);
        const double more = CostModel(model(30, 4e8), gpu).trainSeconds(list);
        QVERIFY2(more > 1.8 * some, qPrintable(QString::number(more / some)));
    }

    void aCpuStartsNothing() {
        const ListLength list{.prompt = 100.0, .responses = 100.0};
        const double some = CostModel(model(30, 1e5), cpu).trainSeconds(list);
        const double more = CostModel(model(30, 2e5), cpu).trainSeconds(list);
        QVERIFY(qFuzzyCompare(more, 2.0 * some));
    }

    void activationsStayWithinTheirBudget() {
        Machine machine = cpu;
        machine.keepBytes = 1e15;
        const double all = CostModel(model(30, 1e5), machine).activationBytes(1000, 0);
        machine.keepBytes = 1e6;
        const double few = CostModel(model(30, 1e5), machine).activationBytes(1000, 0);
        const double inputs = 30.0 * 512.0 * 1000.0 * 4.0;  // fp32 whatever the products' type
        const double oneLayer = (all - inputs) / 30.0;
        QCOMPARE(few, inputs + 1e6 + oneLayer);
        QVERIFY(few < all);
        QCOMPARE(CostModel(model(30, 1e5), machine).activationBytes(1000, 1e6), few);
        machine.cuda = true;  // whose budget is a share of what is free
        QCOMPARE(CostModel(model(30, 1e5), machine).activationBytes(1000, 1e6), few - 5e5);
    }
};

QTEST_GUILESS_MAIN(CostModelTest)
#include "cost_model_test.moc"
