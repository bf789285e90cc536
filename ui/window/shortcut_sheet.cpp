// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/shortcut_sheet.h"

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>

#include "ui/theme/fonts.h"

namespace lire::ui {

namespace {

constexpr int rowsAColumn = 16;

/// Adds "words   keys" at the next free place of a grid of two columns of pairs.
void addRow(QGridLayout* grid, int at, const QString& words, const QString& keys) {
    auto* label = new QLabel(words);
    auto* cap = new QLabel(keys);
    cap->setProperty("key", QStringLiteral("true"));
    const int column = at / rowsAColumn * 3;
    grid->addWidget(label, 1 + at % rowsAColumn, column);
    grid->addWidget(cap, 1 + at % rowsAColumn, column + 1, Qt::AlignRight);
}

template <class List>
int addKeys(QGridLayout* grid, int at, const List& actions) {
    for (const QAction* action : actions) {
        if (!action->shortcut().isEmpty()) {
            addRow(grid,
                   at++,
                   action->text().remove(QLatin1Char('&')),
                   action->shortcut().toString(QKeySequence::NativeText));
        }
    }
    return at;
}

}  // namespace

ShortcutSheet::ShortcutSheet(QWidget* window) : QFrame(window) {
    setObjectName(QStringLiteral("commandPanel"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Shortcuts"));
    hide();
}

void ShortcutSheet::open(const QString& page,
                         const std::vector<QAction*>& windowActions,
                         const QList<QAction*>& pageActions) {
    qDeleteAll(findChildren<QLabel*>());
    delete layout();
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(scaled(20), scaled(16), scaled(20), scaled(16));
    grid->setHorizontalSpacing(scaled(16));
    grid->setVerticalSpacing(scaled(4));
    auto* title = new QLabel(tr("Shortcuts on %1   ·   any key closes").arg(page));
    title->setProperty("kind", QStringLiteral("heading"));
    grid->addWidget(title, 0, 0, 1, 5);
    grid->setColumnMinimumWidth(2, scaled(16));
    addKeys(grid, addKeys(grid, 0, pageActions), windowActions);
    adjustSize();
    move((parentWidget()->width() - width()) / 2,
         std::max(scaled(60), (parentWidget()->height() - height()) / 2));
    show();
    raise();
    setFocus();
}

void ShortcutSheet::keyPressEvent(QKeyEvent* /*event*/) {
    hide();
}

void ShortcutSheet::mousePressEvent(QMouseEvent* /*event*/) {
    hide();
}

}  // namespace lire::ui
