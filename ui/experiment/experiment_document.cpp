// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_document.h"

#include <QElapsedTimer>
#include <QSaveFile>
#include <QScopedValueRollback>
#include <QUndoCommand>
#include <map>

#include "core/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/experiment_text.h"

namespace lire::ui {

namespace {

constexpr qint64 mergeMilliseconds = 1500;
constexpr int documentEditId = 1;
constexpr const char* textKey = "text";  ///< merges edits of the text; no pointer

}  // namespace

/// One undoable change: the whole content before and after it.
class DocumentEdit final : public QUndoCommand {
public:
    using Content = ExperimentDocument::Content;

    DocumentEdit(ExperimentDocument& document,
                 Content after,
                 const QString& what,
                 std::string mergeKey)
        : QUndoCommand(what),
          m_document(document),
          m_before(document.m_content),
          m_after(std::move(after)),
          m_mergeKey(std::move(mergeKey)) {
        m_age.start();
    }

    const Content& before() const { return m_before; }
    const Content& after() const { return m_after; }
    /// What makes the content after of the one before: a window's state holds many steps, and is
    /// written often.
    const nlohmann::json& patch() const {
        if (m_patch.is_null()) {
            m_patch = nlohmann::json::diff(m_before.json, m_after.json);
        }
        return m_patch;
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
        m_patch = nullptr;
        m_age.restart();
        setObsolete(m_after == m_before);  // typed and taken back: no step
        return true;
    }

private:
    ExperimentDocument& m_document;
    Content m_before;
    Content m_after;
    mutable nlohmann::json m_patch;
    std::string m_mergeKey;
    QElapsedTimer m_age;
};

ExperimentDocument::ExperimentDocument(QObject* parent)
    : QObject(parent), m_undo(new QUndoStack(this)) {
    m_undo->setUndoLimit(100);
}

const nlohmann::json* ExperimentDocument::find(const std::string& pointer) const {
    const nlohmann::json::json_pointer place(pointer);
    return json().contains(place) ? &json().at(place) : nullptr;
}

void ExperimentDocument::set(const std::string& pointer,
                             std::optional<nlohmann::json> value,
                             const QString& what) {
    nlohmann::json next = json();
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
    push({.json = std::move(json), .home = m_content.home}, what, mergeKey);
}

void ExperimentDocument::setText(const std::string& text) {
    if (experiment::textFault(text)) {
        push({.json = json(), .brokenText = text, .home = m_content.home},
             tr("Edit the text"),
             textKey);
    } else {
        replace(nlohmann::json::parse(text), tr("Edit the text"), textKey);
    }
}

const std::string* ExperimentDocument::brokenText() const {
    return m_content.brokenText ? &*m_content.brokenText : nullptr;
}

std::filesystem::path ExperimentDocument::folder() const {
    return file().empty() ? home().folder : file().parent_path();
}

bool ExperimentDocument::modified() const {
    return m_fault || (!file().empty() && (!home().saved || *home().saved != json()));
}

void ExperimentDocument::open(const std::filesystem::path& file) {
    nlohmann::json json = experiment::readExperimentFile(file);
    if (!json.is_object()) {
        throw Error(file.string(), "an experiment is a JSON object", "write {\"name\": ...}");
    }
    const auto whole = std::filesystem::absolute(file);
    noteSaved(whole, json);
    if (whole == this->file() && !modified()) {
        Q_EMIT fileChanged();  // it is open
        return;
    }
    m_homes.push_back({.file = whole, .folder = {}, .saved = json});
    take({.json = std::move(json), .home = m_homes.size() - 1},
         tr("Open %1").arg(QString::fromStdString(file.filename().string())));
}

void ExperimentDocument::begin(nlohmann::json json, const std::filesystem::path& folder) {
    m_homes.push_back({.file = {}, .folder = folder});
    take({.json = std::move(json), .home = m_homes.size() - 1}, tr("New experiment"));
}

void ExperimentDocument::take(Content content, const QString& what) {
    const bool first = m_undo->count() == 0 && m_content == Content();
    if (first) {
        apply(content);  // nothing was there to come back to
    } else {
        push(std::move(content), what, {});
    }
    Q_EMIT fileChanged();
}

void ExperimentDocument::save(const std::filesystem::path& file) {
    if (m_fault) {
        throw Error(m_fault->error);
    }
    const auto target = std::filesystem::absolute(file);
    nlohmann::json json = m_content.json;
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
    noteSaved(target, json);
    if (json == m_content.json) {
        m_homes[m_content.home].file = target;
        m_homes[m_content.home].saved = std::move(json);
    } else {
        // Its relative paths start elsewhere from here on: earlier steps keep the folder that
        // theirs start in.
        m_homes.push_back({.file = target, .folder = {}, .saved = json});
        push(
            {.json = std::move(json), .home = m_homes.size() - 1}, tr("Save with whole paths"), {});
    }
    m_undo->setClean();  // what is typed from here on is a step of its own
    Q_EMIT fileChanged();
}

void ExperimentDocument::noteSaved(const std::filesystem::path& file, const nlohmann::json& json) {
    for (Home& one : m_homes) {
        if (one.file == file) {
            one.saved = json;
        }
    }
}

void ExperimentDocument::push(Content content, const QString& what, const std::string& mergeKey) {
    if (content != m_content) {
        m_undo->push(new DocumentEdit(*this, std::move(content), what, mergeKey));
    }
}

void ExperimentDocument::apply(const Content& content) {
    const bool wasModified = modified();
    const bool elsewhere = content.home != m_content.home;
    m_content = content;
    m_fault = content.brokenText ? experiment::textFault(*content.brokenText) : std::nullopt;
    if (m_quiet) {
        return;
    }
    Q_EMIT changed();
    if (elsewhere || modified() != wasModified) {
        Q_EMIT fileChanged();
    }
}

nlohmann::json ExperimentDocument::history() const {
    nlohmann::json homes = nlohmann::json::array();
    std::map<std::size_t, std::size_t> numbers;  // of the homes that a step can come back to
    const auto toJson = [&](const Content& content) {
        const auto [number, isNew] = numbers.emplace(content.home, homes.size());
        if (isNew) {
            const Home& home = m_homes[content.home];
            homes.push_back({{"file", home.file.string()}, {"folder", home.folder.string()}});
        }
        nlohmann::json json = {{"home", number->second}};
        if (content.brokenText) {
            json["text"] = *content.brokenText;
        }
        return json;
    };
    const auto edit = [this](int at) {
        return static_cast<const DocumentEdit*>(m_undo->command(at));
    };
    const Content& first = m_undo->count() > 0 ? edit(0)->before() : m_content;
    nlohmann::json base = toJson(first);
    base["content"] = first.json;
    nlohmann::json steps = nlohmann::json::array();
    for (int at = 0; at < m_undo->count(); ++at) {
        nlohmann::json step = toJson(edit(at)->after());
        step["what"] = edit(at)->text().toStdString();
        step["patch"] = edit(at)->patch();
        steps.push_back(std::move(step));
    }
    return {{"homes", std::move(homes)},
            {"base", std::move(base)},
            {"steps", std::move(steps)},
            {"at", m_undo->index()},
            {"modified", modified()}};
}

bool ExperimentDocument::restore(const nlohmann::json& history) {
    std::vector<Home> homes;
    Content first;
    std::vector<std::pair<QString, Content>> steps;
    int at = 0;
    bool changedHere = false;
    try {
        for (const auto& one : history.at("homes")) {
            homes.push_back({.file = one.at("file").get<std::string>(),
                             .folder = one.at("folder").get<std::string>()});
        }
        const auto read = [&homes](const nlohmann::json& from, nlohmann::json json) {
            Content content;
            content.json = std::move(json);
            content.home = from.at("home").get<std::size_t>();
            if (const auto text = from.find("text"); text != from.end()) {
                content.brokenText = text->get<std::string>();
            }
            static_cast<void>(homes.at(content.home));
            return content;
        };
        first = read(history.at("base"), history.at("base").at("content"));
        const Content* last = &first;
        steps.reserve(history.at("steps").size());
        for (const auto& step : history.at("steps")) {
            steps.emplace_back(QString::fromStdString(step.at("what").get<std::string>()),
                               read(step, last->json.patch(step.at("patch"))));
            last = &steps.back().second;
        }
        at = history.at("at").get<int>();
        changedHere = history.at("modified").get<bool>();
    } catch (const std::exception&) {
        return false;  // the window's state was damaged
    }
    for (Home& one : homes) {
        try {
            if (!one.file.empty()) {
                one.saved = experiment::readExperimentFile(one.file);
            }
        } catch (const Error&) {
            // Gone or broken: what was left of it is kept here, as not saved.
        }
    }
    {
        const QScopedValueRollback quiet(m_quiet, true);
        m_undo->clear();
        m_homes = std::move(homes);
        apply(first);
        for (auto& [what, content] : steps) {
            m_undo->push(new DocumentEdit(*this, std::move(content), what, {}));
        }
        m_undo->setIndex(at);
    }
    if (!changedHere && home().saved && *home().saved != json()) {
        replace(*home().saved, tr("The file was changed elsewhere"));
    }
    Q_EMIT changed();
    Q_EMIT fileChanged();
    return true;
}

}  // namespace lire::ui
