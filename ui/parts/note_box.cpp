// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/note_box.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/parts/icon_label.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

namespace {

struct Sign {
    const char* icon;
    Ink ink;
};

Sign signOf(const QString& kind) {
    if (kind == QLatin1String("error")) {
        return {"error", Ink::Error};
    }
    if (kind == QLatin1String("warn")) {
        return {"warning", Ink::Warn};
    }
    if (kind == QLatin1String("ok")) {
        return {"check", Ink::Ok};
    }
    return {"info", Ink::Accent};
}

}  // namespace

NoteBox::NoteBox(const QString& kind, const QString& text, QWidget* parent)
    : QFrame(parent),
      m_sign(new IconLabel(QString(), Ink::Text2, 16, this)),
      m_text(new QLabel(text, this)),
      m_buttons(new QHBoxLayout) {
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_buttons->setSpacing(scaled(8));
    m_buttons->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(scaled(4));
    right->addWidget(m_text);
    right->addLayout(m_buttons);
    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(scaled(10), scaled(8), scaled(10), scaled(8));
    whole->setSpacing(scaled(8));
    whole->addWidget(m_sign, 0, Qt::AlignTop);
    whole->addLayout(right, 1);
    setKind(kind);
    setAccessibleName(text);
}

void NoteBox::setText(const QString& text) {
    m_text->setText(text);
    setAccessibleName(text);
}

void NoteBox::setKind(const QString& kind) {
    const Sign sign = signOf(kind);
    m_sign->setIcon(QLatin1String(sign.icon), sign.ink);
    restyle(this, "note", kind);
}

QPushButton* NoteBox::addButton(const QString& text) {
    auto* button = new QPushButton(text, this);
    button->setProperty("kind", QStringLiteral("small"));
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

}  // namespace lire::ui
