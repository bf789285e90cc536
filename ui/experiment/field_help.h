// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/experiment/fields.h"

class QLabel;

namespace lire::ui {

class Panel;

/// What the focused field means: its help, what is accepted, its default, its place in the file.
/// Thread: window.
class FieldHelp final : public QWidget {
    Q_OBJECT
public:
    explicit FieldHelp(QWidget* parent = nullptr);
    void show(const experiment::Field& field, const std::string& pointer);

private:
    Panel* m_panel;
    QLabel* m_help;
    QLabel* m_facts;
};

}  // namespace lire::ui
