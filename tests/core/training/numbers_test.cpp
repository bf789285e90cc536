// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include "core/models/tiny.h"
#include "core/training/adam_w.h"
#include "core/training/query_order.h"
#include "core/training/schedule.h"
#include "core/training/trainer.h"

using namespace lire;
using namespace lire::training;

namespace {

at::Tensor tensorOf(const nlohmann::json& numbers) {
    return at::tensor(numbers.get<std::vector<double>>(), at::kDouble).to(at::kFloat);
}

std::vector<models::Parameter> parametersOf(const nlohmann::json& values) {
    std::vector<models::Parameter> parameters;
    for (const auto& numbers : values) {
        const auto value = tensorOf(numbers);
        parameters.push_back({.value = value, .gradient = at::zeros_like(value)});
    }
    return parameters;
}

}  // namespace

/// The parts of training that are numbers alone: optimizer, schedule, order of the queries.
class NumbersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void adamWIsTorchs_data() {
        QTest::addColumn<int>("row");
        QTest::newRow("no decay") << 0;
        QTest::newRow("decay, other betas and epsilon") << 1;
    }
    void adamWIsTorchs() {
        QFETCH(int, row);
        const auto& golden = tiny::golden()["adam_w"][static_cast<std::size_t>(row)];
        auto parameters = parametersOf(golden["start"]);
        AdamW optimizer(parameters,
                        {.beta1 = golden["beta1"],
                         .beta2 = golden["beta2"],
                         .epsilon = golden["epsilon"],
                         .weightDecay = golden["weight_decay"]});
        for (const auto& step : golden["steps"]) {
            for (std::size_t i = 0; i < parameters.size(); ++i) {
                parameters[i].gradient.copy_(tensorOf(step["gradients"][i]));
            }
            optimizer.step(parameters, step["learning_rate"]);
            for (std::size_t i = 0; i < parameters.size(); ++i) {
                const double distance =
                    (parameters[i].value - tensorOf(step["values"][i])).abs().max().item<double>();
                QVERIFY2(distance < 1e-6, qPrintable(QString::number(distance)));
            }
        }
        QCOMPARE(optimizer.steps(), std::int64_t{6});
    }

    void gradientsAreClippedByTheirCommonNorm_data() {
        QTest::addColumn<double>("clip");
        QTest::addColumn<double>("norm");
        QTest::newRow("above") << 1.0 << 1.0;
        QTest::newRow("below") << 20.0 << 13.0;
        QTest::newRow("off") << 0.0 << 13.0;
    }
    void gradientsAreClippedByTheirCommonNorm() {
        QFETCH(double, clip);
        QFETCH(double, norm);
        auto parameters = parametersOf({{0.0, 0.0}, {0.0}});
        parameters[0].gradient.copy_(tensorOf({3.0, 4.0}));
        parameters[1].gradient.copy_(tensorOf({12.0}));
        QCOMPARE(clipGradients(parameters, clip), 13.0);
        QVERIFY(std::abs(clipGradients(parameters, 0.0) - norm) < 1e-6);
    }

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
        QCOMPARE(queryOrder(8, 1, 0, 0), (std::vector<std::size_t>{0}));
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

QTEST_GUILESS_MAIN(NumbersTest)
#include "numbers_test.moc"
