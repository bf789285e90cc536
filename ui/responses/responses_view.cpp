// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/responses_view.h"

#include <QFileDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "ui/parts/elided_label.h"
#include "ui/parts/empty_state.h"
#include "ui/parts/filter_chips.h"
#include "ui/parts/page_body.h"
#include "ui/parts/page_head.h"
#include "ui/parts/segment_bar.h"
#include "ui/plots/number_text.h"
#include "ui/responses/key_hints.h"
#include "ui/responses/prompt_dock.h"
#include "ui/responses/row_export.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

constexpr int narrowUnder = 1100;  // pixels of the page

/// A conversation as plain text, a line a turn.
QString turnsOf(const PromptRow& row) {
    if (!row.messages.is_array() || row.messages.empty()) {
        return row.text;
    }
    QStringList turns;
    for (const nlohmann::json& turn : row.messages) {
        if (turn.is_object() && turn.contains("content") && turn["content"].is_string()) {
            turns << QStringLiteral("%1: %2").arg(
                QString::fromStdString(turn.value("role", std::string("user"))),
                QString::fromStdString(turn["content"].get<std::string>()).trimmed());
        }
    }
    return turns.isEmpty() ? row.text : turns.join(QLatin1Char('\n'));
}

/// Of DiffMode, in its order.
QStringList modeWords(bool narrow) {
    return narrow ? QStringList{QObject::tr("Off"), QObject::tr("Differs"), QObject::tr("Shared")}
                  : QStringList{QObject::tr("Off"),
                                QObject::tr("Differs from pinned"),
                                QObject::tr("Shared phrases")};
}

}  // namespace

ResponsesView::ResponsesView(QWidget* parent) : QWidget(parent), m_theme(paintedTheme()) {
    setFocusPolicy(Qt::ClickFocus);  // it has keys, and nothing that Tab could show
    m_body =
        new PageBody({.title = tr("Responses"),
                      .icon = QStringLiteral("responses"),
                      .headline = tr("No responses to read yet"),
                      .sentence = tr("They arrive with the first evaluation of a run: choose a run "
                                     "that has one, or start one."),
                      .button = tr("Open Start"),
                      .leadsTo = QStringLiteral("start")},
                     this,
                     true);
    connect(m_body, &PageBody::pageWanted, this, &ResponsesView::pageWanted);
    auto* page = m_body->page();
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(scaled(16), scaled(10), scaled(16), scaled(12));
    row->setSpacing(12);
    m_dock = new PromptDock(page);
    row->addWidget(m_dock);
    connect(m_dock, &PromptDock::changed, this, [this](bool byUser) {
        draw();
        if (byUser) {
            Q_EMIT promptChosen(prompt());
        }
    });
    auto* column = new QVBoxLayout;
    column->setSpacing(scaled(10));
    makeHead();
    column->addWidget(m_head);
    m_chips = new FilterChips(page);
    m_chips->setVisible(false);
    column->addWidget(m_chips);
    connect(m_chips, &FilterChips::removed, this, [this] {
        setFilter({}, {});
        Q_EMIT filterRemoved();
    });
    column->addWidget(makePrompt());
    auto* area = new QScrollArea(page);
    m_columnsArea = area;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);  // the answers in it have the focus
    area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inner = new QWidget(area);
    inner->setObjectName(QStringLiteral("page"));
    m_columnsRow = new QHBoxLayout(inner);
    m_columnsRow->setContentsMargins(0, 0, 0, 0);
    m_columnsRow->setSpacing(12);
    area->setWidget(inner);
    column->addWidget(area, 1);
    m_noMatch = new EmptyState(QStringLiteral("search"), QString(), QString(), page);
    m_noMatch->setVisible(false);
    connect(m_noMatch->addButton(tr("Clear filters"), QStringLiteral("close")),
            &QPushButton::clicked,
            this,
            &ResponsesView::clearFilters);
    column->addWidget(m_noMatch, 1);
    auto* keys = new KeyHints(page);
    connect(keys, &KeyHints::exportWanted, this, &ResponsesView::exportRows);
    column->addWidget(keys);
    row->addLayout(column, 1);
}

ResponsesView::~ResponsesView() = default;

