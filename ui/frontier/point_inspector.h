// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <optional>

#include "ui/frontier/frontier_figure.h"
#include "ui/theme/palette.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace lire::ui {

class FigureView;

/// The chosen point in numbers: every value with its interval, n, estimator and judge; its reward
/// changes; one button to its responses. Thread: window.
class PointInspector final : public QFrame {
    Q_OBJECT
public:
    explicit PointInspector(QWidget* parent = nullptr);
    /// Absent: says how to choose one. `run` must hold the point's events; may be null.
    void setPoint(const std::optional<FrontierPoint>& point, const report::RunEvents* run);
    void setTheme(Theme theme);

Q_SIGNALS:
    void opened(const QString& key);

private:
    void addRow(const QString& name, const QString& value, const QString& range);

    QLabel* m_name = nullptr;
    QLabel* m_temperature = nullptr;
    QLabel* m_hint = nullptr;
    QGridLayout* m_rows = nullptr;
    FigureView* m_changes = nullptr;
    QLabel* m_fell = nullptr;
    QPushButton* m_open = nullptr;
    QString m_key;
};

}  // namespace lire::ui
