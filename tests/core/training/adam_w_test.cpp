// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/adam_w.h"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include "core/models/tiny.h"

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

class AdamWTest : public QObject {
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
};

QTEST_GUILESS_MAIN(AdamWTest)
#include "adam_w_test.moc"
