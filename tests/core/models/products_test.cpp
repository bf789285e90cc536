// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/products.h"

#include <QTest>
#include <cmath>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

using namespace lire::models;

namespace {

double distance(const at::Tensor& got, const at::Tensor& want) {
    return got.sizes() != want.sizes()
               ? 1e9
               : ((got.to(at::kDouble) - want).abs() / (1.0 + want.abs())).max().item<double>();
}

}  // namespace

/// Products against the same in double precision.
class ProductsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreeWithDoublePrecision_data() {
        QTest::addColumn<qint64>("rows");
        QTest::addColumn<qint64>("in");
        QTest::addColumn<qint64>("out");
        QTest::addColumn<bool>("bf16");
        for (const bool bf16 : {false, true}) {
            const char* dtype = bf16 ? "bf16" : "fp32";
            QTest::addRow("one row, %s", dtype) << qint64{1} << qint64{576} << qint64{192} << bf16;
            QTest::addRow("odd sizes, %s", dtype) << qint64{7} << qint64{33} << qint64{5} << bf16;
            QTest::addRow("one column, %s", dtype) << qint64{3} << qint64{16} << qint64{1} << bf16;
            QTest::addRow("many rows, %s", dtype)
                << qint64{300} << qint64{64} << qint64{130} << bf16;
        }
    }
    void agreeWithDoublePrecision() {
        QFETCH(qint64, rows);
        QFETCH(qint64, in);
        QFETCH(qint64, out);
        QFETCH(bool, bf16);
        const auto dtype = bf16 ? at::kBFloat16 : at::kFloat;
        auto generator = at::detail::createCPUGenerator(3);
        const auto draw = [&](at::IntArrayRef shape) {
            return at::randn(shape, generator, at::TensorOptions(at::kFloat)).to(dtype);
        };
        // A sum of `in` products of about 1: what cancels in it keeps the rounding of its terms.
        const double tolerance = bf16 ? 1e-2 : 1e-6 * std::sqrt(static_cast<double>(in)) + 2e-6;
        const auto weight = draw({out, in});
        const auto bias = draw({out});
        const auto x = draw({rows, in});
        const auto dy = draw({rows, out});
        const auto wide = weight.to(at::kDouble);
        const auto y = at::matmul(x.to(at::kDouble), wide.t());
        QVERIFY(distance(timesTransposed(x, weight), y) < tolerance);
        QVERIFY(distance(timesTransposed(x, weight, bias), y + bias.to(at::kDouble)) < tolerance);
        const auto back = at::matmul(dy.to(at::kDouble), wide);
        QVERIFY(distance(times(dy, weight), back) < tolerance);
        auto sum = dy.clone();
        addTimesTransposed(sum, x, weight);
        QVERIFY(distance(sum, dy.to(at::kDouble) + y) < tolerance);
        sum = x.clone();
        addTimes(sum, dy, weight);
        QVERIFY(distance(sum, x.to(at::kDouble) + back) < tolerance);
        if (!PackedMatrix::possible(at::kCPU, dtype)) {
            QSKIP("this processor packs no such matrix");
        }
        for (const qint64 laidOutFor : {qint64{1}, rows, qint64{64}}) {
            const PackedMatrix packed(weight, laidOutFor);
            QVERIFY(distance(packed.product(x), y) < tolerance);
            QVERIFY(distance(packed.product(x, bias), y + bias.to(at::kDouble)) < tolerance);
        }
    }

    void noRowsGiveNoRows() {
        const auto weight = at::ones({4, 3}, at::kFloat);
        QCOMPARE(timesTransposed(at::ones({0, 3}, at::kFloat), weight).size(1), 4);
        QCOMPARE(times(at::ones({0, 4}, at::kFloat), weight).size(1), 3);
        auto sum = at::ones({0, 4}, at::kFloat);
        addTimesTransposed(sum, at::ones({0, 3}, at::kFloat), weight);
        QCOMPARE(sum.size(1), 4);
    }
};

QTEST_GUILESS_MAIN(ProductsTest)
#include "products_test.moc"
