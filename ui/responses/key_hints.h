// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <vector>

#include "ui/parts/key_hint.h"

class QPushButton;

namespace lire::ui {

/// The keys of the page Responses. Thread: any.
std::vector<KeyHint> responsesKeys();

/// The line under the answers: keys with what they do, and the export. A hint stands whole or not
/// at all, the last ones give way first. Thread: window.
class KeyHints final : public QFrame {
    Q_OBJECT
public:
    explicit KeyHints(QWidget* parent = nullptr);

Q_SIGNALS:
    void exportWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    std::vector<QWidget*> m_hints;
    QPushButton* m_export;
};

}  // namespace lire::ui
