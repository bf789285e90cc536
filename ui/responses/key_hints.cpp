// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/key_hints.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

namespace {

constexpr int gap = 8;

QWidget* makeHint(const QStringList& keys, const QString& words, QWidget* parent) {
    auto* hint = new QWidget(parent);
    hint->setObjectName(QStringLiteral("clear"));
    auto* inside = new QHBoxLayout(hint);
    inside->setContentsMargins(0, 0, scaled(6), 0);
    inside->setSpacing(gap);
    for (const QString& key : keys) {
        auto* label = new QLabel(key, hint);
        label->setProperty("key", true);
        inside->addWidget(label);
    }
    auto* label = new QLabel(words, hint);
    label->setProperty("kind", QStringLiteral("text2"));
    inside->addWidget(label);
    return hint;
}

}  // namespace

std::vector<KeyHint> responsesKeys() {
    return {{QStringLiteral("J K"), QObject::tr("next, former")},
            {QStringLiteral("P"), QObject::tr("pin")},
            {QStringLiteral("D"), QObject::tr("difference")},
            {QStringLiteral("W"), QObject::tr("blanks")},
            {QStringLiteral("N"), QObject::tr("names")},
            {QStringLiteral("/"), QObject::tr("search")}};
}

KeyHints::KeyHints(QWidget* parent)
    : QFrame(parent),
      m_export(
          new QPushButton(icon(QStringLiteral("export"), Ink::Text), tr("Export rows…"), this)) {
    setProperty("panel", QStringLiteral("true"));
    setMinimumWidth(scaled(160));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(scaled(12), scaled(6), scaled(10), scaled(6));
    row->setSpacing(gap);
    for (const KeyHint& hint : responsesKeys()) {
        m_hints.push_back(makeHint(hint.keys.split(QLatin1Char(' ')), hint.words, this));
        row->addWidget(m_hints.back());
    }
    row->addStretch(1);
    row->addWidget(m_export);
    connect(m_export, &QPushButton::clicked, this, &KeyHints::exportWanted);
}

void KeyHints::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    int rest = width() - m_export->sizeHint().width() - scaled(12 + 10) - gap;
    for (QWidget* hint : m_hints) {
        rest -= hint->sizeHint().width() + gap;
        hint->setVisible(rest >= 0);
    }
}

}  // namespace lire::ui
