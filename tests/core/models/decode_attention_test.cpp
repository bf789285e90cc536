// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decode_attention.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>

#include "core/models/tiny.h"

using namespace lire::models;

namespace {

constexpr std::int64_t layers = 2;
constexpr std::int64_t layer = 1;
constexpr std::int64_t room = 48;

/// Keys and values of sequences, and their newest tokens' heads.
struct Batch {
    std::vector<DecodeSequence> sequences = {};
    QueryKeyValue newest = {};
    Rope::Angles angles = {};

    at::Tensor attend(decltype(&attendNewest) how) {
        std::vector<const DecodeSequence*> views;
        for (const auto& sequence : sequences) {
            views.push_back(&sequence);
        }
        return how(newest, angles, DecodeSequences(views), layer);
    }
};

Batch drawBatch(int heads,
                int keyHeads,
                int size,
                const std::vector<int>& prompts,
                const std::vector<int>& own,
                bool bf16,
                bool apart) {
    auto generator = at::detail::createCPUGenerator(7);
    const auto dtype = bf16 ? at::kBFloat16 : at::kFloat;
    const auto draw = [&](at::IntArrayRef shape) {
        return at::randn(shape, generator, at::TensorOptions(at::kFloat)).to(dtype);
    };
    Batch batch;
    for (std::size_t s = 0; s < prompts.size(); ++s) {
        DecodeSequence sequence{.prompt = draw({layers, 2, keyHeads, prompts[s], size}),
                                .own = draw({layers, 2, keyHeads, room, size}),
                                .length = own[s]};
        // Slots that are not filled must not be read: the newest token's among them.
        sequence.own.narrow(3, own[s] - 1, room - own[s] + 1).fill_(std::nan(""));
        batch.sequences.push_back(sequence);
    }
    const auto count = static_cast<std::int64_t>(prompts.size());
    const auto all = draw({count, heads + 2 * keyHeads, size});
    const auto part = [&](std::int64_t from, std::int64_t length) {
        const auto rows = all.narrow(1, from, length);
        return apart ? rows : rows.contiguous();
    };
    batch.newest = {
        .q = part(0, heads), .k = part(heads, keyHeads), .v = part(heads + keyHeads, keyHeads)};
    const auto angle = at::randn({count, 1, size / 2}, generator, at::TensorOptions(at::kFloat));
    batch.angles = {.cosine = angle.cos(), .sine = angle.sin()};
    return batch;
}

}  // namespace

class DecodeAttentionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFastFormIsThePlainOne_data() {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("keyHeads");
        QTest::addColumn<int>("size");
        QTest::addColumn<std::vector<int>>("prompts");
        QTest::addColumn<std::vector<int>>("own");
        QTest::addColumn<bool>("bf16");
        QTest::addColumn<bool>("apart");
        using Lengths = std::vector<int>;
        for (const bool bf16 : {false, true}) {
            for (const bool apart : {false, true}) {
                const auto name = [&](const char* what) {
                    return QString("%1, %2, rows %3")
                        .arg(what, bf16 ? "bf16" : "fp32", apart ? "apart" : "end to end")
                        .toUtf8();
                };
                QTest::newRow(name("one sequence"))
                    << 4 << 2 << 64 << Lengths{5} << Lengths{1} << bf16 << apart;
                QTest::newRow(name("small heads"))
                    << 3 << 3 << 6 << Lengths{3, 1} << Lengths{2, 9} << bf16 << apart;
                QTest::newRow(name("a size between two vectors"))
                    << 9 << 3 << 42 << Lengths{33, 7, 1} << Lengths{1, 17, 40} << bf16 << apart;
                QTest::newRow(name("one key head for all"))
                    << 8 << 1 << 16 << Lengths{100, 2} << Lengths{3, 48} << bf16 << apart;
                QTest::newRow(name("seven heads a key head"))
                    << 14 << 2 << 128 << Lengths{9, 64} << Lengths{31, 4} << bf16 << apart;
            }
        }
    }

    void theFastFormIsThePlainOne() {
        QFETCH(int, heads);
        QFETCH(int, keyHeads);
        QFETCH(int, size);
        QFETCH(std::vector<int>, prompts);
        QFETCH(std::vector<int>, own);
        QFETCH(bool, bf16);
        QFETCH(bool, apart);
        auto batch = drawBatch(heads, keyHeads, size, prompts, own, bf16, apart);
        auto other = drawBatch(heads, keyHeads, size, prompts, own, bf16, apart);
        const auto fast = batch.attend(&attendNewest);
        const auto plain = other.attend(&attendNewestPlain);
        QCOMPARE(fast.scalar_type(), plain.scalar_type());
        QCOMPARE(fast.sizes().vec(), plain.sizes().vec());
        const double distance =
            (fast.to(at::kFloat) - plain.to(at::kFloat)).abs().max().item<double>();
        QVERIFY2(distance < (bf16 ? 2e-2 : 1e-5), qPrintable(QString::number(distance)));
    }

    void theNewestKeysAndValuesAreKept_data() {
        QTest::addColumn<bool>("fast");
        QTest::newRow("fast") << true;
        QTest::newRow("plain") << false;
    }
    void theNewestKeysAndValuesAreKept() {
        QFETCH(bool, fast);
        auto batch = drawBatch(6, 3, 8, {4, 2}, {1, 5}, false, true);
        std::vector<at::Tensor> before;
        for (const auto& sequence : batch.sequences) {
            before.push_back(sequence.own.clone());
        }
        batch.attend(fast ? &attendNewest : &attendNewestPlain);
        const auto turned = Rope::rotate(batch.newest.k.contiguous(), batch.angles);
        for (std::size_t s = 0; s < before.size(); ++s) {
            const auto& sequence = batch.sequences[s];
            auto want = before[s].clone();
            const auto slot = sequence.length - 1;
            const auto row = static_cast<std::int64_t>(s);
            want.select(0, layer).select(0, 0).select(1, slot).copy_(turned.select(0, row));
            want.select(0, layer).select(0, 1).select(1, slot).copy_(batch.newest.v.select(0, row));
            QVERIFY(sequence.own.allclose(want, 1e-6, 1e-6, true));  // NaN where nothing came
        }
    }
};

QTEST_GUILESS_MAIN(DecodeAttentionTest)
#include "decode_attention_test.moc"
