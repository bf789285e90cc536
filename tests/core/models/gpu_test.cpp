// SPDX-License-Identifier: GPL-3.0-or-later
// What a GPU computes against the CPU; skipped where there is none.
#include <limits>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "core/models/attention.h"
#include "core/models/decode_attention.h"
#include "core/models/flash_attention.h"
#include "core/models/gpu/attend_kernel.h"
#include "core/models/gpu/draw_kernel.h"
#include "core/models/gpu/graph.h"
#include "core/models/gpu/row_kernels.h"
#include "core/models/rms_norm.h"
#include "core/models/swiglu.h"
#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

namespace {

using Lengths = std::vector<std::size_t>;

at::Tensor draw(at::IntArrayRef shape, std::uint64_t seed, at::ScalarType dtype = at::kFloat) {
    const auto generator = at::detail::createCPUGenerator(seed);
    return at::randn(shape, generator, at::TensorOptions(at::kFloat)).to(dtype);
}

at::Tensor onGpu(const at::Tensor& x) {
    return x.to(at::Device("cuda:0"));
}

/// ||got - want|| / ||want||
double distance(const at::Tensor& got, const at::Tensor& want) {
    const auto wide = want.to(at::kDouble);
    return ((got.to(at::kCPU).to(at::kDouble) - wide).norm() / wide.norm()).item<double>();
}

#define CLOSE(got, want, bound)                                              \
    do {                                                                     \
        const double far = distance(got, want);                              \
        QVERIFY2(far <= (bound), qPrintable(QString(#got ": %1").arg(far))); \
    } while (false)

TokenList list(std::size_t prompt, const Lengths& responses) {
    TokenList result{.prompt = std::vector<text::TokenId>(prompt, 1)};
    for (const auto length : responses) {
        result.responses.emplace_back(length, 1);
    }
    return result;
}

double bound(at::ScalarType dtype) {
    return dtype == at::kBFloat16 ? 5e-3 : 2e-6;
}

Compute computeOn(const char* device, const char* dtype = "fp32") {
    return resolveCompute({.device = device, .dtype = dtype}, "fp32");
}

struct Step {
    tiny::Rows logprobs;
    std::vector<at::Tensor> gradients;
};

/// Log-probs and gradients of an adapter on the golden lists.
Step stepOn(const Compute& compute) {
    CausalLm model(tiny::open("tied"), compute);
    model.loadAdapter(tiny::folder("adapter_qv"));
    const auto lists = tiny::lists();
    Step step{.logprobs = model.logprobs(lists).sums, .gradients = {}};
    tiny::accumulate(model, lists, tiny::gradientWeights());
    for (const auto& gradient : tiny::gradients(model.parameters())) {
        step.gradients.push_back(gradient.to(at::kCPU));
    }
    return step;
}

}  // namespace

class GpuTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        try {
            computeOn("cuda");
        } catch (const Error& error) {
            QSKIP(error.what());
        }
    }

    void aGraphReadsWhatItsInputHoldsNow() {
        const auto device = onGpu(at::zeros({1})).device();
        QVERIFY(gpu::recordsGraphs(device));
        const auto x = onGpu(draw({64, 64}, 1));
        const auto weight = onGpu(draw({64, 64}, 2));
        const auto work = [&] { return at::mm(x, weight).add_(1.0); };
        const auto memory = gpu::newGraphMemory();
        gpu::Graph graph(device, work, memory);
        gpu::Graph another(
            device, [&] { return work().mul(2.0); }, memory);
        for (const std::uint64_t seed : {3, 4, 5}) {
            x.copy_(draw({64, 64}, seed));
            QVERIFY(at::equal(graph.replay(), work()));
            QVERIFY(at::equal(another.replay(), work().mul(2.0)));
        }
    }
    void whatWaitsForTheGpuIsNotRecorded() {
        const auto x = onGpu(at::ones({8}));
        const auto waits = [&] { return x * x.sum().item<double>(); };
        QVERIFY_THROWS_EXCEPTION(c10::Error, gpu::Graph(x.device(), waits, gpu::newGraphMemory()));
        QVERIFY(at::equal((x + x).to(at::kCPU), at::full({8}, 2.0)));
        const auto works = [&] { return x + x; };
        gpu::Graph graph(x.device(), works, gpu::newGraphMemory());
        QVERIFY(at::equal(graph.replay(), works()));
    }

    void rowKernelsAreTheCpus_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("size");
        QTest::addColumn<at::ScalarType>("dtype");
        for (const auto dtype : {at::kFloat, at::kBFloat16}) {
            for (const auto& [rows, size] :
                 std::vector<std::pair<int, int>>{{1, 8}, {3, 576}, {257, 4096}, {5, 1000}}) {
                QTest::addRow("%d x %d, %s", rows, size, at::toString(dtype))
                    << rows << size << dtype;
            }
        }
    }
    void rowKernelsAreTheCpus() {
        QFETCH(int, rows);
        QFETCH(int, size);
        QFETCH(at::ScalarType, dtype);
        const auto x = draw({rows, size}, 1);
        const auto weight = draw({size}, 2).add_(1.0);
        const auto dy = draw({rows, size}, 3, dtype);
        const RmsNorm norm(weight, 1e-5);
        const RmsNorm gpuNorm(onGpu(weight), 1e-5);
        QVERIFY(gpu::takesRows(onGpu(x)));
        CLOSE(gpuNorm.forward(onGpu(x), dtype), norm.forward(x, dtype), bound(dtype));
        auto dx = draw({rows, size}, 4);
        auto gpuDx = onGpu(dx);
        norm.backward(dy, x, dx);
        gpuNorm.backward(onGpu(dy), onGpu(x), gpuDx);
        CLOSE(gpuDx, dx, bound(dtype));

        const auto both = draw({rows, 2 * size}, 5, dtype);
        const auto gpuBoth = onGpu(both);
        const auto gate = both.narrow(1, 0, size).contiguous();
        const auto up = both.narrow(1, size, size).contiguous();
        const auto gpuGate = gpuBoth.narrow(1, 0, size);
        const auto gpuUp = gpuBoth.narrow(1, size, size);
        CLOSE(swiglu(gpuGate, gpuUp), swiglu(gate, up), bound(dtype));
        const auto [dGate, dUp] = swigluBackward(dy, gate, up);
        const auto [gpuDGate, gpuDUp] = swigluBackward(onGpu(dy), gpuGate, gpuUp);
        CLOSE(gpuDGate, dGate, bound(dtype));
        CLOSE(gpuDUp, dUp, bound(dtype));

        const auto heads = draw({rows, 4, 16}, 6, dtype);
        const auto angle = draw({rows, 1, 8}, 7);
        const Rope::Angles angles{.cosine = angle.cos(), .sine = angle.sin()};
        const Rope::Angles gpuAngles{.cosine = onGpu(angles.cosine), .sine = onGpu(angles.sine)};
        for (const bool inverse : {false, true}) {
            CLOSE(Rope::rotate(onGpu(heads).narrow(1, 1, 2), gpuAngles, inverse),
                  Rope::rotate(heads.narrow(1, 1, 2).contiguous(), angles, inverse),
                  bound(dtype));
        }
    }