void ResponsesView::makeHead() {
    m_head = new PageHead(tr("Responses"), this);
    m_modeBar = new SegmentBar(modeWords(false), this);
    m_modeBar->choose(static_cast<int>(m_mode));
    m_hideNames = new QPushButton(icon(QStringLiteral("eye"), Ink::Text), QString(), this);
    m_hideNames->setCheckable(true);
    nameHideButton();
    m_columnsButton =
        new QPushButton(icon(QStringLiteral("responses"), Ink::Text), tr("Columns"), this);
    m_columnsMenu = new QMenu(m_columnsButton);
    m_columnsButton->setMenu(m_columnsMenu);
    m_head->addAction(m_modeBar);
    m_head->addAction(m_hideNames);
    m_head->addAction(m_columnsButton);
    connect(m_modeBar, &SegmentBar::changed, this, [this](int mode) {
        setMode(static_cast<DiffMode>(mode));
    });
    connect(m_hideNames, &QPushButton::toggled, this, &ResponsesView::setNamesHidden);
}

QWidget* ResponsesView::makePrompt() {
    auto* panel = new QFrame(this);
    m_promptPanel = panel;
    panel->setProperty("panel", QStringLiteral("true"));
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10));
    column->setSpacing(4);
    m_promptHead = new ElidedLabel(panel);
    m_promptHead->setProperty("kind", QStringLiteral("heading"));
    m_promptText = new QLabel(panel);
    m_promptText->setTextFormat(Qt::PlainText);
    m_promptText->setWordWrap(true);
    m_promptText->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_promptText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* area = new QScrollArea(panel);
    area->setWidget(m_promptText);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    m_promptArea = area;
    area->viewport()->setAutoFillBackground(false);
    area->setStyleSheet(QStringLiteral(
        "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }"));
    column->addWidget(m_promptHead);
    column->addWidget(area);
    panel->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    return panel;
}

void ResponsesView::nameHideButton() {
    const QString words = m_namesHidden ? tr("Show names") : tr("Hide names");
    m_hideNames->setAccessibleName(words);
    m_hideNames->setToolTip(words + tr(" (N): read without knowing whose answer it is"));
    m_hideNames->setText(width() < scaled(narrowUnder) ? QString() : words);
}

void ResponsesView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < scaled(narrowUnder);
    m_dock->setNarrow(narrow);
    m_modeBar->setWords(modeWords(narrow));
    m_modeBar->choose(static_cast<int>(m_mode));
    nameHideButton();
    fitPrompt();
}

void ResponsesView::setData(const PromptsPtr& prompts,
                            const ResponsesPtr& responses,
                            const ResponseQuestion& question) {
    m_question = question;
    m_dock->setRows(nullptr);
    m_rows = prompts && responses ? promptRows(*prompts, *responses, question)
                                  : std::vector<PromptRow>();
    m_body->setFilled(!m_rows.empty());
    // Columns keep the order that the user gave them, also while their data are being read; new
    // ones come behind.
    const std::vector<std::string> found = columnsOf(m_rows);
    std::erase_if(m_columnOrder, [&](const std::string& name) {
        return prompts && responses && std::find(found.begin(), found.end(), name) == found.end();
    });
    for (const std::string& name : found) {
        if (std::find(m_columnOrder.begin(), m_columnOrder.end(), name) == m_columnOrder.end()) {
            m_columnOrder.push_back(name);
        }
    }
    makeColumns();
    m_dock->setRows(&m_rows);
    showChosen();
}

void ResponsesView::setFilter(const std::vector<QString>& prompts, const QString& words) {
    m_chips->setChips(words.isEmpty() ? std::vector<std::pair<QString, QString>>()
                                      : std::vector{std::pair(QStringLiteral("filter"), words)});
    m_chips->setVisible(!words.isEmpty());
    m_dock->setKept(prompts);
}

void ResponsesView::choosePrompt(const QString& prompt) {
    m_dock->choose(prompt);
    draw();
}

QString ResponsesView::prompt() const {
    return m_dock->chosen();
}

void ResponsesView::step(int prompts) {
    m_dock->step(prompts);
}

void ResponsesView::setOrder(PromptOrder order, std::uint64_t seed) {
    m_dock->setOrder(order, seed);
}

std::vector<std::string> ResponsesView::shownColumns() const {
    std::vector<std::string> shown;
    for (const std::string& name : m_columnOrder) {
        if (!m_hiddenColumns.contains(name)) {
            shown.push_back(name);
        }
    }
    return shown;
}

ResponseColumn* ResponsesView::column(const std::string& name) const {
    for (ResponseColumn* column : m_columns) {
        if (column->name() == name) {
            return column;
        }
    }
    return nullptr;
}

