// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "ui/responses/response_rows.h"
#include "ui/responses/word_diff.h"
#include "ui/theme/palette.h"

class QGridLayout;
class QLabel;
class QTextEdit;
class QToolButton;

namespace lire::ui {

class NoteBox;

/// What of an answer is marked against the pinned one.
enum class DiffMode { Off, Differs, Shared };

/// One answer: name, text, what differs, its numbers. The text is hostile data: it is set as plain
/// text, never as markup. A drag of the head carries the column's name. Thread: window.
class ResponseColumn final : public QFrame {
    Q_OBJECT
public:
    ResponseColumn(std::string name, QWidget* parent);

    /// What a column shows of one prompt.
    struct Content {
        QString title = {};   ///< the name, or a letter while names are hidden
        bool named = true;    ///< false: nothing that would tell the method, but the rewards
        bool open = false;    ///< a variant of its method: its mark is open
        bool chosen = false;  ///< the policy that was chosen, here or on another page
        std::optional<ResponseCell> cell = {};  ///< absent: no answer here
        QString pinnedText = {};
        bool pinned = false;
        DiffMode mode = DiffMode::Differs;
        bool blanksShown = false;
        std::string guide = {};
        std::string other = {};
        bool bestByGuide = false;
        bool bestByOther = false;
        QString note = {};  ///< "the guide's reward rose, the other's fell"
    };
    void setContent(const Content& content, Theme theme);
    const std::string& name() const { return m_name; }
    /// Tab comes from that column's last control to this one's first.
    void takeTabsAfter(const ResponseColumn& before);
    QString text() const;
    /// The parts of the text that are marked now: for tests.
    std::vector<QString> markedParts() const;

Q_SIGNALS:
    void pinWanted(const QString& column);
    /// `column` was dropped on this one.
    void dropped(const QString& column, const QString& on);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void setText(const Content& content, Theme theme);
    void setChips(const Content& content);
    void addChip(const QString& name, const QString& value, bool best);

    std::string m_name;
    QWidget* m_head = nullptr;
    QLabel* m_mark = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_chosen = nullptr;
    QToolButton* m_pin = nullptr;
    QTextEdit* m_text = nullptr;
    NoteBox* m_note = nullptr;
    QGridLayout* m_chips = nullptr;
    QPoint m_pressed;
    bool m_named = true;
};

}  // namespace lire::ui
