// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "core/report/figure.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// The names of a figure's series in its header, each with its line and mark and the value at the
/// crosshair (the last one where there is none). A click hides a series, with Alt all others.
/// Thread: window.
class LegendStrip final : public QWidget {
    Q_OBJECT
public:
    explicit LegendStrip(QWidget* parent = nullptr);
    void setFigure(const report::Figure& figure, Theme theme);
    void setHidden(const std::vector<bool>& hidden);
    /// One value a series; empty: the last values.
    void setValues(const std::vector<std::optional<double>>& values);
    /// "train 0.313, held-out 0.298": what stands there, for tests and screen readers.
    QString text() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void toggled(std::size_t series, bool alone);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    struct Entry {
        std::size_t series = 0;
        report::Series look = {};  ///< name, method and mark alone
        std::optional<double> last = {};
        std::optional<double> value = {};
        QRect area = {};
    };
    void layOut();

    std::vector<Entry> m_entries;
    std::vector<bool> m_hidden;
    Theme m_theme = Theme::Dark;
};

}  // namespace lire::ui
