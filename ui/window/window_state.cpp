// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/window_state.h"

#include <QSaveFile>
#include <QTimer>
#include <fstream>

namespace lire::ui {

namespace {

constexpr int saveMilliseconds = 1000;

nlohmann::json read(const std::filesystem::path& path) {
    std::ifstream file(path);
    auto json = nlohmann::json::parse(file, nullptr, false);
    return json.is_object() ? json : nlohmann::json::object();
}

}  // namespace

WindowState::WindowState(const std::filesystem::path& workspace,
                         std::function<nlohmann::json()> take,
                         QObject* parent)
    : QObject(parent),
      m_file(workspace / "window.json"),
      m_take(std::move(take)),
      m_stored(read(m_file)) {}

void WindowState::begin() {
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &WindowState::save);
    timer->start(saveMilliseconds);
}

void WindowState::save() {
    nlohmann::json now = m_take();
    std::error_code problem;
    if (now == m_stored || !std::filesystem::is_directory(m_file.parent_path(), problem)) {
        return;
    }
    QSaveFile file(QString::fromStdString(m_file.string()));
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QByteArray::fromStdString(now.dump(2) + "\n"));
        if (file.commit()) {
            m_stored = std::move(now);
        }
    }
}

}  // namespace lire::ui
