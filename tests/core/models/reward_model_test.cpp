// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/reward_model.h"

#include "core/models/tiny.h"
#include "core/weights/load_stored.h"

using namespace lire;
using namespace lire::models;

namespace {

tiny::Rows goldenScores() {
    return tiny::golden()["classifier"]["scores"].get<tiny::Rows>();
}

/// The classifier with every weight trainable, its head as in the folder.
RewardModel trainable(const Compute& how = tiny::compute()) {
    const auto source = tiny::open("classifier");
    RewardModel model(source, how, nullptr, 1);
    model.parameters().back().value.copy_(
        weights::loadStored(*source->tensors, "score.weight", at::kFloat));
    return model;
}

/// sum g_qj score_qj
double weighted(const RewardModel& model) {
    const auto scores = model.scores(tiny::lists());
    const auto g = tiny::gradientWeights();
    double total = 0.0;
    for (std::size_t q = 0; q < g.size(); ++q) {
        for (std::size_t j = 0; j < g[q].size(); ++j) {
            total += g[q][j] * scores[q][j];
        }
    }
    return total;
}

void accumulate(RewardModel& model) {
    model.zeroGradients();
    model.backward(model.forward(tiny::lists()), tiny::gradientWeights());
}

}  // namespace

class RewardModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scoresAreTransformers() {
        const RewardModel model(tiny::open("classifier"), tiny::compute());
        const auto wrong =
            tiny::difference(model.scores(tiny::lists()), goldenScores(), tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void scoresDoNotDependOnTheTokenBudget() {
        const RewardModel model(tiny::open("classifier"), tiny::compute(9));
        const auto wrong =
            tiny::difference(model.scores(tiny::lists()), goldenScores(), tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void gradientsAreAutograds() {
        auto model = trainable();
        accumulate(model);
        const auto wrong = tiny::differenceFromGolden(
            model.parameters(), tiny::golden()["classifier"]["gradients"], tiny::gradientTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void gradientsDoNotDependOnWhatIsKept() {
        auto whole = trainable();
        accumulate(whole);
        auto how = tiny::compute();
        how.keepBytes = 0;
        auto lean = trainable(how);
        accumulate(lean);
        for (std::size_t i = 0; i < whole.parameters().size(); ++i) {
            QVERIFY(whole.parameters()[i].gradient.equal(lean.parameters()[i].gradient));
        }
    }

    void anAdaptersGradientFollowsTheSlope() {
        const LoraConfig lora{.rank = 2, .alpha = 4.0, .targets = {"k_proj", "o_proj", "up_proj"}};
        RewardModel model(tiny::open("tied"), tiny::compute(), &lora, 3);
        for (auto& parameter : model.parameters()) {
            if (parameter.name.find("lora_B") != std::string::npos) {
                parameter.value.uniform_(-0.3, 0.3);
            }
        }
        model.parametersChanged();
        accumulate(model);
        for (auto& parameter : model.parameters()) {
            const double norm = parameter.gradient.norm().item<double>();
            QVERIFY(norm > 0.0);
            const auto direction = parameter.gradient / norm;
            const auto start = parameter.value.clone();
            const double step = std::min(2e-3, 0.05 / norm);  // the score is curved
            double ends[2] = {};
            for (const int side : {0, 1}) {
                parameter.value.copy_(start).add_(direction, side == 0 ? -step : step);
                model.parametersChanged();
                ends[side] = weighted(model);
            }
            parameter.value.copy_(start);
            model.parametersChanged();
            const double slope = (ends[1] - ends[0]) / (2.0 * step);
            QVERIFY2(std::abs(slope - norm) < 0.01 * norm + 1e-4,
                     qPrintable(QString("%1: slope %2, gradient %3")
                                    .arg(QString::fromStdString(parameter.name))
                                    .arg(slope)
                                    .arg(norm)));
        }
    }

    void savedItScoresTheSame_data() {
        QTest::addColumn<QString>("backbone");
        QTest::addColumn<bool>("adapter");
        QTest::newRow("an adapter, merged") << "tied" << true;
        QTest::newRow("every weight") << "untied" << false;
        QTest::newRow("from a GGUF") << "f16.gguf" << true;
    }
    void savedItScoresTheSame() {
        QFETCH(QString, backbone);
        QFETCH(bool, adapter);
        const LoraConfig lora{.rank = 2, .targets = {"q_proj", "down_proj"}};
        RewardModel model(
            tiny::open(backbone.toStdString()), tiny::compute(), adapter ? &lora : nullptr, 8);
        for (auto& parameter : model.parameters()) {
            parameter.value.add_(0.05);
        }
        model.parametersChanged();
        const QTemporaryDir directory;
        const auto folder = directory.filePath("reward").toStdString();
        model.save(folder);
        const RewardModel again(openModel(folder), tiny::compute());
        const auto wrong =
            tiny::difference(again.scores(tiny::lists()), model.scores(tiny::lists()), 1e-5);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));

        // What transformers needs to read the same score.
        const auto config =
            nlohmann::json::parse(std::ifstream(std::filesystem::path(folder) / "config.json"));
        QCOMPARE(config["architectures"][0].get<std::string>(),
                 std::string("LlamaForSequenceClassification"));
        QCOMPARE(config["id2label"].size(), std::size_t{1});
        QVERIFY(config["pad_token_id"] != config["eos_token_id"]);
    }

    void theSeedDecidesTheStart() {
        const auto start = [](std::uint64_t seed) {
            const LoraConfig lora;
            RewardModel model(tiny::open("tied"), tiny::compute(), &lora, seed);
            return model.scores(tiny::lists());
        };
        QCOMPARE(start(4), start(4));
        QVERIFY(start(4) != start(5));
    }

    void aScoreThatIsNotFiniteIsNone_data() {
        QTest::addColumn<double>("weight");
        QTest::newRow("NaN") << std::nan("");
        QTest::newRow("infinite") << HUGE_VAL;
    }
    void aScoreThatIsNotFiniteIsNone() {
        QFETCH(double, weight);
        auto model = trainable();
        model.parameters().back().value.fill_(weight);
        try {
            model.scores(tiny::lists());
            QFAIL("it scored");
        } catch (const Error& error) {
            QCOMPARE(QString(error.what()),
                     QString::fromStdString(tiny::folder("classifier").string()) +
                         ": the reward model's score of a response is not a finite number; use "
                         "finite weights, or train it again at a lower learning rate");
            QVERIFY(error.blame() == Blame::Running);
        }
    }

    void refusesALanguageModel() {
        const auto sentence =
            tiny::sentenceOf([] { RewardModel(tiny::open("tied"), tiny::compute()); });
        QVERIFY2(sentence.contains("is no reward model: it has no score.weight (LlamaForCausalLM)"),
                 qPrintable(sentence));
    }
};

QTEST_GUILESS_MAIN(RewardModelTest)
#include "reward_model_test.moc"