void ResponsesView::makeColumns() {
    for (ResponseColumn* old : m_columns) {
        delete old;
    }
    m_columns.clear();
    for (const std::string& name : shownColumns()) {
        auto* made = new ResponseColumn(name, this);
        m_columnsRow->addWidget(made, 1);
        m_columns.push_back(made);
        connect(made, &ResponseColumn::pinWanted, this, [this](const QString& column) {
            pin(column.toStdString());
        });
        connect(
            made, &ResponseColumn::dropped, this, [this](const QString& column, const QString& on) {
                moveColumn(column.toStdString(), on.toStdString());
            });
    }
    if (column(m_pinned) == nullptr && !m_columns.empty()) {
        m_pinned = m_columns.front()->name();
    }
    fillColumnMenu();
}

void ResponsesView::fillColumnMenu() {
    m_columnsMenu->clear();
    m_columnsButton->setText(tr("Columns %1").arg(m_columns.size()));
    for (const std::string& name : m_columnOrder) {
        QAction* action = m_columnsMenu->addAction(columnTitle(name));
        action->setCheckable(true);
        action->setChecked(!m_hiddenColumns.contains(name));
        connect(
            action, &QAction::triggered, this, [this, name](bool on) { setColumnShown(name, on); });
    }
}

void ResponsesView::setColumnShown(const std::string& name, bool shown) {
    if (shown) {
        m_hiddenColumns.erase(name);
    } else if (m_columns.size() > 1) {
        m_hiddenColumns.insert(name);
    }
    // Queued: the menu whose action led here is rebuilt.
    QMetaObject::invokeMethod(
        this,
        [this] {
            makeColumns();
            draw();
        },
        Qt::QueuedConnection);
}

void ResponsesView::moveColumn(const std::string& name, const std::string& on) {
    const auto from = std::find(m_columnOrder.begin(), m_columnOrder.end(), name);
    const auto to = std::find(m_columnOrder.begin(), m_columnOrder.end(), on);
    if (from == m_columnOrder.end() || to == m_columnOrder.end() || from == to) {
        return;
    }
    if (from < to) {
        std::rotate(from, from + 1, to + 1);
    } else {
        std::rotate(to, from, from + 1);
    }
    makeColumns();
    draw();
}

void ResponsesView::pin(const std::string& name) {
    if (m_namesHidden) {
        for (std::size_t place = 0; place < m_columns.size(); ++place) {
            m_blindPinned = m_columns[place]->name() == name ? place : m_blindPinned;
        }
    } else {
        m_pinned = name;
    }
    draw();
}

void ResponsesView::setVariants(std::set<std::string> policies) {
    if (policies != m_variants) {
        m_variants = std::move(policies);
        draw();
    }
}

void ResponsesView::choosePolicy(const std::string& policy) {
    m_chosen = policy;
    if (std::find(m_columnOrder.begin(), m_columnOrder.end(), policy) == m_columnOrder.end()) {
        draw();
        return;
    }
    m_hiddenColumns.erase(policy);
    const auto pinned = std::find(m_columnOrder.begin(), m_columnOrder.end(), m_pinned);
    if (policy != m_pinned && pinned != m_columnOrder.end()) {
        std::erase(m_columnOrder, policy);
        const auto place = std::find(m_columnOrder.begin(), m_columnOrder.end(), m_pinned);
        m_columnOrder.insert(place + 1, policy);
    }
    makeColumns();
    draw();
    showChosen();
}

void ResponsesView::markPolicy(const std::string& policy) {
    m_chosen = policy;
    draw();
}

void ResponsesView::showChosen() {
    if (!m_namesHidden) {
        // Queued: the columns have their places once the row is laid out.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (ResponseColumn* chosen = column(m_chosen)) {
                    m_columnsRow->activate();
                    m_columnsArea->ensureWidgetVisible(chosen, 0, 0);
                }
            },
            Qt::QueuedConnection);
    }
}

void ResponsesView::clearFilters() {
    m_dock->clearSearch();
    setFilter({}, {});
    Q_EMIT filterRemoved();
}

void ResponsesView::setMode(DiffMode mode) {
    m_mode = mode;
    m_modeBar->choose(static_cast<int>(mode));
    draw();
}

void ResponsesView::setBlanksShown(bool shown) {
    m_blanksShown = shown;
    draw();
}

void ResponsesView::setNamesHidden(bool hidden) {
    if (hidden && !m_namesHidden) {
        m_blindSeed = QRandomGenerator::global()->generate64();
        m_blindPinned = 0;
    }
    m_namesHidden = hidden;
    m_hideNames->setChecked(hidden);
    m_dock->setChangesHidden(hidden);
    m_columnsButton->setEnabled(!hidden);  // its menu has the names
    if (!hidden) {
        arrange(shownColumns());
    }
    nameHideButton();
    draw();
}

