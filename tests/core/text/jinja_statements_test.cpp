// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/golden_templates.h"

class JinjaStatementsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsStatementsAsJinjaDoes_data() { addGoldenRows("statements"); }
    void runsStatementsAsJinjaDoes() { checkGoldenRow(); }

    void refusesWhatJinjaRefuses_data() { addGoldenRows("failing"); }
    void refusesWhatJinjaRefuses() { checkGoldenRow(); }
};

QTEST_GUILESS_MAIN(JinjaStatementsTest)
#include "jinja_statements_test.moc"