    void notANumberComesThrough() {
        auto x = draw({2, 64}, 1);
        x[1][3] = std::nan("");
        const RmsNorm norm(onGpu(at::ones({64})), 1e-5);
        const auto y = norm.forward(onGpu(x), at::kBFloat16).to(at::kCPU);
        QVERIFY(!y[0].isnan().any().item<bool>());
        QVERIFY(y[1].isnan().all().item<bool>());
    }

    void flashAttentionIsAttention_data() {
        QTest::addColumn<std::vector<TokenList>>("lists");
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("keyHeads");
        QTest::addColumn<int>("size");
        using Lists = std::vector<TokenList>;
        QTest::newRow("lists of unlike lengths, grouped heads")
            << Lists{list(4, {3, 1, 60}), list(130, {9, 9}), list(1, {2})} << 8 << 2 << 64;
        QTest::newRow("a list without response rows between others")
            << Lists{list(70, {20, 30}), list(5, {1, 1}), list(9, {200})} << 4 << 4 << 128;
        QTest::newRow("prompts alone") << Lists{list(33, {}), list(2, {})} << 4 << 1 << 32;
        QTest::newRow("tokens alone") << Lists{list(1, {2}), list(1, {2, 2})} << 4 << 2 << 16;
        QTest::newRow("longer than a block") << Lists{list(300, {150, 280})} << 2 << 2 << 80;
    }
    void flashAttentionIsAttention() {
        QFETCH(std::vector<TokenList>, lists);
        QFETCH(int, heads);
        QFETCH(int, keyHeads);
        QFETCH(int, size);
        const auto pack = packLists(lists, PackFor::Logprobs, at::kCPU);
        const auto gpuPack = packLists(lists, PackFor::Logprobs, at::Device("cuda:0"));
        const auto q = draw({pack.rows, heads, size}, 1, at::kBFloat16);
        const auto k = draw({pack.rows, keyHeads, size}, 2, at::kBFloat16);
        const auto v = draw({pack.rows, keyHeads, size}, 3, at::kBFloat16);
        const auto weight = draw({pack.rows, heads * size}, 4, at::kBFloat16);
        const auto wide = [](const at::Tensor& x) { return x.to(at::kDouble); };
        QVERIFY(flashTakes(onGpu(q)));
        const auto want = attend(wide(q), wide(k), wide(v), pack);
        const auto got = attend(onGpu(q), onGpu(k), onGpu(v), gpuPack);
        CLOSE(got.out, want.out, 5e-3);
        const auto slope = attendBackward(wide(weight), wide(q), wide(k), wide(v), want, pack);
        const auto gpuSlope =
            attendBackward(onGpu(weight), onGpu(q), onGpu(k), onGpu(v), got, gpuPack);
        CLOSE(gpuSlope.v, slope.v, 1e-2);
        if (pack.rows > static_cast<std::int64_t>(2 * lists.size())) {  // else next to no slope
            CLOSE(gpuSlope.q, slope.q, 1e-2);
            CLOSE(gpuSlope.k, slope.k, 1e-2);
        }
        const auto again =
            attendBackward(onGpu(weight), onGpu(q), onGpu(k), onGpu(v), got, gpuPack);
        QVERIFY(at::equal(again.q, gpuSlope.q) && at::equal(again.k, gpuSlope.k) &&
                at::equal(again.v, gpuSlope.v));
    }

