// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/report/evaluation_choice.h"
#include "ui/plots/custom_plot.h"
#include "ui/theme/palette.h"

namespace lire::ui {

namespace {

/// One method's look in both themes. A mark's fill is its colour, or the plot's ground where it is
/// open.
struct Row {
    std::string_view method;
    const char* dark;
    const char* light;
    QCPScatterStyle::ScatterShape shape;
    Qt::PenStyle line;
    bool filled;
};

using Shape = QCPScatterStyle;

constexpr std::array rows = {
    Row{"lire", "#7083FF", "#004AC2", Shape::ssDisc, Qt::SolidLine, true},
    Row{"dpo", "#F89D00", "#853200", Shape::ssSquare, Qt::DashLine, true},
    // Beyond seven methods fill and dash differ, not hue.
    Row{"dpo-pl", "#F89D00", "#853200", Shape::ssSquare, Qt::DashDotDotLine, false},
    Row{"ppo", "#27AF8B", "#00A684", Shape::ssTriangle, Qt::DotLine, true},
    Row{"rrhf", "#FF9FFF", "#B06FB8", Shape::ssDiamond, Qt::DashDotLine, true},
    Row{"pro", "#F0DE87", "#8D970D", Shape::ssTriangleInverted, Qt::DashDotDotLine, true},
    Row{"slic", "#E35137", "#F4005C", Shape::ssCross, Qt::DashLine, false},
    Row{"sft", "#D3E6E6", "#343155", Shape::ssCircle, Qt::DotLine, false},
    Row{"base", "#8C96A7", "#5F6A7C", Shape::ssPlus, Qt::DashLine, false},
    Row{"rose", "#4FA6D8", "#2B7CB5", Shape::ssDisc, Qt::SolidLine, true},
    Row{"fell", "#E0714F", "#C2501F", Shape::ssCross, Qt::SolidLine, false},
};

/// The row of that very name, else the guides'.
const Row& rowOf(std::string_view method) {
    const auto named = [](std::string_view name) {
        return std::find_if(
            rows.begin(), rows.end(), [name](const Row& row) { return row.method == name; });
    };
    const auto* const found = named(method);
    return found != rows.end() ? *found : *named("base");
}

}  // namespace

MethodStyle methodStyle(const QString& method, Theme theme) {
    const std::string name = method.toLower().toStdString();
    // Variants share their method's look: "lire-hh4", "slic-hf".
    std::string family = report::methodOf(name);
    if (family == "pg") {
        family = "ppo";  // the policy gradient that both are made of
    }
    const Row* const row = &rowOf(family.empty() ? name : family);
    return {.colour = QColor(QLatin1String(theme == Theme::Dark ? row->dark : row->light)),
            .scatter = row->shape,
            .line = row->line,
            .filled = row->filled};
}

}  // namespace lire::ui
