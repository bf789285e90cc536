// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/packed_layer.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>

#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

/// A layer's step with packed weights against the same layer's separate products.
class PackedLayerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aStepIsThePlainLayers_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QStringList>("targets");
        const QStringList none;
        QTest::newRow("no adapter") << "tied" << none;
        QTest::newRow("biases") << "bias" << none;
        QTest::newRow("one key head") << "wide_heads" << none;
        QTest::newRow("query and value") << "tied" << QStringList{"q_proj", "v_proj"};
        QTest::newRow("up alone, biases") << "bias" << QStringList{"up_proj"};
        QTest::newRow("every projection")
            << "untied"
            << QStringList{
                   "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"};
    }
    void aStepIsThePlainLayers() {
        QFETCH(QString, model);
        QFETCH(QStringList, targets);
        LlamaBody body(*tiny::open(model.toStdString()), tiny::compute(), false);
        const bool adapter = !targets.isEmpty();
        if (adapter) {
            LoraConfig lora{.rank = 3, .alpha = 6.0};
            lora.targets.clear();
            for (const auto& target : targets) {
                lora.targets.push_back(target.toStdString());
            }
            body.attachLora(lora, 5);
            for (auto& parameter : body.parameters()) {  // B starts at 0: as if it had learned
                parameter.value.add_(at::ones_like(parameter.value), 0.1);
            }
            body.parametersChanged();
        }
        QVERIFY(PackedLayer::worthwhile(body));
        const auto& config = body.config();
        auto generator = at::detail::createCPUGenerator(7);
        const auto draw = [&](at::IntArrayRef shape) {
            return at::randn(shape, generator, at::TensorOptions(at::kFloat));
        };
        const auto x = draw({2, config.hiddenSize});
        const auto angles = body.rope().angles(at::tensor({4, 6}, at::kLong));
        for (std::size_t l = 0; l < body.layers().size(); ++l) {
            std::vector<DecodeSequence> mine;
            std::vector<DecodeSequence> theirs;
            std::vector<const DecodeSequence*> views;
            std::vector<const DecodeSequence*> theirViews;
            for (const std::int64_t length : {1, 3}) {
                mine.push_back(
                    {.prompt = draw({config.layers, 2, config.kvHeads, 4, config.headSize}),
                     .own = draw({config.layers, 2, config.kvHeads, 5, config.headSize}),
                     .length = length});
                theirs.push_back({.prompt = mine.back().prompt,
                                  .own = mine.back().own.clone(),
                                  .length = length});
            }
            for (std::size_t s = 0; s < mine.size(); ++s) {
                views.push_back(&mine[s]);
                theirViews.push_back(&theirs[s]);
            }
            const DecodeSequences batch(views);
            const auto index = static_cast<std::int64_t>(l);
            const auto& layer = body.layers()[l];
            const auto heads = layer.qkv(x, adapter);
            const auto attended = attendNewestPlain({.q = heads.q, .k = heads.k, .v = heads.v},
                                                    angles,
                                                    DecodeSequences(theirViews),
                                                    index);
            const auto want = layer.finish(x, attended, adapter, nullptr);
            const auto got = PackedLayer(layer, config, adapter, 2).step(x, angles, batch, index);
            QVERIFY(got.allclose(want, 1e-4, 1e-5));
            for (std::size_t s = 0; s < mine.size(); ++s) {
                QVERIFY(mine[s].own.allclose(theirs[s].own, 1e-4, 1e-5));
            }
            if (adapter) {
                const auto without =
                    PackedLayer(layer, config, false, 2).step(x, angles, batch, index);
                QVERIFY(!without.allclose(want, 1e-3, 1e-3));
            }
        }
    }
};

QTEST_GUILESS_MAIN(PackedLayerTest)
#include "packed_layer_test.moc"