    void newTokensAttendAsOnTheCpu_data() {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("keyHeads");
        QTest::addColumn<int>("size");
        QTest::addColumn<at::ScalarType>("dtype");
        for (const auto dtype : {at::kFloat, at::kBFloat16}) {
            const auto* const name = at::toString(dtype);
            QTest::addRow("a head each, %s", name) << 4 << 4 << 128 << dtype;
            QTest::addRow("grouped, %s", name) << 9 << 3 << 64 << dtype;
            QTest::addRow("seven of a key head, %s", name) << 14 << 2 << 80 << dtype;
            QTest::addRow("wide heads, %s", name) << 6 << 2 << 256 << dtype;
            QTest::addRow("small, %s", name) << 8 << 1 << 8 << dtype;
        }
    }
    void newTokensAttendAsOnTheCpu() {
        QFETCH(int, heads);
        QFETCH(int, keyHeads);
        QFETCH(int, size);
        QFETCH(at::ScalarType, dtype);
        constexpr std::int64_t room = 70;
        const std::vector<std::int64_t> prompts = {1, 40, 129, 40};
        const std::vector<std::int64_t> own = {1, 70, 3, 17};
        std::vector<DecodeSequence> sequences;
        std::vector<DecodeSequence> gpuSequences;
        for (std::size_t s = 0; s < prompts.size(); ++s) {
            const auto seed = 10 + s;
            DecodeSequence sequence{.prompt = draw({2, 2, keyHeads, prompts[s], size}, seed, dtype),
                                    .own = draw({2, 2, keyHeads, room, size}, 100 + seed, dtype),
                                    .length = own[s]};
            sequence.own.narrow(3, own[s] - 1, room - own[s] + 1).fill_(std::nan(""));
            gpuSequences.push_back(
                {.prompt = onGpu(sequence.prompt), .own = onGpu(sequence.own), .length = own[s]});
            sequences.push_back(sequence);
        }
        const auto views = [](const std::vector<DecodeSequence>& all) {
            std::vector<const DecodeSequence*> pointers;
            for (const auto& one : all) {
                pointers.push_back(&one);
            }
            return pointers;
        };
        const auto pointers = views(sequences);
        const auto gpuPointers = views(gpuSequences);
        const auto newest = draw({4, heads + 2 * keyHeads, size}, 1, dtype);
        const auto parts = [&](const at::Tensor& all) {
            return QueryKeyValue{.q = all.narrow(1, 0, heads),
                                 .k = all.narrow(1, heads, keyHeads),
                                 .v = all.narrow(1, heads + keyHeads, keyHeads)};
        };
        const auto angle = draw({4, 1, size / 2}, 2);
        const Rope::Angles angles{.cosine = angle.cos(), .sine = angle.sin()};
        const Rope::Angles gpuAngles{.cosine = onGpu(angles.cosine), .sine = onGpu(angles.sine)};
        const auto want = attendNewestPlain(parts(newest), angles, DecodeSequences(pointers), 1);
        QVERIFY(gpu::takesHeads(parts(onGpu(newest))));
        const auto got =
            attendNewest(parts(onGpu(newest)), gpuAngles, DecodeSequences(gpuPointers), 1);
        CLOSE(got, want, bound(dtype));
        for (std::size_t s = 0; s < prompts.size(); ++s) {
            const auto filled = [&](const at::Tensor& cache) {
                return cache.select(0, 1).narrow(2, 0, own[s]);
            };
            CLOSE(filled(gpuSequences[s].own), filled(sequences[s].own), bound(dtype));
        }
    }

