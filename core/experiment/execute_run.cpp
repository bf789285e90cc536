// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/execute_run.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "core/data/token_lists.h"
#include "core/error.h"
#include "core/experiment/candidate_pool.h"
#include "core/experiment/check_lengths.h"
#include "core/experiment/evaluation_stage.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/input_files.h"
#include "core/experiment/preflight.h"
#include "core/experiment/prompt_records.h"
#include "core/experiment/resolve_run.h"
#include "core/experiment/reward_stage.h"
#include "core/experiment/train_stage.h"
#include "core/report/draw_pictures.h"
#include "core/report/write_report.h"

namespace lire::experiment {

namespace {

/// A run's stages, one after another.
class Execution {
public:
    Execution(RunContext& context, std::vector<StagePlan> plans)
        : m_context(context), m_plans(std::move(plans)), m_evaluation(context) {}

    RunEnd run() {
        m_context.reporter.state("running");
        for (const auto& plan : m_plans) {
            if (m_context.shouldStop()) {
                return stopped();
            }
            if (m_context.files.isDone(plan.stage)) {
                announceJudge(plan.stage);
                if (plan.stage != "report") {
                    m_context.reporter.skipStage(plan.stage, plan.title);
                    continue;
                }
            }
            m_context.reporter.beginStage(plan.stage, plan.title);
            if (runStage(plan.stage) == StageEnd::Stopped) {
                return stopped();
            }
            announceJudge(plan.stage);
            models::releaseFreeMemory(m_context.compute);
            m_context.reporter.endStage();
        }
        m_context.reporter.state("done", m_report);
        return RunEnd::Done;
    }

private:
    RunEnd stopped() {
        m_context.reporter.state("stopped");
        return RunEnd::Stopped;
    }

    /// A reward model that the run trains is there once its stage is complete.
    void announceJudge(const std::string& stage) {
        if (rewardModel(stage) != nullptr) {
            m_context.models.addJudge(stage, m_context.files.rewardModelFolder(stage).string());
        }
    }

    const RewardModelSettings* rewardModel(const std::string& stage) const {
        for (const auto& model : m_context.experiment.rewardModels) {
            if (model.name == stage && model.train) {
                return &model;
            }
        }
        return nullptr;
    }

    StageEnd runStage(const std::string& stage) {
        if (const auto* model = rewardModel(stage)) {
            return runRewardStage(m_context, *model);
        }
        if (stage == "candidates") {
            return runCandidates();
        }
        if (stage == "report") {
            return runReport();
        }
        auto* evaluation = m_context.experiment.evaluate ? &m_evaluation : nullptr;
        if (evaluation != nullptr && !m_prepared) {
            if (!evaluation->prepare()) {
                return StageEnd::Stopped;
            }
            m_prepared = true;
        }
        if (stage == "base") {
            return m_evaluation.runBase();
        }
        for (const auto& train : m_context.experiment.train) {
            if (train.name == stage) {
                return runTrainStage(m_context, train, evaluation);
            }
        }
        throw Error("stage " + stage,
                    "is unknown",
                    "report this as a fault of the program",
                    Blame::Running);
    }

    StageEnd runCandidates() {
        const auto pool =
            candidatePool(m_context,
                          m_context.models.startPolicy(),
                          {.policy = "base",
                           .seed = seedOf(m_context.experiment.seed, Draw::Candidates),
                           .folder = m_context.files.folder("candidates")});
        if (pool.empty()) {
            return StageEnd::Stopped;
        }
        m_context.files.markDone("candidates", {{"lists", pool.size()}});
        return StageEnd::Done;
    }

    StageEnd runReport() {
        const auto folder = m_context.files.runFolder() / "report";
        std::filesystem::create_directories(folder);
        const report::DrawRequest request{
            .workspace = m_context.store.workspace(), .run = m_context.run, .outDir = folder};
        if (!report::drawPictures(request, m_context.stop)) {
            if (m_context.stop.stop_requested()) {
                return StageEnd::Stopped;
            }
            std::error_code unreadable;
            const bool isBuilt = std::filesystem::exists(request.program, unreadable);
            m_context.reporter.message(
                "note",
                "report",
                "the report has tables and CSV files but no pictures",
                isBuilt ? request.program.string() +
                              " could not draw them: have them drawn once more by lire report " +
                              m_context.run
                        : "build lire-studio (without -DLIRE_STUDIO=OFF) to have them drawn");
        }
        m_report = report::writeReport(m_context.reader, m_context.run, folder).string();
        m_context.files.markDone("report", {{"report", m_report}});
        return StageEnd::Done;
    }

