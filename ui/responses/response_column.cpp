// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/response_column.h"

#include <QApplication>
#include <QDrag>
#include <QDropEvent>
#include <QGridLayout>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QTextBlock>
#include <QTextEdit>
#include <QToolButton>
#include <utility>

#include "core/report/evaluation_choice.h"
#include "ui/parts/elided_label.h"
#include "ui/parts/note_box.h"
#include "ui/plots/number_text.h"
#include "ui/plots/plot_style.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {
namespace {

constexpr auto columnMime = "application/x-lire-column";
constexpr int lineHeightPercent = 145;
constexpr int chipColumns = 2;

QPixmap markOf(const std::string& name, bool open, Theme theme) {
    report::Series look;
    look.method = report::methodOf(name);
    look.mark = report::Mark::Curve;
    look.openMarks = open;
    if (look.method.empty()) {
        look.method = "base";
    }
    QPixmap pixmap(QSize(16, 16) * 2);
    pixmap.setDevicePixelRatio(2.0);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawSeriesMark(painter, look, theme, QPointF(8, 8));
    return pixmap;
}

}  // namespace

ResponseColumn::ResponseColumn(std::string name, QWidget* parent)
    : QFrame(parent), m_name(std::move(name)) {
    setProperty("panel", QStringLiteral("true"));
    setAcceptDrops(true);
    setMinimumWidth(scaled(252));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(scaled(14), scaled(8), scaled(14), scaled(10));
    column->setSpacing(6);
    m_head = new QWidget(this);
    m_head->setObjectName(QStringLiteral("clear"));
    m_head->setCursor(Qt::OpenHandCursor);
    m_head->setToolTip(tr("Drag to another place"));
    m_head->installEventFilter(this);
    auto* head = new QHBoxLayout(m_head);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(8);
    m_mark = new QLabel(m_head);
    m_title = new ElidedLabel(m_head);
    m_title->setProperty("kind", QStringLiteral("heading"));
    m_title->setTextFormat(Qt::PlainText);
    m_chosen = new QLabel(tr("chosen"), m_head);
    m_chosen->setProperty("chip", QStringLiteral("info"));
    m_chosen->setVisible(false);
    m_pin = new QToolButton(m_head);
    m_pin->setProperty("kind", QStringLiteral("quiet"));
    m_pin->setCheckable(true);
    m_pin->setToolTip(tr("Compare the others with this one (P: the next)"));
    head->addWidget(m_mark);
    head->addWidget(m_title);
    head->addWidget(m_chosen, 0, Qt::AlignVCenter);
    head->addStretch(1);
    head->addWidget(m_pin);
    column->addWidget(m_head);
    auto* line = new QFrame(this);
    line->setProperty("line", true);
    column->addWidget(line);
    m_text = new QTextEdit(this);
    m_text->setReadOnly(true);
    m_text->setAcceptRichText(false);
    m_text->setAcceptDrops(false);
    m_text->setFrameShape(NoFrame);
    m_text->setObjectName(QStringLiteral("reading"));
    m_text->setTabChangesFocus(true);
    m_text->document()->setDocumentMargin(0);
    m_text->setMinimumHeight(scaled(90));
    column->addWidget(m_text, 1);
    m_note = new NoteBox(QStringLiteral("warn"), QString(), this);
    column->addWidget(m_note);
    auto* second = new QFrame(this);
    second->setProperty("line", true);
    column->addWidget(second);
    m_chips = new QGridLayout;
    m_chips->setHorizontalSpacing(6);
    m_chips->setVerticalSpacing(4);
    m_chips->setColumnStretch(0, 1);
    m_chips->setColumnStretch(2, 1);
    column->addLayout(m_chips);
    connect(m_pin, &QToolButton::clicked, this, [this] {
        Q_EMIT pinWanted(QString::fromStdString(m_name));
    });
}

void ResponseColumn::takeTabsAfter(const ResponseColumn& before) {
    setTabOrder(before.m_text, m_pin);
    setTabOrder(m_pin, m_text);
}

QString ResponseColumn::text() const {
    return m_text->toPlainText();
}

std::vector<QString> ResponseColumn::markedParts() const {
    std::vector<QString> parts;
    for (const QTextEdit::ExtraSelection& selection : m_text->extraSelections()) {
        parts.push_back(selection.cursor.selectedText());
    }
    return parts;
}

void ResponseColumn::setContent(const Content& content, Theme theme) {
    m_title->setText(content.title);
    m_named = content.named;
    m_mark->setVisible(content.named);
    m_chosen->setVisible(content.named && content.chosen);
    if (content.named) {
        m_mark->setPixmap(markOf(m_name, content.open, theme));
    }
    m_pin->setChecked(content.pinned);
    m_pin->setIcon(icon(QStringLiteral("pin"), content.pinned ? Ink::Accent : Ink::Muted));
    m_pin->setAccessibleName(tr("Pin %1").arg(content.title));
    restyle(this, "panel", content.pinned ? QStringLiteral("chosen") : QStringLiteral("true"));
    m_text->setAccessibleName(tr("Response of %1").arg(content.title));
    m_note->setVisible(!content.note.isEmpty());
    m_note->setText(content.note);
    setText(content, theme);
    setChips(content);
}

