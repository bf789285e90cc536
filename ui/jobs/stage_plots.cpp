// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/stage_plots.h"

#include <QComboBox>
#include <QTabBar>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/plots/crosshair.h"
#include "ui/plots/figure_view.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

/// Above this max P the list's softmax is all but a choice of one: gradients vanish.
constexpr double saturatedFrom = 0.9;
constexpr int barePlotHeight = 100;
constexpr int lastPlotHeight = 132;  ///< with ticks and title of x
constexpr int leftMargin = 74;       // ticks like "1.75·10⁻⁴" beside the title

/// What the lowest plot may show.
struct Quantity {
    const char* title;
    const char* id;
};
constexpr std::array quantities = {Quantity{"Learning rate", "learning_rate"},
                                   Quantity{"Gradient norm", "gradient_norm"},
                                   Quantity{"Effective candidates", "effective_candidates"},
                                   Quantity{"Tokens a second", "tokens_per_second"}};

}  // namespace

report::Figure saturationFigure(const report::RunEvents& run,
                                const std::string& stage,
                                double smoothing) {
    report::Figure figure = report::trainingCurve(run, stage, "max_probability", smoothing);
    const report::Figure weight = report::trainingCurve(run, stage, "gradient_weight", smoothing);
    for (report::Series& series : figure.series) {
        series.name = series.faint ? std::string() : "max P";
    }
    for (report::Series series : weight.series) {
        if (series.faint) {
            continue;  // two raw traces in one plot hide each other
        }
        series.name = "gradient weight";
        series.method = "ppo";
        series.openMarks = true;  // dashed: readable without colour too
        figure.series.push_back(std::move(series));
    }
    figure.id = "saturation";
    figure.title = "Saturation";
    figure.y.title = "saturation";
    figure.y.lowest = 0.0;
    figure.y.highest = 1.02;
    for (const report::Series& series : figure.series) {
        for (const double value : series.y) {
            if (value > *figure.y.highest) {
                figure.y.highest.reset();
            }
        }
    }
    return figure;
}

StagePlots::StagePlots(QWidget* parent)
    : QWidget(parent), m_tabs(new QTabBar(this)), m_choice(new QComboBox(this)) {
    setObjectName(QStringLiteral("clear"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    // Filled before it is first shown, its layout would keep the height of no tab.
    m_tabs->setMinimumHeight(scaled(30));
    m_tabs->setAccessibleName(tr("Stage"));
    column->addWidget(m_tabs);
    m_link = new CrosshairLink(this);
    for (std::size_t row = 0; row < m_views.size(); ++row) {
        m_views.at(row) = new FigureView(this);
        m_views.at(row)->setXAxisBare(row + 1 < m_views.size());
        m_views.at(row)->setLeftMargin(scaled(leftMargin));
        m_views.at(row)->plot().setMinimumHeight(
            scaled(row + 1 < m_views.size() ? barePlotHeight : lastPlotHeight));
        column->addWidget(m_views.at(row), row + 1 < m_views.size() ? 10 : 12);
        m_link->add(m_views.at(row));
        connect(m_views.at(row), &FigureView::viewChanged, this, [this](bool chosen) {
            if (chosen) {
                Q_EMIT zoomed();
            }
        });
    }
    m_views[2]->setZone(saturatedFrom, 1.02);
    for (const Quantity& quantity : quantities) {
        m_choice->addItem(QLatin1String(quantity.title), QLatin1String(quantity.id));
    }
    m_choice->setAccessibleName(tr("Quantity of the lowest plot"));
    m_views[3]->addToHeader(m_choice);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &StagePlots::draw);
    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        draw();
        Q_EMIT stageChanged();
    });
}

void StagePlots::setRun(report::RunEvents run, const std::vector<StageFacts>& stages) {
    const bool another = run.run.id != m_run.run.id;
    m_run = std::move(run);
    m_stages.clear();
    std::copy_if(
        stages.begin(), stages.end(), std::back_inserter(m_stages), [](const StageFacts& stage) {
            return stage.steps || stage.rewardModel;
        });
    const QString kept = stage();
    const QSignalBlocker quiet(m_tabs);
    for (std::size_t index = 0; index < m_stages.size(); ++index) {
        const int tab = static_cast<int>(index);
        if (tab >= m_tabs->count()) {
            m_tabs->addTab(QString());
        }
        m_tabs->setTabText(tab, QString::fromStdString(m_stages[index].id));
        m_tabs->setTabToolTip(tab, m_stages[index].title);
    }
    while (m_tabs->count() > static_cast<int>(m_stages.size())) {
        m_tabs->removeTab(m_tabs->count() - 1);
    }
    chooseStage(kept);
    if (another) {
        // A run's first look is at a policy: its reward models come before it.
        const auto policy = std::find_if(
            m_stages.begin(), m_stages.end(), [](const auto& one) { return !one.rewardModel; });
        if (policy != m_stages.end()) {
            chooseStage(QString::fromStdString(policy->id));
        }
    }
    m_tabs->setVisible(m_tabs->count() > 1);
    draw();
}

QString StagePlots::stage() const {
    return m_tabs->tabText(m_tabs->currentIndex());
}

void StagePlots::chooseStage(const QString& stage) {
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        if (m_tabs->tabText(tab) == stage) {
            m_tabs->setCurrentIndex(tab);
        }
    }
}

void StagePlots::setSmoothing(double smoothing) {
    m_smoothing = smoothing;
    draw();
}

void StagePlots::setFollowing(bool following, const std::string& stageAtWork) {
    m_following = following;
    if (!following) {
        return;
    }
    chooseStage(QString::fromStdString(stageAtWork));
    for (FigureView* view : m_views) {
        if (view->viewChosen()) {
            view->showAll();
        }
    }
}

void StagePlots::setLinked(bool linked) {
    m_link->setLinked(linked);
}

void StagePlots::setTheme(Theme theme) {
    for (FigureView* view : m_views) {
        view->setTheme(theme);
    }
}

void StagePlots::draw() {
    const std::string id = stage().toStdString();
    const auto found = std::find_if(
        m_stages.begin(), m_stages.end(), [&](const StageFacts& other) { return other.id == id; });
    const bool rewardModel = found != m_stages.end() && found->rewardModel;
    const auto curve = [&](const char* quantity, const char* title) {
        // The schedule is exact: there is nothing to smooth.
        const bool exact = std::string_view(quantity) == "learning_rate";
        report::Figure figure =
            report::trainingCurve(m_run, id, quantity, exact ? 0.0 : m_smoothing);
        figure.title = title;
        if (std::string_view(quantity) == "accuracy") {
            figure.y.title = "accuracy";  // the figure's own words are longer than a low plot
        }
        return figure;
    };
    m_views[0]->setFigure(curve("loss", "Loss"));
    m_views[1]->setFigure(rewardModel ? curve("accuracy", "Accuracy")
                                      : curve("reward_mean", "Mean reward"));
    m_views[2]->setVisible(!rewardModel);
    if (!rewardModel) {
        m_views[2]->setFigure(saturationFigure(m_run, id, m_smoothing));
    }
    const QByteArray title = m_choice->currentText().toUtf8();
    m_views[3]->setFigure(curve(m_choice->currentData().toString().toUtf8().constData(), ""));
    m_views[3]->setAccessibleName(QString::fromUtf8(title));
}

}  // namespace lire::ui
