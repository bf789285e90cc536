// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace lire::ui {

/// A few words of which one holds: "KL | √KL". Tab leads to the one that holds, the arrow keys
/// choose another. Thread: window.
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
    /// Gives the focus to the word that holds.
    void focusChosen();

Q_SIGNALS:
    void changed(int index);

private:
    void addButton(int index);

    QButtonGroup* m_group = nullptr;
    QHBoxLayout* m_row = nullptr;
    QStringList m_words;
};

}  // namespace lire::ui
