// SPDX-License-Identifier: GPL-3.0-or-later
// Places of the experiment: in the words of the notes, in the form and in the file's text.
#include <QTest>

#include <QtCore/qfloat16.h>

#include "ui/experiment/experiment_form.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/text_place.h"

using namespace lire;
using namespace lire::ui;
using nlohmann::json;

namespace {

// Not as raw strings: moc loses the class behind them.
std::string quoted(const QString& written) {
    return QString(written).replace('\'', '"').toStdString();
}

const std::string text = quoted(
    "{\n"
    "  'name': 'a \\u0022 in it\\\\', 'unknown': [[1, 2], {'b': ']'}],\n"
    "  'data': {'train': ['a.jsonl', 'b.jsonl'], 'test_share': 0.2},\n"
    "  'reward_models': {'rm': {'train': {}}, 'a/b~c': {'model': 'm'}},\n"
    "  'train': [{'objective': 'dpo', 'options': {'beta': 0.1, 'gamma': 1}}, 5]\n"
    "}");

}  // namespace

class ExperimentPlacesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inWords_data() {
        QTest::addColumn<QString>("words");
        QTest::newRow("/name") << "Run, Name";
        QTest::newRow("/policy") << "Run, Policy";
        QTest::newRow("/policy/model") << "Run, Model";
        QTest::newRow("/data") << "Data";
        QTest::newRow("/data/train") << "Data, Training files";
        QTest::newRow("/data/train/0") << "Data, Training files, 1";
        QTest::newRow("/data/test/1") << "Data, Test files, 2";
        QTest::newRow("/data/unknown") << "Data, unknown";
        QTest::newRow("/train/1") << "Train, policy 2";
        QTest::newRow("/train/0/options/beta") << "Train, policy 1, Beta";
        QTest::newRow("/train/0/options/gamma") << "Train, policy 1, gamma";
        QTest::newRow("/reward_models/rm") << "Rewards, rm";
        QTest::newRow("/reward_models/a~1b~0c/model") << "Rewards, a/b~c, Finished model";
        QTest::newRow("/evaluate/rewards/0") << "Evaluate, Judges, 1";
        QTest::newRow("/tmp/pairs.jsonl:3") << "/tmp/pairs.jsonl:3";
        QTest::newRow("/reward_models/a~b") << "/reward_models/a~b";  // no pointer
        QTest::newRow("line 3, column 28") << "line 3, column 28";
    }

    void inWords() {
        QFETCH(QString, words);
        const json experiment = json::parse(
            quoted("{'name': 'x', 'policy': {},"
                   " 'data': {'train': ['a'], 'test': ['b', 'c'], 'unknown': 1},"
                   " 'train': [{'objective': 'dpo', 'options': {'beta': 1, 'gamma': 2}}, {}],"
                   " 'reward_models': {'rm': {}, 'a/b~c': {'model': 'm'}},"
                   " 'evaluate': {'rewards': ['rm']}}"));
        QCOMPARE(placeInWords(QTest::currentDataTag(), experiment), words);
    }

    void inTheText_data() {
        QTest::addColumn<QString>("stands");  // what begins there
        QTest::newRow("/name") << "'name': ";
        QTest::newRow("/unknown/0/1") << "2],";
        QTest::newRow("/unknown/1/b") << "'b': ']'";
        QTest::newRow("/data/train/1") << "'b.jsonl'";
        QTest::newRow("/data/test_share") << "'test_share'";
        QTest::newRow("/reward_models/a~1b~0c/model") << "'model'";
        QTest::newRow("/train/1") << "5]";
        QTest::newRow("/train/0/options/gamma") << "'gamma'";
        QTest::newRow("/train/7") << "'train': [{";
        QTest::newRow("/policy/model") << "{\n";
        QTest::newRow("/train/1/batch") << "5]";
    }

    void inTheText() {
        QFETCH(QString, stands);
        const std::size_t at = placeInText(text, QTest::currentDataTag());
        const QString expected = stands.replace('\'', '"');
        QCOMPARE(QString::fromStdString(text.substr(at)).left(expected.size()), expected);
    }

    void aTextThatIsNoJsonHasAnyPlace() {
        for (std::size_t length = 0; length <= text.size(); ++length) {
            QVERIFY(placeInText(text.substr(0, length), "/train/0/options/gamma") <= length);
        }
    }

    void whatNoFieldHasIsNotFoundInTheForm_data() {
        QTest::addColumn<bool>("found");
        QTest::newRow("/name") << true;
        QTest::newRow("/data/train/0") << true;
        QTest::newRow("/train/0/options/beta") << true;
        QTest::newRow("/data") << false;
        QTest::newRow("/data/unknown") << false;
        QTest::newRow("/train/1") << false;
        QTest::newRow("/policy") << false;
        QTest::newRow("line 3, column 28") << false;
        QTest::newRow("/tmp/pairs.jsonl:3") << false;
    }

    void whatNoFieldHasIsNotFoundInTheForm() {
        QFETCH(bool, found);
        ExperimentDocument document;
        document.begin(json::parse(text), "/tmp");
        ExperimentForm form(document);
        const std::string place = QTest::currentDataTag();
        QCOMPARE(form.goTo(place), found);
        QCOMPARE(form.step(), place.starts_with("/tmp") ? 0 : stepOf(place));
    }
};

QTEST_MAIN(ExperimentPlacesTest)
#include "experiment_places_test.moc"
