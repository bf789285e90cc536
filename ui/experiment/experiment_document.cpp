// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_document.h"

#include <QElapsedTimer>
#include <QSaveFile>
#include <QUndoCommand>

#include "core/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/experiment_text.h"

namespace lire::ui {

namespace {

constexpr qint64 mergeMilliseconds = 1500;
constexpr int documentEditId = 1;

}  // namespace

/// One undoable change: the whole content before and after it.
class DocumentEdit final : public QUndoCommand {
public:
    DocumentEdit(ExperimentDocument& document,
                 nlohmann::json after,
                 const QString& what,
                 std::string mergeKey)
        : QUndoCommand(what),
          m_document(document),
          m_before(document.json()),
          m_after(std::move(after)),
          m_mergeKey(std::move(mergeKey)) {
        m_age.start();
    }

    void undo() override { m_document.apply(m_before); }
    void redo() override { m_document.apply(m_after); }
    int id() const override { return documentEditId; }

    bool mergeWith(const QUndoCommand* other) override {
        const auto& next = *static_cast<const DocumentEdit*>(other);
        if (m_mergeKey.empty() || next.m_mergeKey != m_mergeKey ||
            m_age.elapsed() > mergeMilliseconds) {
            return false;
        }
        m_after = next.m_after;
        m_age.restart();
        return true;
    }

private:
    ExperimentDocument& m_document;
    nlohmann::json m_before;
    nlohmann::json m_after;
    std::string m_mergeKey;
    QElapsedTimer m_age;
};

ExperimentDocument::ExperimentDocument(QObject* parent)
    : QObject(parent), m_undo(new QUndoStack(this)) {
    m_undo->setUndoLimit(100);
    connect(m_undo, &QUndoStack::cleanChanged, this, &ExperimentDocument::fileChanged);
}

const nlohmann::json* ExperimentDocument::find(const std::string& pointer) const {
    const nlohmann::json::json_pointer place(pointer);
    return m_json.contains(place) ? &m_json.at(place) : nullptr;
}

void ExperimentDocument::set(const std::string& pointer,
                             std::optional<nlohmann::json> value,
                             const QString& what) {
    nlohmann::json next = m_json;
    const nlohmann::json::json_pointer place(pointer);
    if (value) {
        next[place] = std::move(*value);
    } else if (next.contains(place)) {
        nlohmann::json& parent = next.at(place.parent_pointer());
        if (parent.is_array()) {
            parent.erase(std::stoul(place.back()));
        } else {
            parent.erase(place.back());
        }
    }
    replace(std::move(next), what, pointer);
}

void ExperimentDocument::replace(nlohmann::json json,
                                 const QString& what,
                                 const std::string& mergeKey) {
    if (json != m_json) {
        m_undo->push(new DocumentEdit(*this, std::move(json), what, mergeKey));
    }
}

std::filesystem::path ExperimentDocument::folder() const {
    return m_file.empty() ? m_folder : m_file.parent_path();
}

void ExperimentDocument::open(const std::filesystem::path& file) {
    nlohmann::json json = experiment::readExperimentFile(file);
    m_file = std::filesystem::absolute(file);
    m_undo->clear();
    apply(std::move(json));
    Q_EMIT fileChanged();
}

void ExperimentDocument::begin(nlohmann::json json, const std::filesystem::path& folder) {
    m_file.clear();
    m_folder = folder;
    m_undo->clear();
    apply(std::move(json));
    Q_EMIT fileChanged();
}

void ExperimentDocument::save(const std::filesystem::path& file) {
    const auto target = std::filesystem::absolute(file);
    nlohmann::json json = m_json;
    if (target.parent_path() != folder()) {
        json = experiment::withWholePaths(json, folder());
    }
    std::error_code problem;
    std::filesystem::create_directories(target.parent_path(), problem);
    QSaveFile out(QString::fromStdString(target.string()));
    const std::string text = experiment::experimentText(json) + "\n";
    if (!out.open(QIODevice::WriteOnly) ||
        out.write(text.data(), static_cast<qint64>(text.size())) < 0 || !out.commit()) {
        throw Error(target.string(),
                    "cannot be written: " + out.errorString().toStdString(),
                    "save it in another folder",
                    Blame::Running);
    }
    m_file = target;
    if (json != m_json) {
        apply(std::move(json));
    }
    m_undo->setClean();
    Q_EMIT fileChanged();
}

void ExperimentDocument::apply(nlohmann::json json) {
    m_json = std::move(json);
    Q_EMIT changed();
}

}  // namespace lire::ui