void ResponseColumn::setText(const Content& content, Theme theme) {
    const Palette& colours = lire::ui::palette(theme);
    QTextOption option = m_text->document()->defaultTextOption();
    option.setFlags(content.blanksShown ? QTextOption::ShowTabsAndSpaces |
                                              QTextOption::ShowLineAndParagraphSeparators
                                        : QTextOption::Flags());
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->document()->setDefaultTextOption(option);
    m_text->setFont(textFont(14));
    const QString answer = content.cell ? content.cell->text : tr("No answer at this temperature.");
    if (m_text->toPlainText() != answer) {
        m_text->setPlainText(answer);
    }
    QTextCursor all(m_text->document());
    all.select(QTextCursor::Document);
    QTextBlockFormat format;
    format.setLineHeight(lineHeightPercent, QTextBlockFormat::ProportionalHeight);
    all.mergeBlockFormat(format);
    QTextCharFormat plain;
    plain.setForeground(content.cell ? colours.text : colours.muted);
    all.mergeCharFormat(plain);

    QList<QTextEdit::ExtraSelection> selections;
    const auto mark = [&](const TextSpan& span, const QTextCharFormat& look) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(m_text->document());
        selection.cursor.setPosition(static_cast<int>(span.from));
        selection.cursor.setPosition(static_cast<int>(span.from + span.length),
                                     QTextCursor::KeepAnchor);
        selection.format = look;
        selections.append(selection);
    };
    // Positions count in the document's own text: line ends there are single characters too.
    const QString shown = m_text->toPlainText();
    QTextCharFormat ground;
    ground.setBackground(colours.phrase);
    if (content.cell && !content.pinned && content.mode != DiffMode::Off) {
        const WordDiff diff = wordDiff(content.pinnedText, shown);
        for (const TextSpan& span :
             content.mode == DiffMode::Differs ? diff.differing : diff.shared) {
            mark(span, ground);
        }
    }
    QTextCharFormat underlined;
    underlined.setUnderlineStyle(QTextCharFormat::DashUnderline);
    underlined.setUnderlineColor(colours.warn);
    if (content.cell && content.blanksShown) {
        for (const TextSpan& span : repeatedPhrases(shown)) {
            mark(span, underlined);
        }
    }
    m_text->setExtraSelections(selections);
}

void ResponseColumn::addChip(const QString& name, const QString& value, bool best) {
    const int place = m_chips->count() / 2;
    const int row = place / chipColumns;
    const int left = 2 * (place % chipColumns);
    auto* label = new ElidedLabel(this);
    label->setText(name);
    label->setProperty("kind", QStringLiteral("caption"));
    auto* chip = new QLabel(value, this);
    chip->setFont(numberFont(12));
    chip->setProperty("chip", best ? QStringLiteral("ok") : QStringLiteral("plain"));
    if (best) {
        chip->setToolTip(tr("The best of the columns shown"));
    }
    m_chips->addWidget(label, row, left);
    m_chips->addWidget(chip, row, left + 1, Qt::AlignLeft);
}

void ResponseColumn::setChips(const Content& content) {
    while (QLayoutItem* item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const ResponseCell cell = content.cell.value_or(ResponseCell());
    const auto reward = [&](const std::string& model, bool best) {
        if (model.empty()) {
            return;
        }
        const auto found = cell.rewards.find(model);
        addChip(QString::fromStdString(model),
                found == cell.rewards.end() ? QStringLiteral("–") : numberText(found->second, 2),
                best);
    };
    reward(content.guide, content.bestByGuide);
    reward(content.other, content.bestByOther);
    // An answer of the data has no tokens and no KL, and the base's KL is 0: they are names, too.
    if (!content.named) {
        return;
    }
    if (cell.tokens) {
        addChip(tr("Tokens"),
                numberText(static_cast<double>(*cell.tokens), 0) +
                    (cell.finished ? QString() : tr(" cut")),
                false);
    }
    if (cell.logprob) {
        addChip(tr("log p"), numberText(*cell.logprob, 1), false);
    }
    if (cell.kl) {
        addChip(tr("KL"), numberText(*cell.kl, 2), false);
    }
}

bool ResponseColumn::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_head && event->type() == QEvent::MouseButtonPress) {
        m_pressed = static_cast<QMouseEvent*>(event)->pos();
    }
    if (watched == m_head && event->type() == QEvent::MouseMove) {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        if (m_named && mouse.buttons().testFlag(Qt::LeftButton) &&
            (mouse.pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
            auto* drag = new QDrag(this);  // deletes itself
            auto* carried = new QMimeData;
            carried->setData(QLatin1String(columnMime), QByteArray::fromStdString(m_name));
            drag->setMimeData(carried);
            drag->setPixmap(m_head->grab());
            drag->exec(Qt::MoveAction);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void ResponseColumn::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(QLatin1String(columnMime))) {
        event->acceptProposedAction();
    }
}

void ResponseColumn::dropEvent(QDropEvent* event) {
    const QString column = QString::fromUtf8(event->mimeData()->data(QLatin1String(columnMime)));
    event->acceptProposedAction();
    // Queued: the answer moves the columns while the drop still runs.
    QMetaObject::invokeMethod(
        this,
        [this, column] { Q_EMIT dropped(column, QString::fromStdString(m_name)); },
        Qt::QueuedConnection);
}

}  // namespace lire::ui
