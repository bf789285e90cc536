// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <fstream>
#include <memory>

#include "core/experiment/experiment_json.h"
#include "core/experiment/experiment_text.h"
#include "ui/experiment/experiment_document.h"
#include "ui/experiment/experiment_form.h"
#include "ui/experiment/experiment_page.h"
#include "ui/experiment/form_shape.h"
#include "ui/experiment/json_view.h"
#include "ui/session.h"

namespace lire::ui::opened {

using nlohmann::json;
namespace fs = std::filesystem;

/// One that may start.
inline json small() {
    return json::parse(R"({
        "name": "small", "seed": 1, "policy": {"model": "smollm2-135m-instruct"},
        "data": {"train": ["pairs.jsonl"], "test_share": 0.5},
        "train": [{"objective": "dpo", "data": "given"}]})");
}

inline void writePairs(const fs::path& file) {
    std::ofstream lines(file);
    for (int at = 0; at < 6; ++at) {
        lines << R"({"prompt": "Q)" << at << R"(", "chosen": "yes", "rejected": "no"})" << '\n';
    }
}

/// A page on a workspace of its own with the experiment `small` open.
struct Opened {
    Opened() {
        writePairs(fs::path(folder.path().toStdString()) / "pairs.jsonl");
        file = folder.filePath("small.json");
        std::ofstream(file.toStdString()) << experiment::experimentText(small());
        make();
        page->restore({{"open", file.toStdString()}});
    }

    /// Another page in place of the one there is: as a window that is closed and opened.
    void make(const json& state = json::object()) {
        page.reset();
        page = std::make_unique<ExperimentPage>(session, nullptr);
        page->restore(state);
        page->resize(1200, 800);
        page->show();
    }

    ExperimentDocument& document() { return page->document(); }
    QUndoStack& undo() { return *document().undoStack(); }
    QPlainTextEdit& text() { return *page->jsonView().text(); }
    QLineEdit* line(const char* pointer) {
        page->form().setStep(stepOf(pointer));
        return page->form().row(pointer)->findChild<QLineEdit*>();
    }
    void typeAtEnd(const char* pointer, const QString& typed) {
        line(pointer)->setFocus();
        line(pointer)->end(false);
        QTest::keyClicks(line(pointer), typed);
    }
    /// Puts `by` in the place of the first `what` of the text, as an edit by hand.
    void edit(const QString& what, const QString& by) {
        QTextCursor place = text().document()->find(what);
        QVERIFY2(!place.isNull(), qPrintable(what));
        text().setFocus();
        text().setTextCursor(place);
        QTest::keyClicks(&text(), by);
    }
    void trigger(const char* words) {
        for (QAction* action : page->actions()) {
            if (action->objectName() == words || action->text() == words) {
                action->trigger();
            }
        }
    }
    json saved() { return experiment::readExperimentFile(file.toStdString()); }

    QTemporaryDir folder;
    Session session{fs::path(folder.path().toStdString()), true};
    QString file;
    std::unique_ptr<ExperimentPage> page;
};

/// A visible button of those words.
inline QPushButton* button(const QWidget& inside, const QString& words) {
    for (auto* one : inside.findChildren<QPushButton*>()) {
        if (!one->isHidden() && one->text() == words) {
            return one;
        }
    }
    return nullptr;
}

}  // namespace lire::ui::opened
