// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace lire::ui {

/// A few words of which one holds: "KL | √KL". Thread: window.
class SegmentBar final : public QWidget {
    Q_OBJECT
public:
    explicit SegmentBar(const QStringList& words, QWidget* parent = nullptr);

    /// Other words; the chosen one stays chosen where it is still among them. No signal.
    void setWords(const QStringList& words);
    int chosen() const;
    QString chosenWord() const;
    /// No signal.
    void choose(int index);

Q_SIGNALS:
    void changed(int index);

private:
    QButtonGroup* m_group = nullptr;
    QHBoxLayout* m_row = nullptr;
    QStringList m_words;
};

}  // namespace lire::ui
