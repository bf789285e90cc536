// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace lire::ui {

class StepBox;

/// The chain of the experiment's steps over its form: each says what it holds and whether it is
/// right; a click opens its form. Thread: window.
class StepChain final : public QWidget {
    Q_OBJECT
public:
    explicit StepChain(QWidget* parent = nullptr);
    void setCurrent(int step);
    void setExperiment(const nlohmann::json& experiment);
    void setErrors(const std::vector<Error>& errors);
    /// The file's text has a fault: no step says that it is right.
    void setUnread();

Q_SIGNALS:
    void chosen(int step);

private:
    std::vector<StepBox*> m_boxes;
};

}  // namespace lire::ui
