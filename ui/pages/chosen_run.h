// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/session.h"

namespace lire::ui {

/// The name that tells a run from the workspace's others; empty for an unknown one. Thread: window.
QString runName(const Session& session, const QString& run);

/// The run whose responses a page shows, the chosen one or else the newest, with its responses and
/// prompts. They are large, and read again only when an evaluation was added. Thread: window.
class ChosenRun final : public QObject {
    Q_OBJECT
public:
    enum class Responses { Full, All };  ///< of full evaluations only, or live ones too

    ChosenRun(Session& session, Responses which, QObject* parent);

    const QString& id() const { return m_id; }
    /// As it was when the responses were asked for; null before.
    const RunSnapshotPtr& snapshot() const { return m_snapshot; }
    const ResponsesPtr& responses() const { return m_responses; }
    const PromptsPtr& prompts() const { return m_prompts; }
    /// Nothing is on its way.
    bool settled() const { return m_id.isEmpty() || (m_responses && m_prompts); }

Q_SIGNALS:
    /// Another run, an evaluation more, or what was asked for has arrived.
    void changed();

private:
    void choose();
    void ask();

    Session& m_session;
    Responses m_which;
    QString m_id;
    RunSnapshotPtr m_snapshot;
    ResponsesPtr m_responses;
    PromptsPtr m_prompts;
    quint64 m_responsesAsked = 0;
    quint64 m_promptsAsked = 0;
    std::size_t m_evaluations = 0;
};

}  // namespace lire::ui
