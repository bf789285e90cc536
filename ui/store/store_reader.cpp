// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/store/store_reader.h"

#include <QTimer>
#include <algorithm>
#include <type_traits>

#include "core/error.h"

namespace lire::ui {

namespace {

constexpr int lookMilliseconds = 250;

/// A run's snapshot with the new events behind the known ones.
RunSnapshotPtr extended(const RunSnapshot* known,
                        const runs::RunSummary& summary,
                        const runs::RunDefinition& definition,
                        std::vector<runs::StoredEvent> news) {
    auto next = std::make_shared<RunSnapshot>();
    next->summary = summary;
    next->definition = definition;
    if (known != nullptr) {
        next->events = known->events;
    }
    next->events.reserve(next->events.size() + news.size());
    for (auto& stored : news) {
        next->events.push_back(std::move(stored.event));
    }
    return next;
}

/// Whether a resumed run makes steps again that are known: those behind its checkpoint were taken
/// out of the store.
bool goesBack(const RunSnapshot& known, const std::vector<runs::StoredEvent>& news) {
    for (const auto& stored : news) {
        const auto* step = std::get_if<runs::StepEvent>(&stored.event.body);
        if (step == nullptr) {
            continue;
        }
        const auto before = std::find_if(
            known.events.rbegin(), known.events.rend(), [&stored](const runs::Event& event) {
                return event.stage == stored.event.stage &&
                       std::holds_alternative<runs::StepEvent>(event.body);
            });
        // The first new step decides: within the news the store itself is in order.
        return before != known.events.rend() &&
               std::get<runs::StepEvent>(before->body).step >= step->step;
    }
    return false;
}

bool sameSummary(const runs::RunSummary& left, const runs::RunSummary& right) {
    return left.state == right.state && left.fraction == right.fraction &&
           left.changed == right.changed && left.report == right.report;
}

}  // namespace

StoreReader::StoreReader(std::filesystem::path workspace) : m_workspace(std::move(workspace)) {}

StoreReader::~StoreReader() = default;

void StoreReader::begin() {
    m_timer = new QTimer(this);
    connect(m_timer, &QTimer::timeout, this, &StoreReader::look);
    m_timer->start(lookMilliseconds);
    look();
}

void StoreReader::watch(const QString& run) {
    const std::string id = run.toStdString();
    auto [place, isNew] = m_watched.try_emplace(id);
    if (!isNew) {
        return;
    }
    guarded([&, entry = &place->second] { refresh(id, *entry); });
}

void StoreReader::readResponses(quint64 request,
                                const QString& run,
                                const runs::ResponseFilter& filter) {
    auto answer = std::make_shared<std::vector<runs::ResponseRecord>>();
    guarded([&] { *answer = m_reader->responses(run.toStdString(), filter); });
    Q_EMIT responsesRead(request, answer);  // an empty one where it failed: nobody waits for ever
}

void StoreReader::readPrompts(quint64 request, const QString& run) {
    auto answer = std::make_shared<std::vector<runs::PromptRecord>>();
    guarded([&] { *answer = m_reader->prompts(run.toStdString()); });
    Q_EMIT promptsRead(request, answer);
}

void StoreReader::look() {
    guarded([this] {
        const std::int64_t version = m_reader->version();
        if (m_version == version) {
            return;
        }
        // The version is taken first: what is committed after it is read now or seen next time.
        m_runs = std::make_shared<std::vector<runs::RunSummary>>(m_reader->runs());
        readExperiments();
        Q_EMIT runsRead(m_runs, m_experiments);
        for (auto& [id, watched] : m_watched) {
            refresh(id, watched);
        }
        m_version = version;
    });
}

void StoreReader::readExperiments() {
    using Experiments = std::remove_const_t<ExperimentsPtr::element_type>;
    std::shared_ptr<Experiments> next;
    for (const runs::RunSummary& run : *m_runs) {
        if (m_experiments->contains(run.id)) {
            continue;
        }
        if (!next) {
            next = std::make_shared<Experiments>(*m_experiments);
        }
        auto& experiment = (*next)[run.id];  // null where it cannot be read: it is told once
        guarded([&] {
            experiment =
                std::make_shared<const nlohmann::json>(m_reader->definition(run.id).experiment);
        });
    }
    if (next) {
        m_experiments = std::move(next);
    }
}

void StoreReader::refresh(const std::string& id, Watched& watched) {
    const runs::RunSummary* summary = summaryOf(id);
    if (summary == nullptr) {
        return;
    }
    if (!watched.definition) {
        watched.definition = m_reader->definition(id);
    }
    auto news = m_reader->events(id, watched.row);
    if (watched.snapshot && goesBack(*watched.snapshot, news)) {
        watched.snapshot.reset();
        news = m_reader->events(id);
    }
    const bool known = watched.snapshot != nullptr;
    if (known && news.empty() && sameSummary(watched.snapshot->summary, *summary)) {
        return;
    }
    const std::int64_t last = news.empty() ? watched.row : news.back().row;
    watched.snapshot =
        extended(watched.snapshot.get(), *summary, *watched.definition, std::move(news));
    watched.row = last;
    Q_EMIT runRead(QString::fromStdString(id), watched.snapshot);
}

const runs::RunSummary* StoreReader::summaryOf(const std::string& id) const {
    if (!m_runs) {
        return nullptr;
    }
    const auto found = std::find_if(
        m_runs->begin(), m_runs->end(), [&id](const auto& run) { return run.id == id; });
    return found == m_runs->end() ? nullptr : &*found;
}

template <class Work>
void StoreReader::guarded(const Work& work) {
    try {
        if (!m_reader) {
            m_reader = std::make_unique<runs::RunReader>(m_workspace);
        }
        work();
    } catch (const Error& error) {
        tell(error);
    } catch (const std::exception& problem) {
        tell(Error(m_workspace.string(),
                   problem.what(),
                   "close the workspace and open it again",
                   Blame::Running));
    }
}

void StoreReader::tell(const Error& error) {
    if (m_told != error.what()) {
        m_told = error.what();
        Q_EMIT failed(QString::fromStdString(error.place()),
                      QString::fromStdString(error.problem()),
                      QString::fromStdString(error.mend()));
    }
}

}  // namespace lire::ui
