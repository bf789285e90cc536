// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "ui/flips/flip_data.h"

class QLabel;

namespace lire::ui {

class IconLabel;

/// One reading of "negative flip" as a card: the share, half its 95 % interval, its denominator and
/// its opposite. The chosen card drives the page. Thread: window.
class ReadingCard final : public QFrame {
    Q_OBJECT
public:
    ReadingCard(FlipReading reading, QWidget* parent);
    /// `judge`: the reward model that both readings rest on.
    void setCount(const FlipCount& count, const std::string& judge);
    void setChosen(bool chosen);
    FlipReading reading() const { return m_reading; }
    /// "28.7 %, 294 of 1,024 prompts": for tests and screen readers.
    QString text() const;

Q_SIGNALS:
    void chosen(lire::ui::FlipReading reading);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    FlipReading m_reading;
    IconLabel* m_sign = nullptr;
    QLabel* m_share = nullptr;
    QLabel* m_interval = nullptr;
    QLabel* m_opposite = nullptr;
    QLabel* m_of = nullptr;
};

}  // namespace lire::ui