    RunContext& m_context;
    std::vector<StagePlan> m_plans;
    EvaluationStage m_evaluation;
    bool m_prepared = false;
    std::string m_report;
};

std::vector<evaluation::TestPrompt> testPrompts(const RunContext& context) {
    const auto& experiment = context.experiment;
    std::vector<evaluation::TestPrompt> result;
    const auto newTokens = experiment.evaluate ? experiment.evaluate->maxNewTokens : 0;
    const auto most = std::max<std::int64_t>(experiment.policy.maxLength - newTokens, 1);
    for (const auto& group : context.data.test) {
        auto ids = data::promptTokens(group, *context.models.policySource());
        const auto length = static_cast<std::int64_t>(ids.size());
        if (length > most) {  // the prompt's end is kept
            ids.erase(ids.begin(), ids.begin() + (length - most));
        }
        result.push_back({.group = group, .ids = std::move(ids)});
    }
    return result;
}

/// Ids are unique in a file; here they must be in the run: the draws depend on them.
void makeIdsUnique(ExperimentData& data) {
    std::set<std::string> taken;
    for (auto* groups : {&data.train, &data.test}) {
        for (auto& group : *groups) {
            const auto named = std::filesystem::path(group.file).stem().string() + ":" + group.id;
            for (int number = 1; !taken.insert(group.id).second; ++number) {
                group.id = number == 1 ? named : named + "-" + std::to_string(number);
            }
        }
    }
}

/// A run that goes on has told what its data lack.
bool hasBegun(const RunContext& context) {
    const auto told = context.reader.events(context.run);
    return std::any_of(told.begin(), told.end(), [](const runs::StoredEvent& stored) {
        return std::holds_alternative<runs::StageEvent>(stored.event.body);
    });
}

void warn(RunReporter& reporter, const Error& problem) {
    reporter.message("warning", problem.place(), problem.problem(), problem.mend());
}

void tellProblems(const ExperimentData& data, RunReporter& reporter) {
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < std::min(most, data.problems.size()); ++i) {
        warn(reporter, data.problems[i]);
    }
    if (data.problems.size() > most) {
        reporter.message(
            "warning",
            "/data",
            std::to_string(data.problems.size() - most) + " more entries were left out",
            "mend or remove them");
    }
}

/// What the limit of length cuts, of all prompts and answers.
void tellCuts(const RunContext& context, const std::filesystem::path& folder) {
    const auto lengths =
        measureLengths(context.experiment, folder, context.data, *context.models.policySource(), 0);
    for (const auto& note : lengthNotes(context.experiment, lengths)) {
        warn(context.reporter, note);
    }
}

}  // namespace

RunEnd executeRun(const std::string& run,
                  const runs::RunDefinition& definition,
                  runs::RunWriter& store,
                  runs::EventSink& sink,
                  PauseGate& gate,
                  std::stop_token stop) {
    const auto folder = std::filesystem::path(definition.experimentFile).parent_path();
    const auto plan = preflight(definition.experiment, definition.experimentFile);
    if (!plan.errors.empty()) {
        throw Errors(plan.errors);
    }
    requireUnchanged(definition.resolved);
    const auto experiment =
        withResolvedPaths(experimentFromJson(definition.experiment, folder), folder);
    const auto compute = computeOf(definition.resolved);
    RunReporter reporter(run, plan.stages, store, sink);
    runs::RunReader reader(store.workspace());
    if (const auto summary = reader.summary(run)) {
        reporter.setReached(summary->fraction);
    }
    RunContext context{
        .run = run,
        .experiment = experiment,
        .compute = compute,
        .files = StageFiles(store.runFolder(run)),
        .reporter = reporter,
        .store = store,
        .reader = reader,
        .gate = gate,
        .stop = std::move(stop),
        .data = readData(experiment, folder),
        .models = RunModels(experiment.policy.model, experiment.policy.adapter, compute)};
    context.files.removeUnfinished();
    makeIdsUnique(context.data);
    if (!hasBegun(context)) {
        tellProblems(context.data, reporter);
        tellCuts(context, folder);
    }
    context.testPrompts = testPrompts(context);
    for (const auto& model : experiment.rewardModels) {
        if (model.model) {
            context.models.addJudge(model.name, *model.model);
        }
    }
    Execution execution(context, plan.stages);
    return execution.run();
}

}  // namespace lire::experiment
