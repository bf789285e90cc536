// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/golden_templates.h"

class JinjaExpressionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsExpressionsAsJinjaDoes_data() { addGoldenRows("expressions"); }
    void readsExpressionsAsJinjaDoes() { checkGoldenRow(); }

    void callsMethodsAsPythonDoes_data() { addGoldenRows("methods"); }
    void callsMethodsAsPythonDoes() { checkGoldenRow(); }
};

QTEST_GUILESS_MAIN(JinjaExpressionsTest)
#include "jinja_expressions_test.moc"
