// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/message_log.h"

#include <algorithm>
#include <variant>

#include "ui/session.h"

namespace lire::ui {

namespace {

constexpr std::size_t longestLog = 500;

QString levelOf(const std::string& level) {
    if (level == "error") {
        return QStringLiteral("error");
    }
    return level == "warning" ? QStringLiteral("warn") : QStringLiteral("info");
}

}  // namespace

QString Message::sentence() const {
    QString words = place.isEmpty() ? problem : place + QStringLiteral(": ") + problem;
    return mend.isEmpty() ? words : words + QStringLiteral("; ") + mend;
}

MessageLog::MessageLog(Session& session, QObject* parent) : QObject(parent) {
    connect(&session,
            &Session::failed,
            this,
            [this](const QString& place, const QString& problem, const QString& mend) {
                add({.time = QDateTime::currentDateTime(),
                     .level = QStringLiteral("error"),
                     .place = place,
                     .problem = problem,
                     .mend = mend});
            });
    connect(
        &session, &Session::watching, this, [this](const QString& place, const QString& problem) {
            add({.time = QDateTime::currentDateTime(),
                 .level = QStringLiteral("info"),
                 .place = place,
                 .problem = problem,
                 .mend = tr("its run is shown here while it works, and this window takes over "
                            "when it ends")});
        });
    connect(&session, &Session::eventArrived, this, [this](const runs::Event& event) {
        if (const auto* message = std::get_if<runs::MessageEvent>(&event.body)) {
            add({.time = QDateTime::fromMSecsSinceEpoch(qRound64(event.time * 1000.0)),
                 .level = levelOf(message->level),
                 .place = QString::fromStdString(message->place),
                 .problem = QString::fromStdString(message->problem),
                 .mend = QString::fromStdString(message->mend)});
        }
    });
}

void MessageLog::add(Message message) {
    const auto same =
        std::find_if(m_messages.begin(), m_messages.end(), [&message](const Message& other) {
            return other.sentence() == message.sentence();
        });
    if (same != m_messages.end()) {
        message.count = same->count + 1;
        m_messages.erase(same);
    }
    m_messages.insert(m_messages.begin(), std::move(message));
    if (m_messages.size() > longestLog) {
        m_messages.pop_back();
    }
    Q_EMIT changed();
}

void MessageLog::clear() {
    m_messages.clear();
    Q_EMIT changed();
}

}  // namespace lire::ui
