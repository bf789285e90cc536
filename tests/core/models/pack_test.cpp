// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/pack.h"

#include <QTest>
#include <numeric>

#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>

using namespace lire;
using namespace lire::models;

namespace {

using Lengths = std::vector<std::int64_t>;

/// A query of a prompt of 3 tokens whose responses have these rows, behind another query.
PackedQuery queryOf(const Lengths& lengths) {
    TokenList list{.prompt = {1, 2, 3}};
    for (const auto length : lengths) {
        list.responses.emplace_back(static_cast<std::size_t>(length) + 1,
                                    5);  // the last has no row
    }
    const std::vector<TokenList> lists = {{.prompt = {7}, .responses = {{8, 9}}}, list};
    return packLists(lists, PackFor::Logprobs, at::kCPU).queries.at(1);
}

}  // namespace

class PackTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void responsesOfLikeLengthShareABlock_data() {
        QTest::addColumn<Lengths>("lengths");
        QTest::addColumn<Lengths>("sequences");  // of each block
        QTest::addColumn<Lengths>("longest");
        QTest::newRow("alike") << Lengths{6, 6, 6} << Lengths{3} << Lengths{6};
        QTest::newRow("nearly alike") << Lengths{60, 50, 64} << Lengths{3} << Lengths{64};
        QTest::newRow("short ones, little padding") << Lengths{1, 9, 4} << Lengths{3} << Lengths{9};
        QTest::newRow("unlike") << Lengths{3, 128, 22, 8} << Lengths{1, 1, 2}
                                << Lengths{3, 128, 22};
        QTest::newRow("without rows")
            << Lengths{0, 40, 0, 0, 41} << Lengths{1, 1} << Lengths{40, 41};
        QTest::newRow("none has rows") << Lengths{0, 0} << Lengths{} << Lengths{};
    }
    void responsesOfLikeLengthShareABlock() {
        QFETCH(Lengths, lengths);
        QFETCH(Lengths, sequences);
        QFETCH(Lengths, longest);
        const auto query = queryOf(lengths);
        QCOMPARE(query.lengths, lengths);
        Lengths gotSequences;
        Lengths gotLongest;
        auto row = query.responsesBegin;
        for (const auto& block : query.blocks) {
            gotSequences.push_back(block.sequences);
            gotLongest.push_back(block.length);
            QCOMPARE(block.begin, row);
            QCOMPARE(block.slotOfRow.defined(), block.rows != block.sequences * block.length);
            row += block.rows;
        }
        QCOMPARE(gotSequences, sequences);
        QCOMPARE(gotLongest, longest);
        QCOMPARE(row - query.responsesBegin,
                 std::accumulate(lengths.begin(), lengths.end(), qint64{0}));
    }

    void rowsKnowTheirSlots() {
        const auto query = queryOf({2, 4, 3});
        QVERIFY(at::equal(query.blocks.at(0).slotOfRow,
                          at::tensor(Lengths{0, 1, 4, 5, 6, 7, 8, 9, 10}, at::kLong)));
    }
};

QTEST_GUILESS_MAIN(PackTest)
#include "pack_test.moc"
