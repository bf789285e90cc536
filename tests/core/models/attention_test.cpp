// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/attention.h"

#include <numeric>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

namespace {

struct Inputs {
    at::Tensor q, k, v;
};

at::Tensor draw(at::IntArrayRef shape, std::uint64_t seed) {
    return at::randn(shape, at::detail::createCPUGenerator(seed), at::TensorOptions(at::kDouble));
}

Inputs inputs(const Pack& pack, std::int64_t heads, std::int64_t kv, std::int64_t size) {
    return {.q = draw({pack.rows, heads, size}, 1),
            .k = draw({pack.rows, kv, size}, 2),
            .v = draw({pack.rows, kv, size}, 3)};
}

/// The rows that row `row` of a query sees: its prompt up to it, its response up to it.
std::vector<std::int64_t> seen(const PackedQuery& query, std::int64_t row) {
    std::vector<std::int64_t> rows;
    const auto promptEnd = query.begin + query.promptLength;
    for (auto r = query.begin; r < std::min(promptEnd, row + 1); ++r) {
        rows.push_back(r);
    }
    auto begin = query.responsesBegin;
    for (const auto length : query.lengths) {
        if (row >= begin && row < begin + length) {
            for (auto r = begin; r <= row; ++r) {
                rows.push_back(r);
            }
        }
        begin += length;
    }
    return rows;
}

/// One row at a time, straight from the definition.
at::Tensor plain(const Inputs& in, const Pack& pack) {
    const auto heads = in.q.size(1);
    const auto groups = heads / in.k.size(1);
    const auto size = in.q.size(2);
    auto out = at::zeros({pack.rows, heads * size}, at::kDouble);
    for (const auto& query : pack.queries) {
        std::vector<std::int64_t> rows(static_cast<std::size_t>(query.promptLength));
        std::iota(rows.begin(), rows.end(), query.begin);
        rows.resize(rows.size() +
                    static_cast<std::size_t>(std::accumulate(
                        query.lengths.begin(), query.lengths.end(), std::int64_t{0})));
        std::iota(rows.begin() + query.promptLength, rows.end(), query.responsesBegin);
        for (const auto row : rows) {
            for (std::int64_t h = 0; h < heads; ++h) {
                const auto visible = seen(query, row);
                std::vector<double> weights;
                double total = 0.0;
                for (const auto r : visible) {
                    const double score = (in.q[row][h] * in.k[r][h / groups]).sum().item<double>();
                    weights.push_back(std::exp(score / std::sqrt(static_cast<double>(size))));
                    total += weights.back();
                }
                auto sum = out[row].narrow(0, h * size, size);
                for (std::size_t i = 0; i < visible.size(); ++i) {
                    sum.add_(in.v[visible[i]][h / groups], weights[i] / total);
                }
            }
        }
    }
    return out;
}

Pack packOf(const std::vector<TokenList>& lists) {
    return packLists(lists, PackFor::Logprobs, at::kCPU);
}

TokenList list(std::size_t prompt, const std::vector<std::size_t>& responses) {
    TokenList result{.prompt = std::vector<text::TokenId>(prompt, 1)};
    for (const auto length : responses) {
        result.responses.emplace_back(length, 1);
    }
    return result;
}

}  // namespace

class AttentionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTheDefinition_data() { shapes(); }
    void isTheDefinition() {
        QFETCH(std::vector<TokenList>, lists);
        QFETCH(int, heads);
        QFETCH(int, keyHeads);
        QFETCH(int, size);
        const auto pack = packOf(lists);
        const auto in = inputs(pack, heads, keyHeads, size);
        const auto distance = (attend(in.q, in.k, in.v, pack).out - plain(in, pack)).abs().max();
        QVERIFY2(distance.item<double>() < 1e-12,
                 qPrintable(QString::number(distance.item<double>())));
    }

    void theWayBackIsTheSlope_data() { shapes(); }
    void theWayBackIsTheSlope() {
        QFETCH(std::vector<TokenList>, lists);
        QFETCH(int, heads);
        QFETCH(int, keyHeads);
        QFETCH(int, size);
        const auto pack = packOf(lists);
        const auto in = inputs(pack, heads, keyHeads, size);
        const auto weight = draw({pack.rows, static_cast<std::int64_t>(heads) * size}, 4);
        const auto gradient = attendBackward(weight, in.q, in.k, in.v, {}, pack);
        const auto loss = [&](const Inputs& at) {
            return (attend(at.q, at.k, at.v, pack).out * weight).sum().item<double>();
        };
        const std::array<std::pair<const char*, at::Tensor>, 3> parts = {
            {{"q", gradient.q}, {"k", gradient.k}, {"v", gradient.v}}};
        for (std::size_t part = 0; part < parts.size(); ++part) {
            const auto direction = draw(parts[part].second.sizes(), 5 + part);
            constexpr double step = 1e-5;
            const auto moved = [&](double by) {
                auto there = in;
                auto& tensor = part == 0 ? there.q : (part == 1 ? there.k : there.v);
                tensor = tensor + by * direction;
                return loss(there);
            };
            const double slope = (moved(step) - moved(-step)) / (2.0 * step);
            const double got = (parts[part].second * direction).sum().item<double>();
            QVERIFY2(
                std::abs(got - slope) < 1e-6 * std::max(1.0, std::abs(slope)),
                qPrintable(QString("%1: %2, not %3").arg(parts[part].first).arg(got).arg(slope)));
        }
    }

    /// Which thread takes a query, and how many there are, changes no bit.
    void threadsChangeNothing() {
        const auto pack = packOf({list(40, {30, 9}),
                                  list(5, {17, 1, 8}),
                                  list(1, {2, 4, 1}),
                                  list(70, {}),
                                  list(6, {33, 32})});
        const auto in = inputs(pack, 6, 3, 16);
        const auto weight = draw({pack.rows, 6 * 16}, 4);
        const auto computed = [&](int threads) {
            at::set_num_threads(threads);
            const auto gradient = attendBackward(weight, in.q, in.k, in.v, {}, pack);
            at::Tensor out = attend(in.q, in.k, in.v, pack).out;
            at::set_num_threads(1);
            return std::vector<at::Tensor>{out, gradient.q, gradient.k, gradient.v};
        };
        const auto alone = computed(1);
        for (int round = 0; round < 5; ++round) {
            const auto together = computed(3);
            for (std::size_t i = 0; i < alone.size(); ++i) {
                QVERIFY(together[i].equal(alone[i]));
            }
        }
    }

private:
    static void shapes() {
        QTest::addColumn<std::vector<TokenList>>("lists");
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("keyHeads");
        QTest::addColumn<int>("size");
        using Lists = std::vector<TokenList>;
        QTest::newRow("uneven responses, grouped heads")
            << Lists{list(4, {3, 1, 6})} << 4 << 2 << 6;
        QTest::newRow("responses of unlike lengths, in several blocks")
            << Lists{list(3, {2, 30, 31, 1, 12}), list(2, {25, 1, 3})} << 4 << 2 << 4;
        QTest::newRow("even responses") << Lists{list(3, {4, 4})} << 2 << 2 << 4;
        QTest::newRow("responses of one token only") << Lists{list(3, {1, 1})} << 2 << 1 << 2;
        QTest::newRow("a prompt of one token") << Lists{list(1, {2, 5})} << 6 << 3 << 8;
        QTest::newRow("a prompt in parts") << Lists{list(290, {2, 3})} << 1 << 1 << 4;
        QTest::newRow("several queries")
            << Lists{list(2, {3}), list(5, {1}), list(1, {2, 4, 1}), list(6, {})} << 4 << 1 << 4;
    }
};

QTEST_GUILESS_MAIN(AttentionTest)
#include "attention_test.moc"
