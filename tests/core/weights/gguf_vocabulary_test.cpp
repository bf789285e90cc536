// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/gguf_vocabulary.h"

#include <QFile>
#include <QTest>

#include "core/error.h"
#include "core/text/tokenizer.h"

namespace {

const QString folder = LIRE_SHARED_DATA "/tokenizers/";

QByteArray readAll(const QString& name) {
    QFile file(folder + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

/// Vocabularies without weights, and texts with the ids that transformers gives them.
class GgufVocabularyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesTheIdsOfTransformers() {
        if (!QFile::exists(folder + "gpt-2.gguf")) {
            QSKIP("the vocabularies are not here");
        }
        const lire::weights::Gguf gguf((folder + "gpt-2.gguf").toStdString());
        const lire::text::Tokenizer tokenizer(lire::weights::ggufVocabulary(gguf));
        const QStringList texts =
            QString::fromUtf8(readAll("gpt-2.inp")).split("\n__ggml_vocab_test__\n");
        const QList<QByteArray> lines = readAll("gpt-2.out").split('\n');
        QVERIFY(texts.size() > 40);
        for (qsizetype i = 0; i < texts.size(); ++i) {
            const auto bytes = texts[i].toUtf8().toStdString();
            const auto ids = tokenizer.encode(bytes);
            QByteArrayList shown;
            for (const auto id : ids) {
                shown << QByteArray::number(id);
            }
            QVERIFY2(shown.join(' ') == lines[i].trimmed(), bytes.c_str());
            QCOMPARE(tokenizer.decode(ids), bytes);
        }
        QCOMPARE(tokenizer.eos().value_or(-1), 50256);
    }

    void refusesOtherKindsOfTokenizers_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("problem");
        QTest::newRow("sentencepiece") << "llama-spm.gguf"
                                       << "its tokenizer is \"llama\", not a byte-level BPE";
        QTest::newRow("WordPiece") << "bert-bge.gguf"
                                   << "its tokenizer is \"bert\", not a byte-level BPE";
        QTest::newRow("an unknown pre-tokenizer") << "falcon.gguf"
                                                  << "pre-tokenizer \"falcon\" is not known";
    }
    void refusesOtherKindsOfTokenizers() {
        QFETCH(QString, file);
        QFETCH(QString, problem);
        if (!QFile::exists(folder + file)) {
            QSKIP("the vocabularies are not here");
        }
        try {
            const lire::weights::Gguf gguf((folder + file).toStdString());
            const lire::text::Tokenizer tokenizer(lire::weights::ggufVocabulary(gguf));
            QFAIL("not refused");
        } catch (const lire::Error& error) {
            QCOMPARE(QString::fromStdString(error.problem()), problem);
            QVERIFY(!error.mend().empty());
        }
    }
};

QTEST_GUILESS_MAIN(GgufVocabularyTest)
#include "gguf_vocabulary_test.moc"
