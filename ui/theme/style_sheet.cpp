// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QHash>
#include <QProxyStyle>
#include <QRegularExpression>
#include <QStyle>
#include <QWidget>

#include "ui/theme/fonts.h"

namespace lire::ui {

namespace {

/// In the sheet below, @name is a colour, {12} a length in pixels, ~ the theme's suffix of an icon.
constexpr const char* sheet = R"(
QWidget { color: @text; }
QMainWindow, QDialog, QWidget#page { background: @window; }
QScrollArea, QScrollArea > QWidget { border: none; background: transparent; }
QWidget#clear { background: transparent; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: {4}px {6}px; }

QFrame[panel="true"] { background: @panel; border: 1px solid @hairline; border-radius: {8}px; }
QFrame[panel="chosen"] { background: @panel; border: 2px solid @accent; border-radius: {8}px; }
QFrame[ring="off"] { background: transparent; border: 2px solid transparent; border-radius: {4}px; }
QFrame[ring="on"] { background: transparent; border: 2px solid @accent; border-radius: {4}px; }
QFrame[line="true"] { background: @hairline; border: none; max-height: 1px; min-height: 1px; }
QFrame[note="info"], QFrame[note="ok"], QFrame[note="warn"], QFrame[note="error"] { border: none; border-radius: {6}px; }
QFrame[note="info"] { background: @infoGround; }
QFrame[note="ok"] { background: @okGround; }
QFrame[note="warn"] { background: @warnGround; }
QFrame[note="error"] { background: @errorGround; }

QLabel { background: transparent; }
QLabel[kind="title"] { font-size: {18}px; font-weight: 600; }
QLabel[kind="big"] { font-size: {22}px; font-weight: 600; }
QLabel[kind="heading"] { font-weight: 600; }
QLabel[kind="section"] { font-size: {12}px; font-weight: 600; color: @muted; }
QLabel[kind="text2"] { color: @text2; }
QLabel[kind="muted"] { color: @muted; }
QLabel[kind="caption"] { font-size: {11}px; color: @muted; }
QLabel[kind="number"] { font-family: "JetBrains Mono"; font-size: {12}px; }
QLabel[kind="code"] { font-family: "JetBrains Mono"; font-size: {12}px; color: @text2; }
QLabel[kind="error"] { color: @error; }
QLabel[kind="warn"] { color: @warn; }
QLabel[kind="ok"] { color: @ok; }
QLabel[chip="info"], QLabel[chip="ok"], QLabel[chip="warn"], QLabel[chip="error"], QLabel[chip="plain"] {
    font-size: {11}px; font-weight: 600; border-radius: {4}px; padding: {2}px {8}px; }
QLabel[chip="info"] { background: @infoGround; color: @accent; }
QLabel[chip="ok"] { background: @okGround; color: @ok; }
QLabel[chip="warn"] { background: @warnGround; color: @warn; }
QLabel[chip="error"] { background: @errorGround; color: @error; }
QLabel[chip="plain"] { background: @raised; color: @text2; }
QLabel[key="true"] { font-family: "JetBrains Mono"; font-size: {11}px; color: @text2; background: @raised;
    border: 1px solid @border; border-radius: {4}px; padding: 1px {5}px; }

QPushButton, QToolButton { background: @raised; border: 1px solid @border; border-radius: {6}px;
    padding: 0 {11}px; min-height: {26}px; }
QToolButton { padding: 0 {6}px; max-height: {26}px; }
QPushButton:hover, QToolButton:hover { border-color: @muted; }
QPushButton:pressed, QToolButton:pressed { background: @border; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 0 {10}px; min-height: {24}px; }
QToolButton:focus { padding: 0 {5}px; max-height: {24}px; }
QPushButton:disabled, QToolButton:disabled { color: @muted; background: @raised; border-color: @hairline; }
QPushButton:checked, QToolButton:checked { background: @selectedRow; border-color: @accent; }
QPushButton[kind="primary"] { background: @primaryFill; color: white; border-color: @primaryFill; font-weight: 600; }
QPushButton[kind="primary"]:hover { border-color: @accent; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled { background: @raised; color: @muted; border-color: @hairline; }
QPushButton[kind="small"] { min-height: {22}px; padding: 0 {8}px; font-size: {12}px; }
QPushButton[kind="small"]:focus { min-height: {20}px; padding: 0 {7}px; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: @raised; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border-color: @accent; }
QPushButton[kind="link"] { background: transparent; border: none; color: @accent; padding: 0 {2}px; min-height: {20}px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid @accent; padding: 0 1px; }
QToolButton[kind="fold"] { background: transparent; border: 1px solid transparent; padding: 0; font-weight: 600; }
QToolButton[kind="fold"]:focus { border: 1px solid @accent; padding: 0; min-height: {26}px; max-height: {26}px; }
QToolButton[kind="handle"] { background: @panel; border: 1px solid @hairline; border-radius: {8}px; padding: 0; max-height: 9999px; }
QToolButton[kind="handle"]:hover { background: @raised; }
QToolButton[kind="handle"]:focus { border: 2px solid @accent; padding: 0; max-height: 9999px; }
QToolButton[kind="segment"] { border-radius: 0; background: @field; }
QToolButton[kind="segment"]:checked { background: @selectedRow; border-color: @accent; font-weight: 600; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
    background: @field; border: 1px solid @border; border-radius: {6}px;
    selection-background-color: @primaryFill; selection-color: white; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: {26}px; padding: 0 {8}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
    border: 2px solid @accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { min-height: {24}px; padding: 0 {7}px; }
QTextEdit#reading { background: transparent; border: 2px solid transparent; border-radius: {4}px; padding: 0; }
QTextEdit#reading:focus { border-color: @accent; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: @muted; background: @panel; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: @error; }
QLineEdit[number="true"] { font-family: "JetBrains Mono"; font-size: {12}px; }
QPlainTextEdit[code="true"], QTextEdit[code="true"] { font-family: "JetBrains Mono"; font-size: {12}px; padding: {4}px; }
QComboBox:!editable { padding: 0 {10}px; }
QComboBox:!editable:focus { padding: 0 {9}px; }
QComboBox::drop-down { border: none; width: {24}px; }
QComboBox::down-arrow { image: url(:/icons/sheet-down~.svg); width: {14}px; height: {14}px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @border; outline: none;
    selection-background-color: @selectedRow; selection-color: @text; padding: {4}px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { border: none; width: {18}px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/sheet-up~.svg); width: {11}px; height: {11}px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/icons/sheet-down~.svg); width: {11}px; height: {11}px; }

QCheckBox, QRadioButton { spacing: {8}px; min-height: {24}px; background: transparent; }
QCheckBox::indicator, QTreeView::indicator { width: {14}px; height: {14}px; border: 1px solid @muted; border-radius: {4}px; background: @field; }
QCheckBox::indicator:checked, QTreeView::indicator:checked { background: @primaryFill; border-color: @primaryFill; image: url(:/icons/sheet-check.svg); }
QCheckBox::indicator:focus { border: 2px solid @accent; width: {12}px; height: {12}px; }
QRadioButton::indicator { width: {12}px; height: {12}px; border: 1px solid @muted; border-radius: {7}px; background: @field; }
QRadioButton::indicator:checked { border: {4}px solid @primaryFill; width: {6}px; height: {6}px; }

QSlider::groove:horizontal { height: {4}px; border-radius: {2}px; background: @raised; }
QSlider::sub-page:horizontal { background: @accent; border-radius: {2}px; }
QSlider:horizontal { min-height: {20}px; }
QSlider::handle:horizontal { width: {12}px; height: {12}px; margin: -{6}px 0; border-radius: {8}px; background: @panel; border: {2}px solid @accent; }
QSlider:focus { border: 2px solid @accent; border-radius: {4}px; }
QProgressBar { background: @raised; border: none; border-radius: {3}px; max-height: {6}px; min-height: {6}px; }
QProgressBar::chunk { background: @accent; border-radius: {3}px; }

QTabBar QToolButton { background: @raised; border: 1px solid @border; border-radius: {4}px; }
QTabBar QToolButton::left-arrow { image: url(:/icons/sheet-left~.svg); width: {12}px; height: {12}px; }
QTabBar QToolButton::right-arrow { image: url(:/icons/sheet-right~.svg); width: {12}px; height: {12}px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: @panel; color: @muted; font-size: {11}px; font-weight: 600;
    border: none; border-bottom: 1px solid @border; padding: {4}px {8}px; }
QTableView, QTreeView, QListView, QTableWidget, QListWidget, QTreeWidget { background: @panel; border: 2px solid transparent; outline: none;
    gridline-color: @hairline; alternate-background-color: @panel; selection-background-color: @selectedRow; selection-color: @text; }
QTableView:focus, QTreeView:focus, QListView:focus { border-color: @accent; }
QTableView::item { padding: 0 {6}px; border-bottom: 1px solid @hairline; }
QTreeView::item, QListView::item { padding: {4}px {6}px; border-radius: {4}px; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @selectedRow; color: @text; }
QTableCornerButton::section { background: @panel; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid @hairline; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @text2; padding: {6}px {10}px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom-color: @accent; }
QTabBar::tab:focus { border: 2px solid @accent; border-radius: {4}px; }

QMenuBar { background: transparent; border: none; }
QMenuBar::item { background: transparent; padding: {6}px {11}px; border-radius: {4}px; }
QMenuBar::item:selected { background: @raised; }
QMenu { background: @panel; border: 1px solid @border; padding: {4}px; }
QMenu::item { padding: {6}px {24}px {6}px {28}px; border-radius: {4}px; }
QMenu::item:selected { background: @selectedRow; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @hairline; margin: {4}px {8}px; }
QMenu::icon { padding-left: {6}px; }
QMenu::right-arrow { image: url(:/icons/sheet-right~.svg); width: {12}px; height: {12}px; }

QScrollBar:vertical { background: transparent; width: {10}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: {10}px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: {4}px; margin: 1px; }
QScrollBar::handle:vertical { min-height: {28}px; }
QScrollBar::handle:horizontal { min-width: {28}px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent; border: none; width: 0; height: 0; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @border; }

QWidget#topBar, QWidget#rail, QWidget#strip { background: @panel; }
QWidget#topBar { border-bottom: 1px solid @hairline; }
QWidget#strip { border-top: 1px solid @hairline; }
QWidget#rail { border-right: 1px solid @hairline; }
QWidget#strip QPushButton, QWidget#strip QToolButton { min-height: {22}px; }
QToolButton[kind="page"] { background: transparent; border: 2px solid transparent; border-radius: {6}px; color: @text2;
    font-size: {11}px; padding: {4}px 0 {2}px 0; min-height: {42}px; max-height: {42}px; }
QToolButton[kind="page"]:hover { background: @raised; }
QToolButton[kind="page"]:checked { background: @selectedRow; color: @text; font-weight: 600; }
QToolButton[kind="page"]:focus { border-color: @accent; padding: {4}px 0 {2}px 0; min-height: {42}px; max-height: {42}px; }
QPushButton#commandButton { background: @field; }
QFrame#commandPanel { background: @panel; border: 1px solid @border; border-radius: {8}px; }
QFrame#commandPanel QLineEdit { border: none; background: transparent; font-size: {15}px; }
)";

QString hex(const QColor& colour) {
    return colour.name(QColor::HexRgb);
}

QHash<QString, QString> names(const Palette& c) {
    return {{"window", hex(c.window)},
            {"panel", hex(c.panel)},
            {"raised", hex(c.raised)},
            {"field", hex(c.field)},
            {"border", hex(c.border)},
            {"hairline", hex(c.hairline)},
            {"text", hex(c.text)},
            {"text2", hex(c.text2)},
            {"muted", hex(c.muted)},
            {"accent", hex(c.accent)},
            {"primaryFill", hex(c.primaryFill)},
            {"selectedRow", hex(c.selectedRow)},
            {"ok", hex(c.ok)},
            {"okGround", hex(c.okGround)},
            {"warn", hex(c.warn)},
            {"warnGround", hex(c.warnGround)},
            {"error", hex(c.error)},
            {"errorGround", hex(c.errorGround)},
            {"infoGround", hex(c.infoGround)}};
}

/// Fusion with icons that grow with the text, and without the underlines of menus: Alt and the
/// letter work without them.
class CalmFusion final : public QProxyStyle {
public:
    CalmFusion() : QProxyStyle(QStringLiteral("Fusion")) {}

