// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decode_attention.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>

#include "core/models/tiny.h"

using namespace lire::models;

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
        using Lengths = std::vector<int>;
        for (const bool bf16 : {false, true}) {
            const char* dtype = bf16 ? "bf16" : "fp32";
            QTest::addRow("one sequence, %s", dtype)
                << 4 << 2 << 64 << Lengths{5} << Lengths{1} << bf16;
            QTest::addRow("heads of odd size, %s", dtype)
                << 3 << 3 << 7 << Lengths{3, 1} << Lengths{2, 9} << bf16;
            QTest::addRow("a size between two vectors, %s", dtype)
                << 9 << 3 << 40 << Lengths{33, 7, 1} << Lengths{1, 17, 40} << bf16;
            QTest::addRow("one key head for all, %s", dtype)
                << 8 << 1 << 16 << Lengths{100, 2} << Lengths{3, 3} << bf16;
        }
    }

    void theFastFormIsThePlainOne() {
        QFETCH(int, heads);
        QFETCH(int, keyHeads);
        QFETCH(int, size);
        QFETCH(std::vector<int>, prompts);
        QFETCH(std::vector<int>, own);
        QFETCH(bool, bf16);
        auto generator = at::detail::createCPUGenerator(7);
        const auto dtype = bf16 ? at::kBFloat16 : at::kFloat;
        const auto draw = [&](at::IntArrayRef shape) {
            return at::randn(shape, generator, at::TensorOptions(at::kFloat)).to(dtype);
        };
        std::vector<DecodeSequence> sequences;
        for (std::size_t s = 0; s < prompts.size(); ++s) {
            constexpr std::int64_t room = 48;
            DecodeSequence sequence{.promptKeys = draw({keyHeads, prompts[s], size}),
                                    .promptValues = draw({keyHeads, prompts[s], size}),
                                    .ownKeys = draw({keyHeads, room, size}),
                                    .ownValues = draw({keyHeads, room, size}),
                                    .length = own[s]};
            // Slots that are not filled must not be read.
            const auto rest = room - sequence.length;
            sequence.ownKeys.narrow(1, sequence.length, rest).fill_(std::nan(""));
            sequence.ownValues.narrow(1, sequence.length, rest).fill_(std::nan(""));
            sequences.push_back(sequence);
        }
        const auto q = draw({static_cast<std::int64_t>(prompts.size()), heads, size});
        std::vector<const DecodeSequence*> views;
        for (const auto& sequence : sequences) {
            views.push_back(&sequence);
        }
        const auto fast = decodeAttention(q, views);
        const auto plain = decodeAttentionPlain(q, views);
        QCOMPARE(fast.scalar_type(), dtype);
        QCOMPARE(fast.sizes().vec(), plain.sizes().vec());
        const double distance =
            (fast.to(at::kFloat) - plain.to(at::kFloat)).abs().max().item<double>();
        QVERIFY2(distance < (bf16 ? 2e-2 : 1e-5), qPrintable(QString::number(distance)));
    }

    void theNewestRowsGoToTheirSlots_data() {
        QTest::addColumn<bool>("contiguous");
        QTest::newRow("rows end to end") << true;
        QTest::newRow("rows out of a wider tensor") << false;
    }
    void theNewestRowsGoToTheirSlots() {
        QFETCH(bool, contiguous);
        constexpr std::int64_t keyHeads = 3;
        constexpr std::int64_t room = 5;
        constexpr std::int64_t size = 4;
        auto generator = at::detail::createCPUGenerator(7);
        const auto draw = [&](at::IntArrayRef shape) {
            return at::randn(shape, generator, at::TensorOptions(at::kFloat));
        };
        std::vector<DecodeSequence> sequences;
        std::vector<const DecodeSequence*> views;
        for (const std::int64_t length : {1, 5}) {
            sequences.push_back({.ownKeys = at::full({keyHeads, room, size}, -1.0),
                                 .ownValues = at::full({keyHeads, room, size}, -2.0),
                                 .length = length});
        }
        for (const auto& sequence : sequences) {
            views.push_back(&sequence);
        }
        const auto wide = draw({2, keyHeads, 2 * size});
        const auto part = wide.narrow(2, 0, size);
        const auto keys = contiguous ? part.contiguous() : part;
        const auto values = draw({2, keyHeads, size});
        storeNewest(keys, values, views);
        for (std::int64_t s = 0; s < 2; ++s) {
            const auto& sequence = sequences[static_cast<std::size_t>(s)];
            for (std::int64_t slot = 0; slot < room; ++slot) {
                const bool newest = slot == sequence.length - 1;
                const auto key = newest ? keys.select(0, s) : at::full({keyHeads, size}, -1.0);
                const auto value = newest ? values.select(0, s) : at::full({keyHeads, size}, -2.0);
                QVERIFY(sequence.ownKeys.select(1, slot).equal(key));
                QVERIFY(sequence.ownValues.select(1, slot).equal(value));
            }
        }
    }
};

QTEST_GUILESS_MAIN(DecodeAttentionTest)
#include "decode_attention_test.moc"
