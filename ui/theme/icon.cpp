// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

/// The icons lie in a static library: without this call its linker would leave them out. Not in a
/// namespace: the macro declares a global function.
// NOLINTNEXTLINE(misc-use-anonymous-namespace): that is a namespace, too.
static void includeResources() {
    Q_INIT_RESOURCE(lire);
}

namespace lire::ui {

namespace {

QColor inkColour(Ink ink, QIcon::Mode mode, QIcon::State state) {
    const Palette& colours = palette(paintedTheme());
    if (mode == QIcon::Disabled) {
        return colours.muted;
    }
    if (state == QIcon::On) {
        return colours.accent;
    }
    switch (ink) {
        case Ink::Text:
            return colours.text;
        case Ink::Text2:
            return colours.text2;
        case Ink::Muted:
            return colours.muted;
        case Ink::Accent:
            return colours.accent;
        case Ink::White:
            return Qt::white;
        case Ink::Ok:
            return colours.ok;
        case Ink::Warn:
            return colours.warn;
        case Ink::Error:
            return colours.error;
    }
    return colours.text;
}

class StrokeEngine final : public QIconEngine {
public:
    StrokeEngine(QString name, Ink ink) : m_name(std::move(name)), m_ink(ink) {}

    void paint(QPainter* painter,
               const QRect& rect,
               QIcon::Mode mode,
               QIcon::State state) override {
        const QColor colour = inkColour(m_ink, mode, state);
        QByteArray drawing = source();
        drawing.replace("#000000", colour.name().toLatin1());
        QSvgRenderer renderer(drawing);
        if (renderer.isValid()) {
            renderer.setAspectRatioMode(Qt::KeepAspectRatio);
            renderer.render(painter, rect);
        }
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        const QColor colour = inkColour(m_ink, mode, state);
        const QString key = QStringLiteral("lire-icon/%1/%2/%3x%4")
                                .arg(m_name, colour.name())
                                .arg(size.width())
                                .arg(size.height());
        QPixmap picture;
        if (!QPixmapCache::find(key, &picture)) {
            picture = QPixmap(size);
            picture.fill(Qt::transparent);
            QPainter painter(&picture);
            painter.setRenderHint(QPainter::Antialiasing);
            paint(&painter, QRect(QPoint(0, 0), size), mode, state);
            painter.end();
            QPixmapCache::insert(key, picture);
        }
        return picture;
    }

    QIconEngine* clone() const override { return new StrokeEngine(m_name, m_ink); }
    bool isNull() override { return source().isEmpty(); }

private:
    QByteArray source() const {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QString m_name;
    Ink m_ink;
};

}  // namespace

QIcon icon(const QString& name, Ink ink) {
    static const bool included = (includeResources(), true);
    return included ? QIcon(new StrokeEngine(name, ink)) : QIcon();  // QIcon owns its engine
}

Theme paintedTheme() {
    const QColor ground = QApplication::palette().color(QPalette::Window);
    return ground.lightnessF() < 0.5 ? Theme::Dark : Theme::Light;
}

}  // namespace lire::ui
