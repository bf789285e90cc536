// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/list_editors.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/experiment/form_undo.h"
#include "ui/experiment/line_editors.h"
#include "ui/parts/dropped_files.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

namespace {

constexpr int ticksARow = 3;

bool holds(const nlohmann::json& list, const std::string& name) {
    return list.is_array() && std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

TicksEditor::TicksEditor(const experiment::Field& field,
                         const std::vector<std::string>& names,
                         QWidget* parent)
    : FieldEditor(parent), m_standard(field.standard) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(scaled(12));
    grid->setVerticalSpacing(0);
    for (const auto& name : names) {
        auto* box = new QCheckBox(QString::fromStdString(name), this);
        const int at = static_cast<int>(m_boxes.size());
        grid->addWidget(box, at / ticksARow, at % ticksARow);
        m_boxes.push_back(box);
        connect(box, &QCheckBox::clicked, this, &TicksEditor::take);
    }
    grid->setColumnStretch(ticksARow, 1);
    if (m_boxes.empty()) {
        auto* none = new QCheckBox(tr("none to choose"), this);
        none->setEnabled(false);
        grid->addWidget(none, 0, 0);
    }
}

void TicksEditor::show(const nlohmann::json* value) {
    const nlohmann::json& list = value != nullptr ? *value : m_standard;
    m_unknown.clear();
    for (QCheckBox* box : m_boxes) {
        box->setChecked(holds(list, box->text().toStdString()));
    }
    for (const auto& item : list.is_array() ? list : nlohmann::json::array()) {
        const bool known = std::any_of(m_boxes.begin(), m_boxes.end(), [&item](const auto* box) {
            return item == box->text().toStdString();
        });
        if (!known && item.is_string()) {
            m_unknown.push_back(item.get<std::string>());
        }
    }
}

void TicksEditor::setWrong(bool wrong) {
    for (QCheckBox* box : m_boxes) {
        restyle(box, "wrong", wrong ? QStringLiteral("true") : QStringLiteral("false"));
    }
}

QWidget* TicksEditor::control() {
    return m_boxes.empty() ? static_cast<QWidget*>(this) : m_boxes.front();
}

void TicksEditor::take() {
    auto list = nlohmann::json::array();
    for (const QCheckBox* box : m_boxes) {
        if (box->isChecked()) {
            list.push_back(box->text().toStdString());
        }
    }
    for (const auto& name : m_unknown) {
        list.push_back(name);
    }
    Q_EMIT edited(list == m_standard ? std::optional<nlohmann::json>()
                                     : std::optional<nlohmann::json>(list));
}

FilesEditor::FilesEditor(const experiment::Field& field,
                         std::function<std::string()> folder,
                         QWidget* parent)
    : FieldEditor(parent), m_text(new QPlainTextEdit(this)), m_folder(std::move(folder)) {
    m_text->setProperty("code", QStringLiteral("true"));
    m_text->setPlaceholderText(tr("one path a line"));
    m_text->setTabChangesFocus(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    leaveUndoToThePage(m_text);
    auto* button = new QPushButton(tr("Add files…"), this);
    button->setProperty("kind", QStringLiteral("small"));
    button->setAccessibleName(tr("Add files to %1").arg(QString::fromStdString(field.label)));
    button->setToolTip(tr("Files can be dropped on the list, too"));
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(scaled(4));
    whole->addWidget(m_text);
    whole->addWidget(button, 0, Qt::AlignLeft);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        Q_EMIT edited(value());
    });
    connect(button, &QPushButton::clicked, this, [this] {
        add(QFileDialog::getOpenFileNames(
            this, tr("Add files"), QString::fromStdString(m_folder())));
    });
    takeDroppedFiles(
        m_text->viewport(),
        [](const QStringList& files) {
            return std::all_of(files.begin(), files.end(), [](const QString& file) {
                return QFileInfo(file).isFile();
            });
        },
        [this](const QStringList& files) { add(files); });
    fitHeight();
}

void FilesEditor::add(const QStringList& files) {
    for (const QString& file : files) {
        m_text->appendPlainText(QString::fromStdString(relativePath(file, m_folder())));
    }
}

void FilesEditor::show(const nlohmann::json* shown) {
    const std::optional<nlohmann::json> now = value();
    const bool same = shown == nullptr ? !now.has_value() : now && *now == *shown;
    if (same) {
        return;
    }
    QStringList lines;
    if (shown != nullptr && shown->is_array()) {
        for (const auto& path : *shown) {
            lines << textOfValue(path);
        }
    } else if (shown != nullptr) {
        lines << textOfValue(*shown);
    }
    const QSignalBlocker quiet(m_text);
    rewrite(*m_text, lines.join(QLatin1Char('\n')));
    fitHeight();
}

void FilesEditor::setWrong(bool wrong) {
    restyle(m_text, "wrong", wrong ? QStringLiteral("true") : QStringLiteral("false"));
}

QWidget* FilesEditor::control() {
    return m_text;
}

std::optional<nlohmann::json> FilesEditor::value() const {
    auto list = nlohmann::json::array();
    const QStringList lines = m_text->toPlainText().split(QLatin1Char('\n'));
    for (const QString& line : lines) {
        if (!line.trimmed().isEmpty()) {
            list.push_back(line.trimmed().toStdString());
        }
    }
    return list.empty() ? std::optional<nlohmann::json>() : std::optional<nlohmann::json>(list);
}

void FilesEditor::fitHeight() {
    const int lines = std::clamp(m_text->document()->blockCount(), 1, 6);
    m_text->setFixedHeight(lines * QFontMetrics(numberFont(12)).lineSpacing() + scaled(24));
}

}  // namespace lire::ui
