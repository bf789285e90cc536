// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/golden_templates.h"

class JinjaFiltersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void appliesFiltersAsTransformersDoes_data() { addGoldenRows("filters"); }
    void appliesFiltersAsTransformersDoes() { checkGoldenRow(); }
};

QTEST_GUILESS_MAIN(JinjaFiltersTest)
#include "jinja_filters_test.moc"