void ResponsesView::setTheme(Theme theme) {
    m_theme = theme;
    draw();
}

void ResponsesView::draw() {
    const std::vector<const PromptRow*> listed = m_dock->listed();
    const int place = m_dock->place();
    for (QWidget* part : {m_promptPanel, static_cast<QWidget*>(m_columnsArea)}) {
        part->setVisible(place >= 0);
    }
    m_noMatch->setVisible(place < 0 && m_dock->total() > 0);
    if (place < 0) {
        const QString none = tr("0 of %1 match").arg(m_dock->total());
        m_head->setOver(m_runName.isEmpty() ? none : tr("%1 · %2").arg(m_runName, none));
        m_noMatch->setWords(none, tr("No prompt and no answer holds what is searched for."));
        return;
    }
    const PromptRow& row = *listed[static_cast<std::size_t>(place)];
    drawPrompt(row, place, listed.size());
    drawColumns(row);
}

void ResponsesView::arrange(const std::vector<std::string>& order) {
    std::vector<ResponseColumn*> arranged;
    for (const std::string& name : order) {
        if (ResponseColumn* one = column(name)) {
            arranged.push_back(one);
        }
    }
    if (arranged == m_columns) {
        return;
    }
    m_columns = std::move(arranged);
    for (std::size_t place = 0; place < m_columns.size(); ++place) {
        m_columnsRow->removeWidget(m_columns[place]);
        m_columnsRow->insertWidget(static_cast<int>(place), m_columns[place], 1);
        if (place > 0) {
            m_columns[place]->takeTabsAfter(*m_columns[place - 1]);
        }
    }
}

void ResponsesView::drawColumns(const PromptRow& row) {
    if (m_namesHidden) {
        arrange(blindOrder(shownColumns(), row.id, m_blindSeed));
    }
    const std::string pinned = m_namesHidden && m_blindPinned < m_columns.size()
                                   ? m_columns[m_blindPinned]->name()
                                   : m_pinned;
    const auto best = [&](const std::string& model) {
        const ResponseColumn* found = nullptr;
        double value = 0.0;
        for (const ResponseColumn* column : m_columns) {
            const auto cell = row.cells.find(column->name());
            if (cell == row.cells.end() || !cell->second.rewards.contains(model)) {
                continue;
            }
            if (found == nullptr || cell->second.rewards.at(model) > value) {
                found = column;
                value = cell->second.rewards.at(model);
            }
        }
        return found;
    };
    // An answer without a reward beside answers that have one is the data's: that is a name, too.
    const auto told = [&](const std::string& model) {
        const auto has = [&](const ResponseColumn* column) {
            const auto cell = row.cells.find(column->name());
            return cell == row.cells.end() || cell->second.rewards.contains(model);
        };
        return !m_namesHidden || std::all_of(m_columns.begin(), m_columns.end(), has)
                   ? model
                   : std::string();
    };
    const std::string guide = told(m_question.guide);
    const std::string other = told(m_question.other);
    const ResponseColumn* bestByGuide = best(guide);
    const ResponseColumn* bestByOther = best(other);
    const auto pinnedCell = row.cells.find(pinned);
    char letter = 'A';
    for (ResponseColumn* column : m_columns) {
        const auto cell = row.cells.find(column->name());
        ResponseColumn::Content content;
        content.title =
            m_namesHidden ? tr("Answer %1").arg(QLatin1Char(letter)) : columnTitle(column->name());
        content.named = !m_namesHidden;
        content.open = m_variants.contains(column->name());
        content.chosen = column->name() == m_chosen;
        if (cell != row.cells.end()) {
            content.cell = cell->second;
        }
        content.pinnedText = pinnedCell == row.cells.end() ? QString() : pinnedCell->second.text;
        content.pinned = column->name() == pinned;
        content.mode = m_mode;
        content.blanksShown = m_blanksShown;
        content.guide = guide;
        content.other = other;
        content.bestByGuide = column == bestByGuide;
        content.bestByOther = column == bestByOther;
        content.note = m_namesHidden ? QString() : hackingNote(row, column->name(), m_question);
        column->setContent(content, m_theme);
        ++letter;
    }
    // The row scrolls sideways alone: it is as high as its highest column needs.
    const int bar = m_columnsArea->horizontalScrollBar()->sizeHint().height();
    m_columnsArea->setMinimumHeight(m_columnsRow->minimumSize().height() + bar);
}

