// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/rope.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include "core/models/read_config.h"
#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

namespace {

Rope plainRope(std::int64_t headSize) {
    LlamaConfig config;
    config.headSize = headSize;
    return Rope(config, at::kCPU);
}

at::Tensor draw(at::IntArrayRef shape) {
    return at::randn(shape, at::detail::createCPUGenerator(3), at::TensorOptions(at::kFloat));
}

double furthest(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

}  // namespace

class RopeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void frequenciesAreTransformers_data() {
        QTest::addColumn<int>("row");
        const auto& rows = tiny::golden()["rope"];
        for (std::size_t row = 0; row < rows.size(); ++row) {
            QTest::newRow(rows[row]["title"].get<std::string>().c_str()) << static_cast<int>(row);
        }
    }
    void frequenciesAreTransformers() {
        QFETCH(int, row);
        const auto& want = tiny::golden()["rope"][static_cast<std::size_t>(row)];
        const auto config = readConfig(want["config"], "config.json");
        const double amplitude = want["attention_scaling"];
        const auto angles = Rope(config, at::kCPU).angles(at::tensor({1}, at::kLong));
        for (std::size_t i = 0; i < want["frequencies"].size(); ++i) {
            const double frequency = want["frequencies"][i];
            const auto at = static_cast<std::int64_t>(i);
            const double cosine = angles.cosine[0][0][at].item<double>();
            const double sine = angles.sine[0][0][at].item<double>();
            QVERIFY2(std::abs(cosine - amplitude * std::cos(frequency)) < 1e-6 &&
                         std::abs(sine - amplitude * std::sin(frequency)) < 1e-6,
                     qPrintable(QString("frequency %1: sine %2, not %3")
                                    .arg(i)
                                    .arg(sine, 0, 'g', 9)
                                    .arg(amplitude * std::sin(frequency), 0, 'g', 9)));
        }
    }

    void positionZeroTurnsNothing() {
        const auto x = draw({1, 3, 8});
        QCOMPARE(furthest(Rope::rotate(x, plainRope(8).angles(at::tensor({0}, at::kLong))), x),
                 0.0);
    }

    void theWayBackIsTheInverse() {
        const auto x = draw({5, 2, 16});
        const auto angles = plainRope(16).angles(at::arange(5, at::kLong) * 100);
        const auto back = Rope::rotate(Rope::rotate(x, angles), angles, true);
        QVERIFY(furthest(back, x) < 1e-6);
    }

    void productsDependOnTheDistanceAlone() {
        const auto q = draw({1, 1, 16});
        const auto k = q.flip(-1);
        const auto rope = plainRope(16);
        const auto product = [&](std::int64_t m, std::int64_t n) {
            const auto turnedQ = Rope::rotate(q, rope.angles(at::tensor({m}, at::kLong)));
            const auto turnedK = Rope::rotate(k, rope.angles(at::tensor({n}, at::kLong)));
            return (turnedQ * turnedK).sum().item<double>();
        };
        QVERIFY(std::abs(product(3, 10) - product(43, 50)) < 1e-4);
        QVERIFY(std::abs(product(3, 10) - product(3, 11)) > 1e-3);
    }
};

QTEST_GUILESS_MAIN(RopeTest)
#include "rope_test.moc"
