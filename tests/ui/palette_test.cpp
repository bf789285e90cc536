// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/palette.h"

#include <QApplication>
#include <QTest>
#include <cmath>

#include "ui/theme/icon.h"
#include "ui/theme/style_sheet.h"

using namespace lire::ui;

namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

/// WCAG 2.1's contrast of two colours, 1 to 21.
double contrast(const QColor& left, const QColor& right) {
    const auto luminance = [](const QColor& colour) {
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
               0.0722 * linear(colour.blueF());
    };
    const double high = std::max(luminance(left), luminance(right));
    const double low = std::min(luminance(left), luminance(right));
    return (high + 0.05) / (low + 0.05);
}

}  // namespace

class PaletteTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textIsReadableOnItsGround_data() {
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("ground");
        for (const Theme theme : {Theme::Dark, Theme::Light}) {
            const Palette& c = palette(theme);
            const QByteArray name = theme == Theme::Dark ? "dark" : "light";
            const auto row = [&name](const char* what, const QColor& text, const QColor& ground) {
                QTest::newRow((name + ", " + what).constData()) << text << ground;
            };
            row("text on window", c.text, c.window);
            row("text on panel", c.text, c.panel);
            row("text on raised", c.text, c.raised);
            row("text in a field", c.text, c.field);
            row("text on a selected row", c.text, c.selectedRow);
            row("second text on panel", c.text2, c.panel);
            row("second text on a selected row", c.text2, c.selectedRow);
            row("muted on panel", c.muted, c.panel);
            row("muted on window", c.muted, c.window);
            row("accent on panel", c.accent, c.panel);
            row("accent on the info ground", c.accent, c.infoGround);
            row("white on the primary fill", Qt::white, c.primaryFill);
            row("ok", c.ok, c.okGround);
            row("warn", c.warn, c.warnGround);
            row("error", c.error, c.errorGround);
            row("error on panel", c.error, c.panel);
            row("diff added", c.diffAddedText, c.diffAdded);
            row("diff removed", c.diffRemovedText, c.diffRemoved);
            row("phrase", c.text, c.phrase);
            row("axis on plot", c.plotAxis, c.plot);
        }
    }

    void textIsReadableOnItsGround() {
        QFETCH(QColor, text);
        QFETCH(QColor, ground);
        const double value = contrast(text, ground);
        QVERIFY2(value >= 4.5, qPrintable(QString::number(value)));
    }

    void marksStandOutOnThePlot_data() {
        QTest::addColumn<QString>("method");
        for (const char* method :
             {"lire", "dpo", "ppo", "rrhf", "pro", "slic", "sft", "base", "rose", "fell"}) {
            QTest::newRow(method) << QString::fromLatin1(method);
        }
    }

    void marksStandOutOnThePlot() {
        QFETCH(QString, method);
        for (const Theme theme : {Theme::Dark, Theme::Light}) {
            QVERIFY(contrast(methodStyle(method, theme).colour, palette(theme).plot) >= 3.0);
        }
    }

    void variantsLookLikeTheirMethodAndStrangersLikeGuides() {
        QCOMPARE(methodStyle("dpo-hh4", Theme::Dark).filled, true);
        const auto lists = methodStyle("dpo-pl", Theme::Dark);  // of DPO's kind, and told from it
        QCOMPARE(lists.colour, methodStyle("dpo", Theme::Dark).colour);
        QVERIFY(!lists.filled && lists.line != methodStyle("dpo", Theme::Dark).line);
        QVERIFY(!methodStyle("dpo-pl-hh4", Theme::Dark).filled);
        QCOMPARE(methodStyle("pg", Theme::Dark).colour, methodStyle("ppo", Theme::Dark).colour);
        QCOMPARE(methodStyle("nobody", Theme::Light).colour,
                 methodStyle("base", Theme::Light).colour);
        QVERIFY(methodStyle("lire", Theme::Dark).scatter !=
                methodStyle("dpo", Theme::Dark).scatter);
    }

    void styleSheetHasNoUnknownColour() {
        for (const double scale : {1.0, 1.5}) {
            const QString sheet = styleSheet(palette(Theme::Dark), Theme::Dark, scale);
            QVERIFY(!sheet.contains('@'));
            QVERIFY(!sheet.contains('~'));
            QVERIFY(!sheet.contains("{8}"));
            QVERIFY(!sheet.contains(": ;"));
        }
        QVERIFY(styleSheet(palette(Theme::Dark), Theme::Dark, 1.5).contains("font-size: 27px"));
    }

    void iconsFollowTheTheme() {
        const QIcon sign = icon("frontier", Ink::Text);
        QVERIFY(!sign.isNull());
        QVERIFY(icon("no such icon").isNull());
        const auto painted = [&sign](Theme theme) {
            applyTheme(*qApp, theme);
            const QImage image = sign.pixmap(48, 48).toImage();
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (image.pixelColor(x, y).alpha() == 255) {
                        return image.pixelColor(x, y);
                    }
                }
            }
            return QColor();
        };
        QCOMPARE(painted(Theme::Dark), palette(Theme::Dark).text);
        QCOMPARE(painted(Theme::Light), palette(Theme::Light).text);
    }
};

QTEST_MAIN(PaletteTest)
#include "palette_test.moc"
