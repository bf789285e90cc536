// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text/chat_template.h"

/// What transformers renders, read from tests/golden/chat_templates.json.
inline const nlohmann::ordered_json& goldenTemplates() {
    static const auto golden = [] {
        std::ifstream file(LIRE_GOLDEN "/chat_templates.json");
        return nlohmann::ordered_json::parse(file);
    }();
    return golden;
}

/// A row for each template of the group: its source, its text, whether it must be refused.
inline void addGoldenRows(const std::string& group) {
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("fails");
    for (const auto& row : goldenTemplates()["language"]) {
        if (row["group"] == group) {
            QTest::newRow(row["name"].get<std::string>().c_str())
                << QByteArray::fromStdString(row["template"])
                << QByteArray::fromStdString(row.value("text", "")) << row.contains("fails");
        }
    }
}

/// The current row: renders as transformers does, or is refused with a place and a mend.
inline void checkGoldenRow() {
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, text);
    QFETCH(bool, fails);
    try {
        const lire::text::ChatTemplate chatTemplate(source.toStdString(), "row");
        const std::string got = chatTemplate.renderText(goldenTemplates()["data"]);
        QVERIFY2(!fails, ("not refused: " + got).c_str());
        QCOMPARE(QByteArray::fromStdString(got), text);
    } catch (const lire::Error& error) {
        QVERIFY2(fails, error.what());
        QVERIFY2(error.place().starts_with("row:"), error.what());
        QVERIFY2(!error.mend().empty(), error.what());
    }
}
