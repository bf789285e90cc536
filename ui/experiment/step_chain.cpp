// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/step_chain.h"

#include <QHBoxLayout>
#include <algorithm>

#include "ui/experiment/form_shape.h"
#include "ui/experiment/step_box.h"
#include "ui/parts/icon_label.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

StepChain::StepChain(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("clear"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(scaled(6));
    for (const FormStep& step : formSteps()) {
        const int at = static_cast<int>(m_boxes.size());
        if (at > 0) {
            line->addWidget(new IconLabel(QStringLiteral("arrow-right"), Ink::Muted, 16, this));
        }
        auto* box = new StepBox(at + 1, step.title, this);
        line->addWidget(box, 1);
        m_boxes.push_back(box);
        connect(box, &QAbstractButton::clicked, this, [this, at] { Q_EMIT chosen(at); });
    }
    setCurrent(0);
}

void StepChain::setCurrent(int step) {
    for (std::size_t at = 0; at < m_boxes.size(); ++at) {
        m_boxes[at]->setChecked(static_cast<int>(at) == step);
    }
}

void StepChain::setExperiment(const nlohmann::json& experiment) {
    for (std::size_t at = 0; at < m_boxes.size(); ++at) {
        m_boxes[at]->setSummary(stepSummary(static_cast<int>(at), experiment));
    }
}

void StepChain::setErrors(const std::vector<Error>& errors) {
    for (std::size_t at = 0; at < m_boxes.size(); ++at) {
        m_boxes[at]->setProblems(
            static_cast<int>(std::count_if(errors.begin(), errors.end(), [at](const Error& error) {
                return stepOf(error.place()) == static_cast<int>(at);
            })));
    }
}

void StepChain::setUnread() {
    for (StepBox* box : m_boxes) {
        box->setUnread();
    }
}

}  // namespace lire::ui