    void drawsFollowTheProbabilities() {
        constexpr std::int64_t vocabulary = 3001;
        constexpr std::int64_t draws = 4000;
        const auto logits = draw({1, vocabulary}, 1).mul_(3.0);
        const auto uniforms = (at::arange(draws, at::kDouble) + 0.5) / draws;
        const auto chosen = gpu::draw(onGpu(logits.expand({draws, vocabulary}).contiguous()),
                                      1.0F / 0.7F,
                                      onGpu(uniforms))
                                .to(at::kCPU);
        // By the definition: the first token at which the sum passes the draw.
        const auto sums = at::softmax(logits[0].to(at::kDouble) / 0.7, 0).cumsum(0);
        const auto want = at::searchsorted(sums, uniforms, false, true);
        const auto same = (chosen == want).sum().item<std::int64_t>();
        QVERIFY2(same >= draws - 2, qPrintable(QString::number(same)));
        const auto again = gpu::draw(
            onGpu(logits.expand({draws, vocabulary}).contiguous()), 1.0F / 0.7F, onGpu(uniforms));
        QVERIFY(at::equal(again.to(at::kCPU), chosen));
    }

    void drawsNothingWhereThereIsNoDistribution() {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const auto logits = draw({6, 3001}, 1);
        logits[0][7] = std::nan("");
        logits[1].fill_(std::nan(""));
        logits[2][2999] = infinity;
        logits[3].fill_(-infinity);
        logits[4].narrow(0, 5, 2000).fill_(-infinity);  // never drawn, and no harm
        const auto uniforms = at::full({6}, 0.999, at::kDouble);
        const auto chosen = gpu::draw(onGpu(logits), 1.0F, onGpu(uniforms)).to(at::kCPU);
        QVERIFY(at::equal(chosen.lt(0), at::tensor({true, true, true, true, false, false})));
        // The coldest draw is the most probable token.
        const auto coldest = gpu::draw(
            onGpu(logits.narrow(0, 4, 2)), std::numeric_limits<float>::max(), onGpu(uniforms));
        QVERIFY(at::equal(coldest.to(at::kCPU), logits.narrow(0, 4, 2).argmax(1)));
    }

    void aStepIsTheCpus() {
        const auto want = stepOn(computeOn("cpu"));
        const auto got = stepOn(computeOn("cuda"));
        const auto wrong = tiny::difference(got.logprobs, want.logprobs, 2e-5);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        for (std::size_t i = 0; i < want.gradients.size(); ++i) {
            CLOSE(got.gradients[i], want.gradients[i], 1e-4);
        }
        const auto again = stepOn(computeOn("cuda"));
        QVERIFY(again.logprobs == got.logprobs);
        for (std::size_t i = 0; i < want.gradients.size(); ++i) {
            QVERIFY(at::equal(again.gradients[i], got.gradients[i]));
        }
    }

    void whatIsKeptChangesNoBit_data() {
        QTest::addColumn<QString>("dtype");
        QTest::newRow("fp32") << QString("fp32");
        QTest::newRow("bf16, flash attention") << QString("bf16");
    }
    void whatIsKeptChangesNoBit() {
        QFETCH(QString, dtype);
        auto all = computeOn("cuda", dtype.toUtf8());
        auto none = all;
        all.keepBytes = std::int64_t{1} << 30;
        none.keepBytes = 0;
        const auto want = stepOn(all);
        const auto got = stepOn(none);
        QVERIFY(got.logprobs == want.logprobs);
        for (std::size_t i = 0; i < want.gradients.size(); ++i) {
            QVERIFY(at::equal(got.gradients[i], want.gradients[i]));
        }
    }

    void anAbsentDeviceIsToldApart() {
        QCOMPARE(tiny::sentenceOf([] { computeOn("cuda:99"); }),
                 QString("device: there is no cuda:99; nvidia-smi lists those that are here"));
    }

    void aStepInBf16PointsTheSameWay() {
        const auto want = stepOn(computeOn("cpu"));
        const auto got = stepOn(computeOn("cuda", "bf16"));
        const auto wrong = tiny::difference(got.logprobs, want.logprobs, 2e-2);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        double dot = 0.0;
        double gotSquares = 0.0;
        double wantSquares = 0.0;
        for (std::size_t i = 0; i < want.gradients.size(); ++i) {
            dot += (got.gradients[i] * want.gradients[i]).sum().item<double>();
            gotSquares += got.gradients[i].square().sum().item<double>();
            wantSquares += want.gradients[i].square().sum().item<double>();
        }
        const double cosine = dot / std::sqrt(gotSquares * wantSquares);
        QVERIFY2(cosine > 0.999, qPrintable(QString::number(cosine)));
        const double ratio = std::sqrt(gotSquares / wantSquares);
        QVERIFY2(std::abs(ratio - 1.0) < 0.02, qPrintable(QString::number(ratio)));
    }
};

QTEST_GUILESS_MAIN(GpuTest)
#include "gpu_test.moc"
