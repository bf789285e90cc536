// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <vector>

namespace lire::ui {

class Session;

/// One thing that was told: what, where, and what mends it.
struct Message {
    QDateTime time = {};
    QString level = {};  ///< "info", "warn" or "error"
    QString place = {};
    QString problem = {};
    QString mend = {};
    int count = 1;  ///< how often it was told
    /// place: problem; mend
    QString sentence() const;
};

/// What the session and its jobs have told since the window was opened, newest first; a sentence
/// that is told again is raised and counted, and stands once. Thread: window.
class MessageLog final : public QObject {
    Q_OBJECT
public:
    explicit MessageLog(Session& session, QObject* parent = nullptr);

    const std::vector<Message>& messages() const { return m_messages; }
    void add(Message message);
    void clear();

Q_SIGNALS:
    void changed();

private:
    std::vector<Message> m_messages;
};

}  // namespace lire::ui
