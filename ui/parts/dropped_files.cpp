// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/dropped_files.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>
#include <utility>

namespace lire::ui {

namespace {

QStringList filesOf(const QMimeData& data) {
    QStringList files;
    for (const QUrl& address : data.urls()) {
        if (address.isLocalFile()) {
            files << address.toLocalFile();
        }
    }
    return files;
}

class DroppedFiles final : public QObject {
public:
    DroppedFiles(QWidget* widget,
                 std::function<bool(const QStringList&)> wanted,
                 std::function<void(const QStringList&)> take)
        : QObject(widget), m_wanted(std::move(wanted)), m_take(std::move(take)) {
        widget->setAcceptDrops(true);
        widget->installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override {
        const bool drop = event->type() == QEvent::Drop;
        if (!drop && event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove) {
            return QObject::eventFilter(watched, event);
        }
        auto* drag = static_cast<QDropEvent*>(event);  // the base of the other two
        const QStringList files = filesOf(*drag->mimeData());
        if (files.isEmpty()) {
            return QObject::eventFilter(watched, event);
        }
        if (!m_wanted || !m_wanted(files)) {
            drag->ignore();
            return true;
        }
        drag->acceptProposedAction();
        if (drop) {
            const auto take = m_take;  // what it does may delete the widget, and this with it
            take(files);
        }
        return true;
    }

private:
    std::function<bool(const QStringList&)> m_wanted;
    std::function<void(const QStringList&)> m_take;
};

}  // namespace

void takeDroppedFiles(QWidget* widget,
                      std::function<bool(const QStringList&)> wanted,
                      std::function<void(const QStringList&)> take) {
    new DroppedFiles(widget, std::move(wanted), std::move(take));  // owned by the widget
}

}  // namespace lire::ui
