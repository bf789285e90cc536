// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/field_help.h"

#include <QLabel>
#include <QVBoxLayout>

#include "ui/experiment/line_editors.h"
#include "ui/parts/icon_label.h"
#include "ui/parts/panel.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

FieldHelp::FieldHelp(QWidget* parent)
    : QWidget(parent),
      m_panel(new Panel(tr("Help"), this)),
      m_help(new QLabel(tr("Choose a field: its meaning, what is accepted and its default stand "
                           "here."),
                        this)),
      m_facts(new QLabel(this)) {
    m_panel->head()->addWidget(new IconLabel(QStringLiteral("help"), Ink::Text2, 16, this));
    m_help->setWordWrap(true);
    m_help->setProperty("kind", QStringLiteral("text2"));
    m_facts->setWordWrap(true);
    m_facts->setProperty("kind", QStringLiteral("muted"));
    m_facts->setTextFormat(Qt::PlainText);
    m_panel->body()->addWidget(m_help);
    m_panel->body()->addWidget(m_facts);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_panel);
}

void FieldHelp::show(const experiment::Field& field, const std::string& pointer) {
    m_panel->setHeading(QString::fromStdString(field.label));
    m_help->setText(QString::fromStdString(field.help));
    const QString standard = textOfValue(field.standard);
    QStringList facts = {
        tr("Accepted: %1.").arg(QString::fromStdString(experiment::rangeInWords(field)))};
    if (field.needed) {
        facts << tr("Needed: it has no default.");
    } else if (!standard.isEmpty()) {
        facts << tr("Default: %1.").arg(standard);
    } else if (field.optional) {
        facts << tr("May be left out.");
    }
    facts << tr("In the file: %1").arg(QString::fromStdString(pointer));
    m_facts->setText(facts.join(QLatin1Char('\n')));
}

}  // namespace lire::ui
