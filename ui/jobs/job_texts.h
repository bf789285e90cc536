// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/jobs/job_facts.h"

class QTabBar;
class QStackedLayout;

namespace lire::ui {

class WrapArea;

/// Messages with their mends, and the newest generations, as two tabs. Model text is shown as plain
/// text, never interpreted. Thread: window.
class JobTexts final : public QWidget {
    Q_OBJECT
public:
    explicit JobTexts(QWidget* parent = nullptr);
    void setFacts(const JobFacts& facts);

private:
    void fillMessages(const std::vector<TimedMessage>& messages);
    void fillSamples(const std::vector<TimedSample>& samples);

    QTabBar* m_tabs = nullptr;
    QStackedLayout* m_stack = nullptr;
    WrapArea* m_messages = nullptr;
    WrapArea* m_samples = nullptr;
    std::size_t m_messageCount = static_cast<std::size_t>(-1);
    double m_newestSample = -1.0;
};

}  // namespace lire::ui
