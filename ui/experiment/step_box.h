// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace lire::ui {

/// One step of the chain: state icon, number and name, one line of what it holds. Thread: window.
class StepBox final : public QAbstractButton {
    Q_OBJECT
public:
    StepBox(int number, const QString& title, QWidget* parent);
    void setSummary(const QString& summary);
    void setProblems(int count);
    /// What it holds cannot be told: the file's text has a fault.
    void setUnread();
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_summary;
    int m_problems = 0;
    bool m_unread = false;
};

}  // namespace lire::ui
