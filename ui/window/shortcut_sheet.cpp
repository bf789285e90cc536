// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/shortcut_sheet.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/theme/fonts.h"

namespace lire::ui {

namespace {

constexpr int mostColumns = 3;
constexpr int columnsAPair = 3;  // words, keys, and the gap to the next pair

void addHeading(QGridLayout* grid, int row, int column, const QString& words) {
    auto* label = new QLabel(words);
    label->setProperty("kind", QStringLiteral("section"));
    grid->addWidget(label, row, column, 1, 2);
}

/// "words key key" in a row of a pair of columns.
void addRow(QGridLayout* grid, int row, int column, const KeyHint& hint) {
    auto* caps = new QWidget;
    caps->setObjectName(QStringLiteral("clear"));
    auto* line = new QHBoxLayout(caps);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addStretch(1);
    for (const QString& key : hint.keys.split(QLatin1Char(' '))) {
        auto* cap = new QLabel(key, caps);
        cap->setProperty("key", QStringLiteral("true"));
        line->addWidget(cap);
    }
    grid->addWidget(new QLabel(hint.words), row, column);
    grid->addWidget(caps, row, column + 1);
}

}  // namespace

ShortcutSheet::ShortcutSheet(QWidget* window) : QFrame(window) {
    setObjectName(QStringLiteral("commandPanel"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Shortcuts"));
    m_area = new QScrollArea(this);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->viewport()->setAutoFillBackground(false);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_area);
    hide();
}

std::vector<KeyHint> ShortcutSheet::keysOf(const QList<QAction*>& actions) {
    std::vector<KeyHint> keys;
    for (const QAction* action : actions) {
        if (!action->shortcut().isEmpty()) {
            keys.push_back({action->shortcut().toString(QKeySequence::NativeText),
                            action->text().remove(QLatin1Char('&'))});
        }
    }
    return keys;
}

QWidget* ShortcutSheet::makeSheet(const QString& page,
                                  const std::vector<Section>& sections,
                                  int columns) {
    auto* sheet = new QWidget(m_area);
    sheet->setObjectName(QStringLiteral("clear"));
    auto* grid = new QGridLayout(sheet);
    grid->setContentsMargins(scaled(20), scaled(16), scaled(20), scaled(16));
    grid->setHorizontalSpacing(scaled(12));
    grid->setVerticalSpacing(scaled(4));
    auto* title = new QLabel(tr("Shortcuts on %1   ·   any key closes").arg(page));
    title->setProperty("kind", QStringLiteral("heading"));
    grid->addWidget(title, 0, 0, 1, columns * columnsAPair - 1);
    for (int pair = 1; pair < columns; ++pair) {
        grid->setColumnMinimumWidth(pair * columnsAPair - 1, scaled(16));
    }
    int rows = 0;
    for (const Section& section : sections) {
        rows += section.keys.empty() ? 0 : 1 + static_cast<int>(section.keys.size());
    }
    // A heading at a column's end would stand alone: it takes a row that is then free.
    const int rowsAColumn = (rows + columns) / columns + 1;
    int at = 0;
    for (const Section& section : sections) {
        if (section.keys.empty()) {
            continue;
        }
        if (at % rowsAColumn == rowsAColumn - 1) {
            ++at;
        }
        addHeading(grid, 1 + at % rowsAColumn, at / rowsAColumn * columnsAPair, section.heading);
        ++at;
        for (const KeyHint& hint : section.keys) {
            addRow(grid, 1 + at % rowsAColumn, at / rowsAColumn * columnsAPair, hint);
            ++at;
        }
    }
    return sheet;
}

void ShortcutSheet::open(const QString& page, const std::vector<Section>& sections) {
    const QSize room = parentWidget()->size() - QSize(scaled(16), scaled(16));
    QSize needed;
    for (int columns = mostColumns; columns > 0; --columns) {
        m_area->setWidget(makeSheet(page, sections, columns));  // deletes the former one
        needed = m_area->widget()->sizeHint() + QSize(scaled(8), scaled(8));  // and the frame
        if (needed.height() > room.height()) {
            needed.rwidth() += m_area->verticalScrollBar()->sizeHint().width();
        }
        if (needed.width() <= room.width()) {
            break;
        }
    }
    resize(needed.boundedTo(room));
    move((parentWidget()->width() - width()) / 2, (parentWidget()->height() - height()) / 2);
    m_area->verticalScrollBar()->setValue(0);
    show();
    raise();
    setFocus();
}

void ShortcutSheet::keyPressEvent(QKeyEvent* event) {
    QScrollBar* bar = m_area->verticalScrollBar();
    switch (bar->maximum() > 0 ? event->key() : 0) {
        case Qt::Key_Down:
        case Qt::Key_PageDown:
            bar->triggerAction(QScrollBar::SliderPageStepAdd);
            return;
        case Qt::Key_Up:
        case Qt::Key_PageUp:
            bar->triggerAction(QScrollBar::SliderPageStepSub);
            return;
        default:
            hide();
    }
}

void ShortcutSheet::mousePressEvent(QMouseEvent* /*event*/) {
    hide();
}

}  // namespace lire::ui
