// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/kernels/row_kernels.h"

#include <QTest>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <ATen/ATen.h>

#include "core/models/kernels/on_rows.h"

using namespace lire::models;

namespace {

std::vector<float> draw(std::size_t count, unsigned seed, float spread = 2.0F) {
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal(0.0F, spread);
    std::vector<float> values(count);
    for (float& value : values) {
        value = normal(generator);
    }
    return values;
}

at::Tensor wide(const std::vector<float>& values) {
    return at::tensor(values, at::kFloat).to(at::kDouble);
}

double farthest(const at::Tensor& x, const at::Tensor& y) {
    return (x - y).abs().max().item<double>();
}

/// The levels that this machine runs.
std::vector<std::pair<const char*, const RowKernels*>> levels() {
    std::vector<std::pair<const char*, const RowKernels*>> all = {{"plain", &plainRowKernels()}};
    if (avx2RowKernels() != nullptr && __builtin_cpu_supports("avx2") != 0 &&
        __builtin_cpu_supports("fma") != 0) {
        all.emplace_back("avx2", avx2RowKernels());
    }
    if (&rowKernels() == avx512RowKernels()) {
        all.emplace_back("avx512", avx512RowKernels());
    }
    return all;
}

}  // namespace

class RowKernelsTest : public QObject {
    Q_OBJECT
private:
    static void addRows() {
        QTest::addColumn<const RowKernels*>("kernels");
        QTest::addColumn<qint64>("size");
        for (const auto& [name, kernels] : levels()) {
            for (const qint64 size : {2, 6, 30, 64, 66, 578}) {
                QTest::addRow("%s, size %lld", name, size) << kernels << size;
            }
        }
    }

private Q_SLOTS:
    void normsAgreeWithTheFormula_data() { addRows(); }
    void normsAgreeWithTheFormula() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        const std::int64_t rows = 5;
        const auto count = static_cast<std::size_t>(rows * size);
        const auto x = draw(count, 1);
        const auto weight = draw(static_cast<std::size_t>(size), 2);
        const auto dy = draw(count, 3);
        std::vector<float> y(count);
        std::vector<float> dx = draw(count, 4);
        const auto before = wide(dx).view({rows, size});
        kernels->fp32.rmsNorm(x.data(), weight.data(), y.data(), rows, size, 1e-5F);
        kernels->fp32.rmsNormBackward(
            dy.data(), x.data(), weight.data(), dx.data(), rows, size, 1e-5F);
        const auto X = wide(x).view({rows, size});
        const auto w = wide(weight);
        const auto r = X.square().mean(-1, true).add(1e-5).rsqrt();
        QVERIFY(farthest(wide(y).view({rows, size}), X * r * w) < 1e-5);
        const auto g = wide(dy).view({rows, size}) * w;
        const auto expected = (g - X * r * (g * X * r).mean(-1, true)) * r;
        QVERIFY(farthest(wide(dx).view({rows, size}) - before, expected) < 2e-5);
    }

    void swigluAgreesWithTheFormula_data() { addRows(); }
    void swigluAgreesWithTheFormula() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        const auto count = static_cast<std::size_t>(size);
        const auto gate = draw(count, 1, 6.0F);
        const auto up = draw(count, 2);
        const auto d = draw(count, 3);
        std::vector<float> out(count);
        std::vector<float> dGate(count);
        std::vector<float> dUp(count);
        kernels->fp32.swiglu(gate.data(), up.data(), out.data(), size);
        kernels->fp32.swigluBackward(
            d.data(), gate.data(), up.data(), dGate.data(), dUp.data(), size);
        const auto g = wide(gate);
        const auto s = g.sigmoid();
        QVERIFY(farthest(wide(out), g * s * wide(up)) < 1e-5);
        QVERIFY(farthest(wide(dUp), wide(d) * g * s) < 1e-5);
        QVERIFY(farthest(wide(dGate), wide(d) * wide(up) * s * (1 + g * (1 - s))) < 2e-5);
    }

    void turningBackGivesTheRowAgain_data() { addRows(); }
    void turningBackGivesTheRowAgain() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        const std::int64_t rows = 3;
        const std::int64_t heads = 2;
        const auto x = draw(static_cast<std::size_t>(rows * heads * size), 1);
        std::vector<float> cosine;
        std::vector<float> sine;
        for (std::int64_t i = 0; i < rows * size / 2; ++i) {
            cosine.push_back(std::cos(static_cast<float>(i)));
            sine.push_back(std::sin(static_cast<float>(i)));
        }
        std::vector<float> turned(x.size());
        std::vector<float> back(x.size());
        kernels->fp32.rotate(
            x.data(), cosine.data(), sine.data(), turned.data(), rows, heads, size, 1.0F);
        kernels->fp32.rotate(
            turned.data(), cosine.data(), sine.data(), back.data(), rows, heads, size, -1.0F);
        QVERIFY(farthest(wide(back), wide(x)) < 1e-5);
        QVERIFY(farthest(wide(turned), wide(x)) > 1e-2);
        // The first head's first pair, by hand.
        QVERIFY(std::abs(turned[0] - x[0]) < 1e-6F);  // angle 0
    }

    void softmaxIsJointAndCausal_data() { addRows(); }
    void softmaxIsJointAndCausal() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        for (const std::int64_t prefix : {std::int64_t{0}, std::int64_t{7}, std::int64_t{33}}) {
            const SoftmaxShape shape{.rows = 2 * size, .prefix = prefix, .length = size};
            auto prompt = draw(static_cast<std::size_t>(shape.rows * prefix), 1, 5.0F);
            auto own = draw(static_cast<std::size_t>(shape.rows * size), 2, 5.0F);
            auto dPrompt = draw(prompt.size(), 3);
            auto dOwn = draw(own.size(), 4);
            const auto ahead = at::ones({size, size}, at::kBool).triu(1).repeat({2, 1});
            const auto scores =
                at::cat({wide(prompt).view({shape.rows, prefix}),
                         wide(own).view({shape.rows, size}).masked_fill(ahead, -INFINITY)},
                        1);
            const auto d = at::cat(
                {wide(dPrompt).view({shape.rows, prefix}), wide(dOwn).view({shape.rows, size})}, 1);
            const auto p = at::softmax(scores, -1);
            const auto ds = p * (d - (p * d).sum(-1, true));
            kernels->fp32.jointSoftmax(prompt.data(), own.data(), shape);
            const auto both = at::cat(
                {wide(prompt).view({shape.rows, prefix}), wide(own).view({shape.rows, size})}, 1);
            QVERIFY(farthest(both, p) < 3e-6);
            kernels->fp32.jointSoftmaxBackward(
                prompt.data(), own.data(), dPrompt.data(), dOwn.data(), shape);
            const auto back = at::cat(
                {wide(dPrompt).view({shape.rows, prefix}), wide(dOwn).view({shape.rows, size})}, 1);
            QVERIFY(farthest(back, ds) < 1e-5);
        }
    }

    void outerProductsAgreeWithTheFormula_data() { addRows(); }
    void outerProductsAgreeWithTheFormula() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        const std::int64_t rows = 37;
        for (const std::int64_t ranks : {1, 3, 8, 17}) {
            const auto a = draw(static_cast<std::size_t>(rows * ranks), 1);
            const auto b = draw(static_cast<std::size_t>(rows * size), 2);
            auto sums = draw(static_cast<std::size_t>(ranks * size), 3);
            const auto want =
                wide(sums).view({ranks, size}) +
                0.5 * at::matmul(wide(a).view({rows, ranks}).t(), wide(b).view({rows, size}));
            const std::int64_t middle = size / 3;  // in two parts, as two threads do
            const OuterShape shape{.rows = rows, .ranks = ranks, .columns = size};
            const auto add = [&](std::int64_t begin, std::int64_t end) {
                kernels->fp32.addOuterProducts(
                    a.data(), b.data(), shape, begin, end, 0.5F, sums.data());
            };
            add(0, middle);
            add(middle, size);
            QVERIFY(farthest(wide(sums).view({ranks, size}), want) < 1e-4);
        }
    }

    void attentionOfANewTokenAgreesWithTheFormula_data() { addRows(); }
    void attentionOfANewTokenAgreesWithTheFormula() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        for (const std::int64_t groups : {1, 2, 3, 4, 7}) {
            for (const auto& [prefix, own] : {std::pair{0, 1}, {5, 3}, {33, 8}}) {
                const auto count = [&](std::int64_t rows) {
                    return static_cast<std::size_t>(rows * size);
                };
                const auto q = draw(count(groups), 1);
                const auto promptKeys = draw(count(prefix), 2);
                const auto promptValues = draw(count(prefix), 3);
                const auto ownKeys = draw(count(own), 4);
                const auto ownValues = draw(count(own), 5);
                std::vector<float> scores(static_cast<std::size_t>(groups * (prefix + own)));
                std::vector<float> out(count(groups));
                const float scale = 1.0F / std::sqrt(static_cast<float>(size));
                kernels->fp32.attend(q.data(),
                                     scale,
                                     {.promptKeys = promptKeys.data(),
                                      .promptValues = promptValues.data(),
                                      .promptLength = prefix,
                                      .ownKeys = ownKeys.data(),
                                      .ownValues = ownValues.data(),
                                      .ownLength = own},
                                     groups,
                                     size,
                                     scores.data(),
                                     out.data());
                const auto both = [&](const auto& first, const auto& second) {
                    return at::cat(
                        {wide(first).view({prefix, size}), wide(second).view({own, size})});
                };
                const auto p = at::softmax(
                    at::matmul(wide(q).view({groups, size}), both(promptKeys, ownKeys).t()) *
                        static_cast<double>(scale),
                    -1);
                const auto want = at::matmul(p, both(promptValues, ownValues));
                QVERIFY(farthest(wide(out).view({groups, size}), want) < 1e-5);
            }
        }
    }

    void softWeightsAndTheirSumsAgreeWithTheFormula_data() {
        QTest::addColumn<const RowKernels*>("kernels");
        QTest::addColumn<qint64>("size");
        for (const auto& [name, kernels] : levels()) {
            for (const qint64 size : {1, 7, 511, 512, 513, 3001}) {
                QTest::addRow("%s, size %lld", name, size) << kernels << size;
            }
        }
    }
    void softWeightsAndTheirSumsAgreeWithTheFormula() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        const auto x = draw(static_cast<std::size_t>(size), 1, 4.0F);
        std::vector<float> weights(x.size());
        std::vector<float> sums((x.size() + softWeightsBlock - 1) / softWeightsBlock);
        kernels->softWeights(x.data(), size, 0.5F, weights.data(), sums.data());
        const auto want = ((wide(x) - wide(x).max()) * 0.5).exp();
        QVERIFY(farthest(wide(weights), want) < 1e-6);
        for (std::size_t b = 0; b < sums.size(); ++b) {
            const auto begin = static_cast<std::int64_t>(b) * softWeightsBlock;
            const auto length = std::min<std::int64_t>(softWeightsBlock, size - begin);
            const double sum = want.narrow(0, begin, length).sum().item<double>();
            QVERIFY(std::abs(static_cast<double>(sums[b]) - sum) < 1e-4 * (1.0 + sum));
        }
    }

    void bf16RoundsAsAtenDoes_data() { addRows(); }
    void bf16RoundsAsAtenDoes() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        const std::int64_t rows = 3;
        const auto x = at::tensor(draw(static_cast<std::size_t>(rows * size), 1), at::kFloat);
        const auto weight = at::ones({size}, at::kFloat);
        auto narrow = at::empty({rows, size}, at::kBFloat16);
        auto full = at::empty({rows, size}, at::kFloat);
        kernels->bf16.rmsNorm(
            rowsOf<float>(x), rowsOf<float>(weight), rowsOf<Bf16>(narrow), rows, size, 0.0F);
        kernels->fp32.rmsNorm(
            rowsOf<float>(x), rowsOf<float>(weight), rowsOf<float>(full), rows, size, 0.0F);
        QVERIFY(at::equal(narrow, full.to(at::kBFloat16)));
        auto sum = at::empty({rows, size}, at::kFloat);
        kernels->bf16.add(rowsOf<float>(x), rowsOf<Bf16>(narrow), rowsOf<float>(sum), rows * size);
        QVERIFY(at::equal(sum, x.view({rows, size}) + narrow));
    }

    void nanStaysNanAndInfinityIsHandled_data() { addRows(); }
    void nanStaysNanAndInfinityIsHandled() {
        QFETCH(const RowKernels*, kernels);
        QFETCH(qint64, size);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        const auto last = static_cast<std::size_t>(size - 1);
        std::vector<float> gate(last + 1, -infinity);
        std::vector<float> up(last + 1, 1.0F);
        std::vector<float> out(last + 1);
        gate[last] = nan;
        kernels->fp32.swiglu(gate.data(), up.data(), out.data(), size);
        QVERIFY(std::isnan(out[last]));
        std::vector<float> big(last + 1, 200.0F);
        kernels->fp32.swiglu(big.data(), up.data(), out.data(), size);
        QCOMPARE(out[0], 200.0F);
        std::vector<float> small(last + 1, -200.0F);
        kernels->fp32.swiglu(small.data(), up.data(), out.data(), size);
        QVERIFY(std::abs(out[0]) < 1e-30F);
        // A score of NaN makes its row NaN, and no other.
        std::vector<float> own(static_cast<std::size_t>(size * size), 0.0F);
        own[static_cast<std::size_t>((size - 1) * size)] = nan;
        kernels->fp32.jointSoftmax(
            nullptr, own.data(), {.rows = size, .prefix = 0, .length = size});
        QCOMPARE(own[0], 1.0F);
        QVERIFY(std::isnan(own[static_cast<std::size_t>((size - 1) * size)]));
        Bf16 bits[2] = {};
        const float values[2] = {nan, infinity};
        const float zeros[2] = {0.0F, 0.0F};
        kernels->bf16.rotate(bits, values, zeros, bits, 1, 1, 2, 1.0F);
        QVERIFY(std::isnan(std::bit_cast<float>(static_cast<std::uint32_t>(bits[0]) << 16U)));
    }
};

QTEST_GUILESS_MAIN(RowKernelsTest)
#include "row_kernels_test.moc"
