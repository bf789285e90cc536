// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/line_editors.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QStringList>
#include <QToolButton>
#include <cmath>
#include <filesystem>
#include <utility>

#include "ui/experiment/form_undo.h"
#include "ui/parts/dropped_files.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"
#include "ui/theme/style_sheet.h"

namespace lire::ui {

using experiment::FieldType;

namespace {

bool isNumber(FieldType type) {
    return type == FieldType::Number || type == FieldType::Integer || type == FieldType::Numbers;
}

nlohmann::json number(const QString& typed) {
    bool whole = false;
    const qlonglong integer = typed.toLongLong(&whole);
    if (whole) {
        return integer;
    }
    bool real = false;
    const double value = typed.toDouble(&real);
    // "nan" and "inf" are no numbers of JSON.
    return real && std::isfinite(value) ? nlohmann::json(value)
                                        : nlohmann::json(typed.toStdString());
}

nlohmann::json numbers(const QString& typed) {
    auto list = nlohmann::json::array();
    const QStringList parts = QString(typed)
                                  .replace(QLatin1Char(','), QLatin1Char(' '))
                                  .simplified()
                                  .split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        list.push_back(number(part));
    }
    return list;
}

}  // namespace

std::optional<nlohmann::json> valueOfText(const QString& typed, FieldType type) {
    const QString text = isNumber(type) ? typed.trimmed() : typed;
    if (text.isEmpty()) {
        return {};
    }
    if (type == FieldType::Numbers) {
        return numbers(text);
    }
    return isNumber(type) ? number(text) : nlohmann::json(text.toStdString());
}

QString textOfValue(const nlohmann::json& value) {
    if (value.is_null()) {
        return {};
    }
    if (value.is_string()) {
        return QString::fromStdString(value.get<std::string>());
    }
    if (!value.is_array()) {
        return QString::fromStdString(value.dump());
    }
    QStringList parts;
    for (const auto& item : value) {
        parts << textOfValue(item);
    }
    return parts.join(QStringLiteral(", "));
}

std::string relativePath(const QString& path, const std::string& folder) {
    const std::filesystem::path whole = path.toStdString();
    if (folder.empty()) {
        return whole.string();
    }
    const auto relative = whole.lexically_relative(std::filesystem::absolute(folder));
    const bool inside = !relative.empty() && *relative.begin() != "..";
    return inside ? relative.string() : whole.string();
}

LineEditor::LineEditor(const experiment::Field& field, QWidget* parent)
    : FieldEditor(parent), m_line(new QLineEdit(this)), m_type(field.type) {
    const QString standard = textOfValue(field.standard);
    m_line->setPlaceholderText(standard.isEmpty() && field.optional ? tr("none") : standard);
    if (isNumber(m_type)) {
        m_line->setProperty("number", QStringLiteral("true"));
    }
    leaveUndoToThePage(m_line);
    takeDroppedFiles(m_line, {}, {});
    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(scaled(4));
    whole->addWidget(m_line, 1);
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString& typed) {
        Q_EMIT edited(valueOfText(typed, m_type));
    });
}

void LineEditor::show(const nlohmann::json* value) {
    const std::optional<nlohmann::json> shown = valueOfText(m_line->text(), m_type);
    const bool same = value == nullptr ? !shown.has_value() : shown && *shown == *value;
    if (!same) {
        m_line->setText(value == nullptr ? QString() : textOfValue(*value));
        if (!m_line->hasFocus()) {
            m_line->setCursorPosition(0);  // a long path shows its beginning
        }
    }
}

void LineEditor::setWrong(bool wrong) {
    restyle(m_line, "wrong", wrong ? QStringLiteral("true") : QStringLiteral("false"));
}

QWidget* LineEditor::control() {
    return m_line;
}

PathEditor::PathEditor(const experiment::Field& field,
                       std::function<std::string()> folder,
                       QWidget* parent)
    : LineEditor(field, parent), m_folder(std::move(folder)) {
    auto* button = new QToolButton(this);
    button->setIcon(icon(QStringLiteral("folder")));
    button->setToolTip(tr("Choose"));
    button->setAccessibleName(tr("Choose %1").arg(QString::fromStdString(field.label)));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    connect(menu->addAction(tr("Folder…")), &QAction::triggered, this, [this] {
        take(QFileDialog::getExistingDirectory(
            this, tr("Choose a folder"), QString::fromStdString(m_folder())));
    });
    if (field.type == FieldType::Model) {
        connect(menu->addAction(tr("GGUF file…")), &QAction::triggered, this, [this] {
            take(QFileDialog::getOpenFileName(this,
                                              tr("Choose a model"),
                                              QString::fromStdString(m_folder()),
                                              tr("GGUF files (*.gguf)")));
        });
        connect(menu->addAction(tr("Built in: SmolLM2-135M-Instruct")),
                &QAction::triggered,
                this,
                [this] { take(QStringLiteral("smollm2-135m-instruct")); });
    }
    button->setMenu(menu);
    layout()->addWidget(button);
    const bool model = field.type == FieldType::Model;
    takeDroppedFiles(
        line(),
        [model](const QStringList& files) {
            const QFileInfo file(files.front());
            const bool gguf = model && file.suffix().toLower() == QLatin1String("gguf");
            return files.size() == 1 && (file.isDir() || gguf);
        },
        [this](const QStringList& files) { take(files.front()); });
}

void PathEditor::take(const QString& path) {
    if (!path.isEmpty()) {
        line()->setText(QString::fromStdString(relativePath(path, m_folder())));
        Q_EMIT edited(line()->text().toStdString());
    }
}

}  // namespace lire::ui
