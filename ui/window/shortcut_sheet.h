// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <vector>

#include "ui/parts/key_hint.h"

class QAction;
class QScrollArea;

namespace lire::ui {

/// Every key of the page that is shown, of its plots and of the window (?); any key or click closes
/// it, but those that scroll where it is higher than the window. Thread: window.
class ShortcutSheet final : public QFrame {
    Q_OBJECT
public:
    explicit ShortcutSheet(QWidget* window);
    /// Keys under a heading.
    struct Section {
        QString heading = {};
        std::vector<KeyHint> keys = {};
    };
    /// The keys of those actions that have one.
    static std::vector<KeyHint> keysOf(const QList<QAction*>& actions);
    /// Sections without a key are left out.
    void open(const QString& page, const std::vector<Section>& sections);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QWidget* makeSheet(const QString& page, const std::vector<Section>& sections, int columns);

    QScrollArea* m_area = nullptr;
};

}  // namespace lire::ui
