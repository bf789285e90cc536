// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <thread>

#include "app/lire/interrupt.h"
#include "app/lire/made_folder.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/terminal_bar.h"
#include "core/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/job_runner.h"
#include "core/experiment/preflight.h"
#include "core/experiment/stage_files.h"
#include "core/runs/event.h"
#include "core/runs/run_folder.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string experiment = {};
    std::string workspace = {};
    std::string run = {};  ///< an unfinished one to go on with, as it was stored
    bool resume = false;
    bool quiet = false;
};

/// Prints each event as a line; remembers how the run ended.
class PrintingSink final : public runs::EventSink {
public:
    PrintingSink(StoppableWork& work, bool quiet) : m_work(work), m_progress("run", quiet) {}

    void receive(const runs::Event& told) override {
        const auto event = withWholePath(told);
        m_work.print(runs::toJson(event));
        const std::scoped_lock lock(m_mutex);
        if (const auto* state = std::get_if<runs::StateEvent>(&event.body)) {
            m_state = state->state;
            m_run = event.run;
            m_report = state->report;
            m_overall = state->fraction;
            m_secondsLeft = state->secondsLeft;
        } else if (const auto* stage = std::get_if<runs::StageEvent>(&event.body)) {
            m_progress.setTitle(stage->title);
            m_fraction = stage->fraction;
        } else if (const auto* message = std::get_if<runs::MessageEvent>(&event.body);
                   message != nullptr && message->level != "note") {
            clearBar();
            std::cerr << Error(message->place, message->problem, message->mend).what() << '\n';
        }
        m_progress.show(m_fraction,
                        "whole run " + std::to_string(std::lround(m_overall * 100)) + " %",
                        m_secondsLeft);
    }

    std::string state() {
        const std::scoped_lock lock(m_mutex);
        return m_state;
    }

    /// Where the results of a finished run lie, on standard error.
    void tellResults(const std::filesystem::path& workspace) {
        const std::scoped_lock lock(m_mutex);
        leaveBar();
        if (!m_report.empty()) {
            std::cerr << "report: " << m_report << '\n';
        }
        const experiment::StageFiles files(
            std::filesystem::absolute(runs::runFolderPath(workspace, m_run)));
        for (const auto& adapter : files.adapters()) {
            std::cerr << "adapter: " << adapter.string() << '\n';
        }
        for (const auto& model : files.rewardModels()) {
            std::cerr << "reward model: " << model.string() << '\n';
        }
    }

private:
    /// Of the report: what reads the lines may stand in another folder.
    static runs::Event withWholePath(runs::Event event) {
        auto* state = std::get_if<runs::StateEvent>(&event.body);
        if (state != nullptr && !state->report.empty()) {
            state->report = std::filesystem::absolute(state->report).lexically_normal().string();
        }
        return event;
    }

    StoppableWork& m_work;
    std::mutex m_mutex;
    Progress m_progress;
    std::string m_state;  ///< guarded by m_mutex, as what follows
    std::string m_run;
    std::string m_report;
    double m_fraction = 0.0;     ///< of the stage
    double m_overall = 0.0;      ///< share of the run that is done
    double m_secondsLeft = 0.0;  ///< of the run
};

/// What is wrong with the experiment or its data, told before anything is stored. Raises Errors
/// that name the file.
void check(const nlohmann::json& experiment, const std::string& file) {
    std::vector<Error> errors;
    for (const auto& error : experiment::preflight(experiment, file).errors) {
        errors.emplace_back(
            file + ": " + error.place(), error.problem(), error.mend(), error.blame());
    }
    if (!errors.empty()) {
        throw Errors(std::move(errors));
    }
}

int runExperiment(const Arguments& arguments) {
    nlohmann::json experiment;
    if (arguments.run.empty()) {
        if (arguments.experiment.empty()) {
            throw Error("EXPERIMENT", "is missing", "name an experiment file, or a run by --run");
        }
        experiment = experiment::readExperimentFile(arguments.experiment);
        check(experiment, arguments.experiment);
    }
    std::error_code absent;
    if (!std::filesystem::exists(arguments.workspace, absent)) {
        makeFolder("--workspace", arguments.workspace);
    }
    StoppableWork work;
    PrintingSink sink(work, arguments.quiet);
    experiment::JobRunner runner(arguments.workspace, sink);
    if (!arguments.run.empty()) {
        runner.resume(arguments.run);
    } else if (arguments.resume) {
        runner.resumeOrStart(experiment, arguments.experiment);
    } else {
        runner.start(experiment, arguments.experiment);
    }
    const std::stop_callback stopRunner(work.token(), [&runner] { runner.stop(); });
    runner.wait();
    work.requirePrinted(sink.state() == "done" ? "" : goOn);
    if (sink.state() == "done") {
        if (!arguments.quiet) {
            sink.tellResults(arguments.workspace);
        }
        return 0;
    }
    return work.token().stop_requested() ? interruptedExit : 1;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    auto* experiment = app.add_option("EXPERIMENT", arguments->experiment, "an experiment file");
    app.add_option("--workspace", arguments->workspace, "the folder of runs")->required();
    app.add_flag(
        "--resume",
        arguments->resume,
        "go on with the newest unfinished run of this experiment, or start where there is none");
    app.add_option(
           "--run",
           arguments->run,
           "go on with this unfinished run as it was started, whatever its file says by now")
        ->excludes(experiment);
    app.add_flag("--quiet", arguments->quiet, "no progress on standard error");
    return [arguments] { return runExperiment(*arguments); };
}

}  // namespace

Command runCommand() {
    return {.name = "run", .summary = "runs an experiment, one line an event", .declare = declare};
}

}  // namespace lire::app