    int styleHint(StyleHint hint,
                  const QStyleOption* option,
                  const QWidget* widget,
                  QStyleHintReturn* answer) const override {
        return hint == SH_UnderlineShortcut ? 0
                                            : QProxyStyle::styleHint(hint, option, widget, answer);
    }

    int pixelMetric(PixelMetric metric,
                    const QStyleOption* option,
                    const QWidget* widget) const override {
        const bool isIcon = metric == PM_ButtonIconSize || metric == PM_SmallIconSize ||
                            metric == PM_ToolBarIconSize;
        return isIcon ? scaled(16) : QProxyStyle::pixelMetric(metric, option, widget);
    }
};

QPalette systemPalette(const Palette& c) {
    QPalette made;
    made.setColor(QPalette::Window, c.window);
    made.setColor(QPalette::WindowText, c.text);
    made.setColor(QPalette::Base, c.field);
    made.setColor(QPalette::AlternateBase, c.panel);
    made.setColor(QPalette::Text, c.text);
    made.setColor(QPalette::PlaceholderText, c.muted);
    made.setColor(QPalette::Button, c.raised);
    made.setColor(QPalette::ButtonText, c.text);
    made.setColor(QPalette::BrightText, c.error);
    made.setColor(QPalette::ToolTipBase, c.raised);
    made.setColor(QPalette::ToolTipText, c.text);
    made.setColor(QPalette::Highlight, c.primaryFill);
    made.setColor(QPalette::HighlightedText, Qt::white);
    made.setColor(QPalette::Link, c.accent);
    made.setColor(QPalette::LinkVisited, c.accent);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        made.setColor(QPalette::Disabled, role, c.muted);
    }
    return made;
}

}  // namespace

QString styleSheet(const Palette& colours, Theme theme, double scale) {
    const QString text = QString::fromLatin1(sheet);
    const QHash<QString, QString> values = names(colours);
    static const QRegularExpression token(QStringLiteral("@(\\w+)|\\{(\\d+)\\}|~"));
    QString made;
    qsizetype from = 0;
    for (auto found = token.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        made += text.mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        if (!match.captured(1).isEmpty()) {
            made += values.value(match.captured(1));
        } else if (!match.captured(2).isEmpty()) {
            made += QString::number(qRound(match.captured(2).toInt() * scale));
        } else {
            made += QLatin1String(theme == Theme::Dark ? "-dark" : "-light");
        }
    }
    return made + text.mid(from);
}

void applyTheme(QApplication& application, Theme theme, double scale) {
    QApplication::setStyle(new CalmFusion);
    QApplication::setPalette(systemPalette(palette(theme)));
    QFont font = textFont();
    font.setPixelSize(qRound(13.0 * scale));
    QApplication::setFont(font);
    application.setStyleSheet(styleSheet(palette(theme), theme, scale));
}

void restyle(QWidget* widget, const char* property, const QString& value) {
    widget->setProperty(property, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

}  // namespace lire::ui
