// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/run_model.h"

#include <algorithm>
#include <map>

#include "ui/parts/state_chip.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

namespace {

/// The results of older runs are read only when they are chosen.
constexpr std::size_t watchedRuns = 200;

QString plusMinus(const std::optional<runs::Estimate>& estimate, double factor, int decimals) {
    if (!estimate) {
        return QStringLiteral("–");
    }
    const double half = (estimate->high - estimate->low) / 2.0;
    return QStringLiteral("%1 ± %2")
        .arg(estimate->value * factor, 0, 'f', decimals)
        .arg(half * factor, 0, 'f', decimals);
}

bool sameIds(const std::vector<RunRow>& rows, const std::vector<runs::RunSummary>& runs) {
    return std::equal(
        rows.begin(), rows.end(), runs.begin(), runs.end(), [](const auto& row, const auto& run) {
            return row.summary.id == run.id;
        });
}

}  // namespace

RunModel::RunModel(Session& session, QObject* parent)
    : QAbstractTableModel(parent), m_session(session) {
    connect(&m_session, &Session::runsChanged, this, &RunModel::takeRuns);
    connect(&m_session, &Session::runChanged, this, &RunModel::takeRun);
    takeRuns();
}

int RunModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const RunRow& row = m_rows.at(static_cast<std::size_t>(index.row()));
    const bool isNumber = index.column() == WinRate || index.column() == Kl;
    switch (role) {
        case Qt::DisplayRole:
            return text(row, index.column());
        case Qt::ToolTipRole:
            if (isNumber && row.winRate) {
                return tr("%1, %2 (policies × temperatures) on these test prompts: T = %3, "
                          "n = %4 prompts, 95 % interval of that one; KL is Rao-Blackwellised")
                    .arg(row.bestPolicy, pickedFrom(row))
                    .arg(row.temperature)
                    .arg(row.prompts);
            }
            return index.column() == Name ? QString::fromStdString(row.summary.id)
                                          : text(row, index.column());
        case Qt::FontRole:
            return isNumber ? QVariant(numberFont(12)) : QVariant();
        case Qt::TextAlignmentRole:
            return static_cast<int>(isNumber ? Qt::AlignRight | Qt::AlignVCenter
                                             : Qt::AlignLeft | Qt::AlignVCenter);
        case RunRole:
            return QString::fromStdString(row.summary.id);
        case StateRole:
            return QString::fromStdString(row.summary.state);
        case FractionRole:
            return row.summary.fraction;
        case MethodRole:
            return row.method;
        case SortRole:
            if (index.column() == Started) {
                return row.summary.created;
            }
            if (isNumber) {
                const auto& value = index.column() == Kl ? row.kl : row.winRate;
                return value ? value->value : -1.0;
            }
            return index.column() == Progress ? QVariant(row.summary.fraction)
                                              : text(row, index.column());
        default:
            return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const {
    static const QStringList titles = {tr("Run"),
                                       tr("What differs"),
                                       tr("State"),
                                       tr("Policies"),
                                       tr("Rewards"),
                                       tr("Progress"),
                                       tr("Win rate, %"),
                                       tr("KL, nats"),
                                       tr("Started")};
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        return titles.value(section);
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(
            (section == WinRate || section == Kl ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    }
    return {};
}

QVariant RunModel::text(const RunRow& row, int column) {
    switch (column) {
        case Name:
            return QString::fromStdString(row.summary.name);
        case Differs:
            return row.differs.isEmpty() ? QStringLiteral("–") : row.differs;
        case State:
            return stateWord(row.summary.state);
        case Policies:
            return row.policies.isEmpty() ? QStringLiteral("–") : row.policies;
        case Rewards:
            return row.rewards.isEmpty() ? QStringLiteral("–") : row.rewards;
        case Progress:
            return QStringLiteral("%1 %").arg(qRound(row.summary.fraction * 100.0));
        case WinRate:
            return plusMinus(row.winRate, 100.0, 1);
        case Kl:
            return row.kl ? QString::number(row.kl->value, 'f', 2) : QStringLiteral("–");
        case Started:
            return dateInWords(row.summary.created);
        default:
            return {};
    }
}

void RunModel::takeRuns() {
    const RunListPtr runs = m_session.runs();
    const bool same = sameIds(m_rows, *runs);
    if (!same) {
        beginResetModel();
        m_rows.clear();
    }
    for (std::size_t at = 0; at < runs->size(); ++at) {
        const runs::RunSummary& summary = (*runs)[at];
        const QString id = QString::fromStdString(summary.id);
        if (at < watchedRuns) {
            m_session.watchRun(id);
        }
        if (same) {
            m_rows[at].summary = summary;
        } else {
            m_rows.push_back(
                runRow(summary, m_session.experiment(summary.id).get(), m_session.run(id).get()));
        }
    }
    tellRowsApart();
    if (!same) {
        endResetModel();
    } else if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void RunModel::takeRun(const QString& id) {
    for (std::size_t at = 0; at < m_rows.size(); ++at) {
        if (id == QString::fromStdString(m_rows[at].summary.id)) {
            const runs::RunSummary summary = m_rows[at].summary;
            const QString differed = m_rows[at].differs;
            m_rows[at] =
                runRow(summary, m_session.experiment(summary.id).get(), m_session.run(id).get());
            m_rows[at].differs = differed;
            const int changed = static_cast<int>(at);
            Q_EMIT dataChanged(index(changed, 0), index(changed, ColumnCount - 1));
        }
    }
}

void RunModel::tellRowsApart() {
    std::map<std::string, std::vector<RunRow*>> byName;
    for (RunRow& row : m_rows) {
        byName[row.summary.name].push_back(&row);
    }
    for (const auto& [name, rows] : byName) {
        tellApart(rows);
    }
}

}  // namespace lire::ui
