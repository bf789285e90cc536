// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_checks.h"

#include <ATen/TensorOperators.h>

#include "core/models/changed_model.h"

using namespace lire;
using namespace lire::models;

class ModelChecksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void weightsAreFloats_data() {
        QTest::addColumn<QString>("tensor");
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("dtype");
        const QString matrix = "model.layers.0.self_attn.q_proj.weight";
        QTest::newRow("bytes") << matrix << static_cast<int>(at::kChar) << "I8";
        QTest::newRow("unsigned bytes") << matrix << static_cast<int>(at::kByte) << "U8";
        QTest::newRow("whole numbers") << matrix << static_cast<int>(at::kInt) << "I32";
        QTest::newRow("the head") << "lm_head.weight" << static_cast<int>(at::kChar) << "I8";
        QTest::newRow("fp64") << matrix << static_cast<int>(at::kDouble) << "";
        QTest::newRow("fp32") << matrix << static_cast<int>(at::kFloat) << "";
        QTest::newRow("fp16") << matrix << static_cast<int>(at::kHalf) << "";
        QTest::newRow("bf16") << matrix << static_cast<int>(at::kBFloat16) << "";
    }
    void weightsAreFloats() {
        QFETCH(QString, tensor);
        QFETCH(int, type);
        QFETCH(QString, dtype);
        const tiny::ChangedModel model("untied");
        const auto name = tensor.toStdString();
        const auto weight = weights::loadStored(*tiny::open("untied")->tensors, name, at::kFloat);
        model.store({{name, (weight * 100).to(static_cast<at::ScalarType>(type))}});
        const auto sentence =
            dtype.isEmpty()
                ? QString()
                : QString::fromStdString((model.path() / "model.safetensors").string()) + ", " +
                      tensor + ": is stored as " + dtype +
                      "; load the unquantized model, or a GGUF in Q8_0, Q4_0 or Q4_1";
        const auto source = model.open();
        QCOMPARE(tiny::sentenceOf([&] { requireLanguageModel(*source); }), sentence);
        QCOMPARE(tiny::sentenceOf([&] { CausalLm loaded(source, tiny::compute()); }), sentence);
    }

    void aRewardsHeadIsOfFloats() {
        const tiny::ChangedModel model("classifier");
        model.store({{"score.weight", at::ones({1, 32}, at::kChar)}});
        QVERIFY(tiny::sentenceOf([&] {
                    requireRewardModel(*model.open());
                }).contains(", score.weight: is stored as I8; "));
    }

    void ggufsBlocksAreRead() {
        for (const char* name : {"q8_0.gguf", "q4_0.gguf", "bf16.gguf"}) {
            QCOMPARE(tiny::sentenceOf([&] { requireLanguageModel(*tiny::open(name)); }), QString());
        }
    }

    void aHeadBesideATiedOneFitsIt() {
        const tiny::ChangedModel model("tied");
        model.store({{"lm_head.weight", at::ones({7, 32})}});
        QVERIFY(tiny::sentenceOf([&] { requireLanguageModel(*model.open()); })
                    .contains(", lm_head.weight: has the shape [7, 32], the configuration asks "
                              "for [300, 32]"));
    }
};

QTEST_GUILESS_MAIN(ModelChecksTest)
#include "model_checks_test.moc"
