// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_source.h"

#include "core/models/changed_model.h"

using namespace lire;
using namespace lire::models;

namespace {

at::Tensor stored(const ModelSource& source, const std::string& name) {
    return weights::loadStored(*source.tensors, name, at::kFloat);
}

QString differenceFrom(const std::string& golden, const CausalLm& model) {
    return tiny::difference(model.logprobs(tiny::lists()).sums,
                            tiny::golden()["models"][golden]["sums"].get<tiny::Rows>(),
                            tiny::logprobTolerance);
}

}  // namespace

/// A head beside an embedding that config.json ties it to: transformers ties them where they are
/// equal, and else heeds the head.
class ModelSourceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aHeadOfItsOwnIsHeeded_data() {
        QTest::addColumn<bool>("full");
        QTest::newRow("frozen") << false;
        QTest::newRow("trainable") << true;
    }
    void aHeadOfItsOwnIsHeeded() {
        QFETCH(bool, full);
        const tiny::ChangedModel changed("untied");
        changed.configure({{"tie_word_embeddings", true}});
        const auto source = changed.open();
        QVERIFY(!source->config.tiedEmbeddings);
        CausalLm model(source, tiny::compute(), full);
        const auto wrong = differenceFrom("untied", model);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QCOMPARE(model.parameters().empty() ? "" : model.parameters().back().name,
                 std::string(full ? "lm_head.weight" : ""));

        const QTemporaryDir directory;
        const auto saved = directory.filePath("merged").toStdString();
        model.saveMerged(saved);
        const auto again = openModel(saved);
        QVERIFY(again->configJson["tie_word_embeddings"] == false);
        QVERIFY(stored(*again, "lm_head.weight").equal(stored(*source, "lm_head.weight")));
    }

    void anEqualHeadIsTheEmbedding() {
        const tiny::ChangedModel changed("tied");
        changed.store(
            {{"lm_head.weight", stored(*tiny::open("tied"), "model.embed_tokens.weight")}});
        const auto source = changed.open();
        QVERIFY(source->config.tiedEmbeddings);
        const CausalLm model(source, tiny::compute());
        const auto wrong = differenceFrom("tied", model);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));

        const QTemporaryDir directory;
        const auto saved = directory.filePath("merged").toStdString();
        model.saveMerged(saved);
        QVERIFY(openModel(saved)->tensors->find("lm_head.weight") == nullptr);
    }

    void aHeadOfAnotherTypeIsItsOwn() {
        const tiny::ChangedModel changed("tied");
        const auto embedding = stored(*tiny::open("tied"), "model.embed_tokens.weight");
        changed.store({{"lm_head.weight", embedding.to(at::kBFloat16)}});
        QVERIFY(!changed.open()->config.tiedEmbeddings);
    }
};

QTEST_GUILESS_MAIN(ModelSourceTest)
#include "model_source_test.moc"
