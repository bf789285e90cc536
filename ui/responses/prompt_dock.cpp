// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/prompt_dock.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "ui/parts/panel.h"
#include "ui/responses/prompt_list.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {
namespace {

constexpr int dockWidth = 252;
constexpr int narrowWidth = 214;
constexpr int largestSeed = 999'999;

/// What is typed as a pattern: "/…/" is a regular expression, all else stands for itself.
QRegularExpression patternOf(const QString& typed) {
    const QLatin1Char slash('/');
    const bool regular = typed.size() > 2 && typed.startsWith(slash) && typed.endsWith(slash);
    return QRegularExpression(
        regular ? typed.mid(1, typed.size() - 2) : QRegularExpression::escape(typed),
        QRegularExpression::CaseInsensitiveOption);
}

bool matches(const PromptRow& row, const QRegularExpression& pattern) {
    return pattern.match(row.text).hasMatch() ||
           std::any_of(row.cells.begin(), row.cells.end(), [&](const auto& cell) {
               return pattern.match(cell.second.text).hasMatch();
           });
}

}  // namespace

PromptDock::PromptDock(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("clear"));
    setNarrow(false);
    auto* around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    auto* panel = new Panel(tr("Prompts"), this);
    around->addWidget(panel);
    m_count = new QLabel(panel);
    m_count->setProperty("kind", QStringLiteral("muted"));
    panel->head()->addWidget(m_count);
    m_search = new QLineEdit(panel);
    m_search->setPlaceholderText(tr("Search, or /pattern/"));
    m_search->setAccessibleName(tr("Search in prompts and responses"));
    m_search->setClearButtonEnabled(true);
    m_search->setObjectName(QStringLiteral("find"));
    m_wrong = new QLabel(panel);
    m_wrong->setProperty("kind", QStringLiteral("error"));
    m_wrong->setWordWrap(true);
    m_wrong->setVisible(false);
    m_order = new QComboBox(panel);
    m_order->addItems({tr("Largest change"), tr("Worst"), tr("Random"), tr("Disagreement")});
    m_order->setAccessibleName(tr("Order of the prompts"));
    m_seed = new QSpinBox(panel);
    m_seed->setRange(0, largestSeed);
    m_seed->setPrefix(tr("seed "));
    m_seed->setVisible(false);
    m_list = new QListView(panel);
    m_model = new PromptModel(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PromptDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Prompts"));
    auto* orders = new QHBoxLayout;
    orders->addWidget(m_order, 1);
    orders->addWidget(m_seed);
    panel->body()->addWidget(m_search);
    panel->body()->addWidget(m_wrong);
    panel->body()->addLayout(orders);
    panel->body()->addWidget(m_list, 1);
    connect(m_search, &QLineEdit::textChanged, this, &PromptDock::list);
    connect(m_seed, &QSpinBox::valueChanged, this, &PromptDock::list);
    connect(m_order, &QComboBox::currentIndexChanged, this, [this](int order) {
        m_seed->setVisible(order == static_cast<int>(PromptOrder::Random));
        list();
    });
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            [this](const QModelIndex& now) {
                const QString prompt = now.data(PromptModel::IdRole).toString();
                if (m_quiet || prompt.isEmpty() || prompt == m_chosen) {
                    return;
                }
                m_chosen = prompt;
                Q_EMIT changed(true);
            });
}

void PromptDock::setNarrow(bool narrow) {
    setFixedWidth(scaled(narrow ? narrowWidth : dockWidth));
}

void PromptDock::setRows(const std::vector<PromptRow>* rows) {
    m_rows = rows;
    list();
}

void PromptDock::setKept(const std::vector<QString>& prompts) {
    m_kept = prompts;
    list();
}

void PromptDock::list() {
    std::vector<std::size_t> places;
    if (m_rows != nullptr) {
        places = orderedPrompts(*m_rows, order(), seed());
    }
    const std::set<QString> kept(m_kept.begin(), m_kept.end());
    const QRegularExpression pattern = patternOf(m_search->text());
    const bool searching = !m_search->text().isEmpty() && pattern.isValid();
    tellPattern(pattern.isValid() ? QString()
                                  : tr("The pattern is wrong at %1: %2. Mend it, or search for the "
                                       "text without the slashes.")
                                        .arg(pattern.patternErrorOffset())
                                        .arg(pattern.errorString()));
    std::erase_if(places, [&](std::size_t place) {
        const PromptRow& row = (*m_rows)[place];
        return (!kept.empty() && !kept.contains(row.id)) || (searching && !matches(row, pattern));
    });
    m_count->setText(places.empty() && total() > 0
                         ? tr("0 of %1 match").arg(total())
                         : tr("%1 of %2").arg(places.size()).arg(total()));
    m_quiet = true;
    m_model->setRows(m_rows, std::move(places));
    m_quiet = false;
    if (place() < 0) {
        m_chosen = m_model->index(0).data(PromptModel::IdRole).toString();
    }
    choose(m_chosen);
    Q_EMIT changed(false);
}

void PromptDock::tellPattern(const QString& wrong) {
    m_wrong->setText(wrong);
    m_wrong->setVisible(!wrong.isEmpty());
    m_search->setAccessibleDescription(wrong);
    restyle(m_search, "wrong", wrong.isEmpty() ? QStringLiteral("false") : QStringLiteral("true"));
}

int PromptDock::total() const {
    return m_rows != nullptr ? static_cast<int>(m_rows->size()) : 0;
}

void PromptDock::clearSearch() {
    m_search->clear();
}

void PromptDock::choose(const QString& prompt) {
    const int found = m_model->placeOf(prompt);
    if (found < 0) {
        return;
    }
    m_chosen = prompt;
    m_quiet = true;
    m_list->setCurrentIndex(m_model->index(found));
    m_quiet = false;
}

int PromptDock::place() const {
    return m_model->placeOf(m_chosen);
}

void PromptDock::step(int prompts) {
    const int wanted = std::clamp(place() + prompts, 0, std::max(0, m_model->rowCount() - 1));
    m_list->setCurrentIndex(m_model->index(wanted));
}

void PromptDock::setChangesHidden(bool hidden) {
    m_model->setChangesHidden(hidden);
}

void PromptDock::focusSearch() {
    m_search->setFocus();
    m_search->selectAll();
}

void PromptDock::setOrder(PromptOrder order, std::uint64_t seed) {
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(seed, largestSeed)));
    m_order->setCurrentIndex(static_cast<int>(order));
}

PromptOrder PromptDock::order() const {
    return static_cast<PromptOrder>(m_order->currentIndex());
}

std::uint64_t PromptDock::seed() const {
    return static_cast<std::uint64_t>(m_seed->value());
}

std::vector<const PromptRow*> PromptDock::listed() const {
    std::vector<const PromptRow*> rows;
    for (int index = 0; index < m_model->rowCount(); ++index) {
        rows.push_back(&(*m_rows)[*m_model->rowAt(index)]);
    }
    return rows;
}

}  // namespace lire::ui
