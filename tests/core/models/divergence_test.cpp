// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tiny.h"

using namespace lire;
using namespace lire::models;

class DivergenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTransformers_data() {
        QTest::addColumn<QString>("adapter");
        QTest::addColumn<int>("row");
        for (const auto& [name, values] : tiny::golden()["adapters"].items()) {
            for (int row = 0; row < 2; ++row) {
                const double temperature =
                    values["divergence"][static_cast<std::size_t>(row)]["temperature"];
                QTest::addRow("%s at temperature %g", name.c_str(), temperature)
                    << QString::fromStdString(name) << row;
            }
        }
    }
    void isTransformers() {
        QFETCH(QString, adapter);
        QFETCH(int, row);
        const auto& golden = tiny::golden()["adapters"][adapter.toStdString()];
        const auto& want = golden["divergence"][static_cast<std::size_t>(row)];
        auto model = tiny::load(golden["base"].get<std::string>());
        model.loadAdapter(tiny::folder(adapter.toStdString()));
        const auto got = model.divergence(tiny::lists(), want["temperature"], nullptr);
        const auto wrong =
            tiny::difference(got.k1, want["k1"].get<tiny::Rows>(), tiny::logprobTolerance) +
            tiny::difference(
                got.raoBlackwell, want["rao_blackwell"].get<tiny::Rows>(), tiny::logprobTolerance) +
            tiny::difference(
                got.logprobs, golden["sums"].get<tiny::Rows>(), tiny::logprobTolerance);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void isZeroFromItself() {
        const auto model = tiny::load("tied");
        const auto got = model.divergence(tiny::lists(), 1.0, nullptr);
        for (const auto& rows : {got.k1, got.raoBlackwell}) {
            for (const auto& row : rows) {
                QCOMPARE(row, std::vector<double>(row.size(), 0.0));
            }
        }
    }

    void anotherModelIsTheReferenceToo() {
        auto model = tiny::load("tied");
        model.loadAdapter(tiny::folder("adapter_qv"));
        const auto reference = tiny::load("tied");
        const auto own = model.divergence(tiny::lists(), 1.0, nullptr);
        const auto other = model.divergence(tiny::lists(), 1.0, &reference);
        const auto wrong = tiny::difference(own.k1, other.k1, 1e-6) +
                           tiny::difference(own.raoBlackwell, other.raoBlackwell, 1e-6);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void theExactFormIsNotNegative() {
        const auto model = tiny::load("untied");
        const auto reference = tiny::load("sharded");
        for (const auto& row : model.divergence(tiny::lists(), 1.3, &reference).raoBlackwell) {
            for (const double value : row) {
                QVERIFY(value > 0.0);
            }
        }
    }

    void refusesATemperatureOfZero() {
        const auto model = tiny::load("tied");
        QCOMPARE(tiny::sentenceOf([&] { model.divergence(tiny::lists(), 0.0, nullptr); }),
                 QString("temperature: is not greater than 0; give a temperature greater than 0"));
    }
};

QTEST_GUILESS_MAIN(DivergenceTest)
#include "divergence_test.moc"
