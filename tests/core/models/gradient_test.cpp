// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/pieces.h"
#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

namespace {

CausalLm withAdapter(const std::string& adapter, const Compute& how = tiny::compute()) {
    const auto base = tiny::golden()["adapters"][adapter]["base"].get<std::string>();
    CausalLm model(tiny::open(base), how);
    model.loadAdapter(tiny::folder(adapter));
    return model;
}

/// sum g_qj l_qj
double weighted(const CausalLm& model, std::span<const TokenList> lists, const tiny::Rows& g) {
    const auto sums = model.logprobs(lists).sums;
    double total = 0.0;
    for (std::size_t q = 0; q < g.size(); ++q) {
        for (std::size_t j = 0; j < g[q].size(); ++j) {
            total += g[q][j] * sums[q][j];
        }
    }
    return total;
}

}  // namespace

class GradientTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAdaptersIsAutograds_data() { adapters(); }
    void anAdaptersIsAutograds() {
        QFETCH(QString, adapter);
        auto model = withAdapter(adapter.toStdString());
        tiny::accumulate(model, tiny::lists(), tiny::gradientWeights());
        const auto wrong = tiny::differenceFromGolden(
            model.parameters(),
            tiny::golden()["adapters"][adapter.toStdString()]["gradients"],
            tiny::gradientTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void everyWeightsIsAutograds_data() {
        QTest::addColumn<QString>("model");
        for (const auto& [name, values] : tiny::golden()["full_gradients"].items()) {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
    void everyWeightsIsAutograds() {
        QFETCH(QString, model);
        const auto name = model.toStdString();
        auto policy = tiny::load(name, true);
        tiny::accumulate(policy, tiny::lists(), tiny::gradientWeights());
        const auto wrong = tiny::differenceFromGolden(
            policy.parameters(), tiny::golden()["full_gradients"][name], tiny::gradientTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void followsTheSlope_data() { adapters(); }
    void followsTheSlope() {
        QFETCH(QString, adapter);
        const auto lists = tiny::lists();
        const auto g = tiny::gradientWeights();
        auto model = withAdapter(adapter.toStdString());
        tiny::accumulate(model, lists, g);
        // Along the gradient the central difference is large beside fp32's rounding.
        for (auto& parameter : model.parameters()) {
            const double norm = parameter.gradient.norm().item<double>();
            const auto direction = parameter.gradient / norm;
            const auto start = parameter.value.clone();
            const double step = std::min(2e-3, 0.05 / norm);  // the loss is curved
            double ends[2] = {};
            for (const int side : {0, 1}) {
                parameter.value.copy_(start).add_(direction, side == 0 ? -step : step);
                model.parametersChanged();
                ends[side] = weighted(model, lists, g);
            }
            parameter.value.copy_(start);
            model.parametersChanged();
            const double slope = (ends[1] - ends[0]) / (2.0 * step);
            QVERIFY2(std::abs(slope - norm) < 0.01 * norm,
                     qPrintable(QString("%1: slope %2, gradient %3")
                                    .arg(QString::fromStdString(parameter.name))
                                    .arg(slope)
                                    .arg(norm)));
        }
    }

    void isThatOfTheRepeatedPrompt_data() { adapters(); }
    void isThatOfTheRepeatedPrompt() {
        QFETCH(QString, adapter);
        std::vector<TokenList> single;
        tiny::Rows weights;
        const auto lists = tiny::lists();
        const auto g = tiny::gradientWeights();
        for (std::size_t q = 0; q < lists.size(); ++q) {
            for (std::size_t j = 0; j < lists[q].responses.size(); ++j) {
                single.push_back({.prompt = lists[q].prompt, .responses = {lists[q].responses[j]}});
                weights.push_back({g[q][j]});
            }
        }
        verifySame(adapter, [&](CausalLm& model) { tiny::accumulate(model, single, weights); });
    }

    void isTheSumOfPieces_data() {
        QTest::addColumn<QString>("adapter");
        QTest::addColumn<qlonglong>("tokens");
        for (const qlonglong tokens : {1, 15, 40}) {
            QTest::addRow("%lld tokens a pass", tokens) << QString("adapter_rslora") << tokens;
        }
    }
    void isTheSumOfPieces() {
        QFETCH(QString, adapter);
        QFETCH(qlonglong, tokens);
        const auto lists = tiny::lists();
        const auto g = tiny::gradientWeights();
        verifySame(adapter, [&](CausalLm& model) {
            model.zeroGradients();
            for (const auto& pieces : cutIntoPieces(lists, tokens)) {
                tiny::Rows rows;
                for (const auto& piece : pieces) {
                    const auto first =
                        g[piece.query].begin() + static_cast<std::ptrdiff_t>(piece.firstResponse);
                    rows.emplace_back(
                        first, first + static_cast<std::ptrdiff_t>(piece.list.responses.size()));
                }
                model.backward(model.forward(listsOf(pieces)), rows);
            }
        });
    }

    void isTheSumOfSingleLists_data() { adapters(); }
    void isTheSumOfSingleLists() {
        QFETCH(QString, adapter);
        const auto lists = tiny::lists();
        const auto g = tiny::gradientWeights();
        verifySame(adapter, [&](CausalLm& model) {
            model.zeroGradients();
            for (std::size_t q = 0; q < lists.size(); ++q) {
                model.backward(model.forward(std::span(lists).subspan(q, 1)),
                               std::span(g).subspan(q, 1));
            }
        });
    }

    void doesNotDependOnWhatIsKept_data() {
        QTest::addColumn<QString>("adapter");
        QTest::addColumn<qlonglong>("bytes");
        QTest::newRow("nothing kept") << QString("adapter_rslora") << 0LL;
        QTest::newRow("one layer of three kept") << QString("adapter_rslora") << 200'000LL;
    }
    void doesNotDependOnWhatIsKept() {
        QFETCH(QString, adapter);
        QFETCH(qlonglong, bytes);
        const auto lists = tiny::lists();
        const auto g = tiny::gradientWeights();
        auto whole = withAdapter(adapter.toStdString());
        tiny::accumulate(whole, lists, g);
        auto how = tiny::compute();
        how.keepBytes = bytes;
        auto lean = withAdapter(adapter.toStdString(), how);
        tiny::accumulate(lean, lists, g);
        for (std::size_t i = 0; i < whole.parameters().size(); ++i) {
            QVERIFY(whole.parameters()[i].gradient.equal(lean.parameters()[i].gradient));
        }
    }

    void fullTrainingDoesNotDependOnWhatIsKept() {
        const auto lists = tiny::lists();
        const auto g = tiny::gradientWeights();
        auto whole = tiny::load("bias", true);
        tiny::accumulate(whole, lists, g);
        auto how = tiny::compute();
        how.keepBytes = 0;
        CausalLm lean(tiny::open("bias"), how, true);
        tiny::accumulate(lean, lists, g);
        for (std::size_t i = 0; i < whole.parameters().size(); ++i) {
            QVERIFY(whole.parameters()[i].gradient.equal(lean.parameters()[i].gradient));
        }
    }

    void bf16PointsTheSameWay() {
        const auto lists = tiny::lists();
        const auto g = tiny::gradientWeights();
        auto wide = withAdapter("adapter_qv");
        tiny::accumulate(wide, lists, g);
        auto how = tiny::compute();
        how.dtype = "bf16";
        auto narrow = withAdapter("adapter_qv", how);
        tiny::accumulate(narrow, lists, g);
        for (std::size_t i = 0; i < wide.parameters().size(); ++i) {
            const auto& a = wide.parameters()[i].gradient;
            const auto& b = narrow.parameters()[i].gradient;
            const double cosine =
                (a * b).sum().item<double>() / (a.norm() * b.norm()).item<double>();
            QVERIFY2(cosine > 0.98, qPrintable(QString::number(cosine)));
        }
    }

    void theFirstPassesLogprobsAreTheScores() {
        const auto lists = tiny::lists();
        auto model = withAdapter("adapter_qv");
        const auto pass = model.forward(lists);
        const auto wrong = tiny::difference(pass.logprobs(), model.logprobs(lists).sums, 1e-7);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void frozenWeightsStayAsTheyAre() {
        auto model = withAdapter("adapter_qv");
        model.useAdapter(false);
        const auto before = model.logprobs(tiny::lists()).sums;
        model.useAdapter(true);
        tiny::accumulate(model, tiny::lists(), tiny::gradientWeights());
        for (auto& parameter : model.parameters()) {
            parameter.value.add_(parameter.gradient);
        }
        model.parametersChanged();
        model.useAdapter(false);
        QCOMPARE(model.logprobs(tiny::lists()).sums, before);
    }

private:
    static void adapters() {
        QTest::addColumn<QString>("adapter");
        QTest::newRow("on q and v") << QString("adapter_qv");
        QTest::newRow("rank-stabilized, on every projection") << QString("adapter_rslora");
    }

    template <class Work>
    static void verifySame(const QString& adapter, Work work) {
        auto model = withAdapter(adapter.toStdString());
        tiny::accumulate(model, tiny::lists(), tiny::gradientWeights());
        const auto want = tiny::gradients(model.parameters());
        work(model);
        const auto wrong = tiny::difference(
            model.parameters(), tiny::gradients(model.parameters()), want, tiny::gradientTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
};

QTEST_GUILESS_MAIN(GradientTest)
#include "gradient_test.moc"
