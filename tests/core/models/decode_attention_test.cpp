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
        const auto fast = decodeAttention(q, sequences);
        const auto plain = decodeAttentionPlain(q, sequences);
        QCOMPARE(fast.scalar_type(), dtype);
        QCOMPARE(fast.sizes().vec(), plain.sizes().vec());
        const double distance =
            (fast.to(at::kFloat) - plain.to(at::kFloat)).abs().max().item<double>();
        QVERIFY2(distance < (bf16 ? 2e-2 : 1e-5), qPrintable(QString::number(distance)));
    }
};

QTEST_GUILESS_MAIN(DecodeAttentionTest)
#include "decode_attention_test.moc"