void ResponsesView::drawPrompt(const PromptRow& row, int place, std::size_t listed) {
    const QString over = tr("prompt %1 of %2 · τ %3")
                             .arg(place + 1)
                             .arg(listed)
                             .arg(shortNumber(m_question.temperature));
    m_head->setOver(m_runName.isEmpty() ? over : tr("%1 · %2").arg(m_runName, over));
    m_promptHead->setText(tr("Prompt %1").arg(row.id));
    m_promptText->setText(turnsOf(row));
    fitPrompt();
}

void ResponsesView::fitPrompt() {
    // As high as the text, a few lines at most: then it scrolls. Shown again, the panel has its
    // width only once the page is laid out.
    m_body->page()->layout()->activate();
    const int width = std::max(scaled(200), m_promptArea->width() - scaled(12));
    m_promptArea->setFixedHeight(std::min(scaled(96), m_promptText->heightForWidth(width) + 2));
}

void ResponsesView::exportRows() {
    static const QStringList filters = {QStringLiteral("CSV (*.csv)"),
                                        QStringLiteral("Markdown (*.md)"),
                                        QStringLiteral("LaTeX (*.tex)")};
    QString filter = filters.front();
    const QString file = QFileDialog::getSaveFileName(this,
                                                      tr("Export the listed prompts"),
                                                      QStringLiteral("responses"),
                                                      filters.join(QStringLiteral(";;")),
                                                      &filter);
    if (file.isEmpty()) {
        return;
    }
    // A desktop's own dialog may answer with a filter that was never offered: CSV then.
    const auto format = static_cast<RowFormat>(std::max<qsizetype>(filters.indexOf(filter), 0));
    const QByteArray text = rowsText(m_dock->listed(), shownColumns(), format).toUtf8();
    QSaveFile out(file);
    const bool written =
        out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit();
    QToolTip::showText(mapToGlobal(QPoint(width() / 2, height() - 60)),
                       written ? tr("Saved as %1").arg(file)
                               : tr("%1 cannot be written: %2").arg(file, out.errorString()),
                       this);
}

void ResponsesView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    setFocus(Qt::OtherFocusReason);  // its keys work at once; / leads to the search
    draw();
}

void ResponsesView::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() != Qt::NoModifier) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
        case Qt::Key_J:
            step(1);
            return;
        case Qt::Key_K:
            step(-1);
            return;
        case Qt::Key_P: {
            if (m_columns.empty()) {
                return;
            }
            std::size_t now = m_blindPinned;
            for (std::size_t place = 0; !m_namesHidden && place < m_columns.size(); ++place) {
                now = m_columns[place]->name() == m_pinned ? place : now;
            }
            pin(m_columns[(now + 1) % m_columns.size()]->name());
            return;
        }
        case Qt::Key_D:
            setMode(static_cast<DiffMode>((static_cast<int>(m_mode) + 1) % 3));
            return;
        case Qt::Key_W:
            setBlanksShown(!m_blanksShown);
            return;
        case Qt::Key_N:
            setNamesHidden(!m_namesHidden);
            return;
        case Qt::Key_Slash:
            m_dock->focusSearch();
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

nlohmann::json ResponsesView::state() const {
    return {{"columns", m_columnOrder},
            {"hidden", m_hiddenColumns},
            {"pinned", m_pinned},
            {"mode", static_cast<int>(m_mode)},
            {"order", static_cast<int>(m_dock->order())},
            {"seed", m_dock->seed()},
            {"blanks", m_blanksShown}};
}

void ResponsesView::restore(const nlohmann::json& state) {
    const auto names = [&](const char* key) {
        std::vector<std::string> found;
        for (const nlohmann::json& one : state.value(key, nlohmann::json::array())) {
            if (one.is_string()) {
                found.push_back(one.get<std::string>());
            }
        }
        return found;
    };
    m_columnOrder = names("columns");
    const std::vector<std::string> hidden = names("hidden");
    m_hiddenColumns = std::set<std::string>(hidden.begin(), hidden.end());
    m_pinned = state.value("pinned", std::string("base"));
    m_blanksShown = state.value("blanks", false);
    setMode(static_cast<DiffMode>(std::clamp(state.value("mode", 1), 0, 2)));
    setOrder(static_cast<PromptOrder>(std::clamp(state.value("order", 0), 0, 3)),
             static_cast<std::uint64_t>(std::max(0, state.value("seed", 0))));
    makeColumns();
    draw();
}

}  // namespace lire::ui
