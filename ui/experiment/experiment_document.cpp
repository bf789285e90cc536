// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_document.h"

#include <QElapsedTimer>
#include <QSaveFile>
#include <QScopedValueRollback>
#include <QUndoCommand>
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <stdexcept>

#include "core/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/experiment_text.h"
#include "core/experiment/fields.h"

namespace lire::ui {

using Pointer = nlohmann::json::json_pointer;

namespace {

constexpr qint64 mergeMilliseconds = 1500;
constexpr int documentEditId = 1;
constexpr const char* textKey = "text";  ///< merges edits of the text; no pointer

bool isIndex(const std::string& key) {
    constexpr std::size_t longest = 9;  // fits a number
    return key == "-" || (!key.empty() && key.size() <= longest &&
                          std::all_of(key.begin(), key.end(), [](unsigned char letter) {
                              return std::isdigit(letter) != 0;
                          }));
}

/// The value of a key, made where it is absent. The text may hold anything where a section belongs:
/// what cannot hold the key gives way. `pointer`: of `holder`.
nlohmann::json& child(nlohmann::json& holder, const std::string& pointer, const std::string& key) {
    using experiment::FieldType;
    const auto* field = experiment::findField(pointer);
    const bool named = field == nullptr ? holder.is_object()
                                        : field->type == FieldType::Section ||
                                              field->type == FieldType::NamedSections ||
                                              field->type == FieldType::Options;
    if (named || !isIndex(key)) {
        if (!holder.is_object()) {
            holder = nlohmann::json::object();
        }
        return holder[key];
    }
    if (!holder.is_array()) {
        holder = nlohmann::json::array();
    }
    const std::size_t at = key == "-" ? holder.size() : std::stoul(key);
    if (at >= holder.size()) {
        holder.push_back(nullptr);
        return holder.back();
    }
    return holder[at];
}

void write(nlohmann::json& whole, const Pointer& place, nlohmann::json value) {
    std::vector<std::string> keys;
    for (Pointer rest = place; !rest.empty(); rest.pop_back()) {
        keys.insert(keys.begin(), rest.back());
    }
    nlohmann::json* at = &whole;
    Pointer above;
    for (const auto& key : keys) {
        at = &child(*at, above.to_string(), key);
        above /= key;
    }
    *at = std::move(value);
}

/// Raises Error where the file cannot be read or is no experiment.
nlohmann::json readObject(const std::filesystem::path& file) {
    nlohmann::json json = experiment::readExperimentFile(file);
    if (!json.is_object()) {
        throw Error(file.string(), "an experiment is a JSON object", "write {\"name\": ...}");
    }
    return json;
}

/// Nothing where the file is gone or broken.
std::optional<nlohmann::json> readIfWhole(const std::filesystem::path& file) {
    try {
        return readObject(file);
    } catch (const Error&) {
        return std::nullopt;
    }
}

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
    const Pointer place(pointer);
    return json().contains(place) ? &json().at(place) : nullptr;
}

void ExperimentDocument::set(const std::string& pointer,
                             std::optional<nlohmann::json> value,
                             const QString& what) {
    nlohmann::json next = json();
    const Pointer place(pointer);
    if (value) {
        write(next, place, std::move(*value));
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
    nlohmann::json json = readObject(file);
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

void ExperimentDocument::openCopy(const std::filesystem::path& file) {
    const auto whole = std::filesystem::absolute(file);
    begin(readObject(whole), whole.parent_path());
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
    requireUnchanged(target);
    nlohmann::json json = m_content.json;
    const bool moved = target.parent_path() != folder();
    if (moved) {
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
    if (!moved) {
        m_homes[m_content.home].file = target;
        m_homes[m_content.home].saved = std::move(json);
    } else {
        // Relative paths start elsewhere from here on: earlier steps keep the folder that theirs
        // start in.
        m_homes.push_back({.file = target, .folder = {}, .saved = json});
        push({.json = std::move(json), .home = m_homes.size() - 1},
             tr("Save in another folder"),
             {});
    }
    m_undo->setClean();  // what is typed from here on is a step of its own
    Q_EMIT fileChanged();
}

void ExperimentDocument::requireUnchanged(const std::filesystem::path& target) const {
    std::error_code absent;
    if (target != file() || !home().saved || !std::filesystem::exists(target, absent)) {
        return;
    }
    // One that is broken was read once: who broke it since was another program.
    const auto now = readIfWhole(target);
    if (now && (*now == *home().saved || *now == json())) {
        return;
    }
    throw Error(target.string(),
                "another program changed it since it was opened",
                "open it again (undo brings your edits back), or save under another name");
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
            if (home.saved) {
                homes.back()["saved"] = *home.saved;
            }
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
            if (const auto saved = one.find("saved"); saved != one.end()) {
                homes.back().saved = *saved;
            }
        }
        const auto read = [&homes](const nlohmann::json& from, nlohmann::json json) {
            Content content;
            if (!json.is_object()) {
                throw std::invalid_argument("no experiment");
            }
            content.json = std::move(json);
            content.home = from.at("home").get<std::size_t>();
            if (const auto text = from.find("text"); text != from.end()) {
                content.brokenText = text->get<std::string>();
            }
            if (content.home >= homes.size()) {
                throw std::out_of_range("no such home");
            }
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
        if (one.file.empty()) {
            continue;
        }
        try {
            nlohmann::json now = experiment::readExperimentFile(one.file);
            if (!one.saved) {
                one.saved = std::move(now);  // an earlier version kept nothing of it
            }
        } catch (const Error&) {
            // What was left of it is kept here, as not saved. Gone, it is written again; broken, it
            // is another program's.
            std::error_code absent;
            one.saved.reset();
            if (std::filesystem::exists(one.file, absent)) {
                one.saved = nlohmann::json();
            }
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
    if (!changedHere) {
        takeWhatTheFileHolds();
    }
    Q_EMIT changed();
    Q_EMIT fileChanged();
    return true;
}

void ExperimentDocument::takeWhatTheFileHolds() {
    if (file().empty()) {
        return;
    }
    auto now = readIfWhole(file());
    if (!now) {
        return;  // restore() noted that it is gone or broken
    }
    noteSaved(file(), *now);
    if (*now != json()) {
        replace(std::move(*now), tr("The file was changed elsewhere"));
    }
}

}  // namespace lire::ui
