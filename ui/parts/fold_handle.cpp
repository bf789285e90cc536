// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/fold_handle.h"

#include <utility>

#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

FoldHandle::FoldHandle(QString panel, QString keys, QWidget* parent)
    : QToolButton(parent), m_panel(std::move(panel)), m_keys(std::move(keys)) {
    setProperty("kind", QStringLiteral("handle"));
    setFixedWidth(scaled(36));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
    setFolded(true);
}

void FoldHandle::setFolded(bool folded) {
    setIcon(
        lire::ui::icon(folded ? QStringLiteral("chevron-left") : QStringLiteral("chevron-right")));
    setAccessibleName((folded ? tr("Show %1") : tr("Hide %1")).arg(m_panel));
    setToolTip(QStringLiteral("%1 (%2)").arg(accessibleName(), m_keys));
}

}  // namespace lire::ui
