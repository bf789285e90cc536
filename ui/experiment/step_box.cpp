// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/step_box.h"

#include <QPainter>

#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

StepBox::StepBox(int number, const QString& title, QWidget* parent) : QAbstractButton(parent) {
    setText(QStringLiteral("%1  %2").arg(number).arg(title));
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StepBox::setSummary(const QString& summary) {
    m_summary = summary;
    setToolTip(summary);
    update();
}

void StepBox::setProblems(int count) {
    m_problems = count;
    m_unread = false;
    setAccessibleDescription(count == 0 ? tr("nothing wrong") : tr("%1 problems").arg(count));
    update();
}

void StepBox::setUnread() {
    m_unread = true;
    setAccessibleDescription(tr("the text has a fault"));
    update();
}

QSize StepBox::sizeHint() const {
    return {scaled(150), scaled(54)};
}

void StepBox::paintEvent(QPaintEvent* /*event*/) {
    const Palette& colours = ui::palette(paintedTheme());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool marked = isChecked() || hasFocus();
    const double edge = marked ? 2.0 : 1.0;
    painter.setPen(QPen(marked         ? colours.accent
                        : underMouse() ? colours.border
                                       : colours.hairline,
                        edge));
    painter.setBrush(isChecked() ? colours.infoGround : colours.panel);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), scaled(8), scaled(8));
    const QIcon sign = m_unread         ? ui::icon(QStringLiteral("warning"), Ink::Warn)
                       : m_problems > 0 ? ui::icon(QStringLiteral("error"), Ink::Error)
                                        : ui::icon(QStringLiteral("check"), Ink::Ok);
    sign.paint(&painter, QRect(scaled(12), (height() - scaled(16)) / 2, scaled(16), scaled(16)));
    const int left = scaled(38);
    const QRect text(left, scaled(8), width() - left - scaled(8), height() - scaled(16));
    painter.setFont(textFont(13, QFont::DemiBold));
    painter.setPen(colours.text);
    painter.drawText(text,
                     Qt::AlignTop | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(this->text(), Qt::ElideRight, text.width()));
    painter.setFont(textFont(12));
    painter.setPen(m_problems > 0 && !m_unread ? colours.error : colours.muted);
    const QString words = m_unread          ? tr("the text has a fault")
                          : m_problems == 0 ? m_summary
                          : m_problems == 1 ? tr("1 problem")
                                            : tr("%1 problems").arg(m_problems);
    painter.drawText(text,
                     Qt::AlignBottom | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, text.width()));
}

}  // namespace lire::ui
