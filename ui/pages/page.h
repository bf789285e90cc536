// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include <nlohmann/json.hpp>

#include "ui/parts/key_hint.h"

namespace lire::ui {

class Session;

/// One page of the window. Made by its kind (registry.h), filled from the session's snapshots.
/// Thread: window.
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    /// What the page restores when the workspace is opened again (zooms, filters, selection).
    virtual nlohmann::json state() const { return nlohmann::json::object(); }
    virtual void restore(const nlohmann::json& state) { static_cast<void>(state); }
    /// True while every figure of the page has what it waits for (pictures by --capture).
    virtual bool settled() const { return true; }
    /// Keys that the page takes beside its actions', for the sheet of shortcuts; those of a plot
    /// are told with it.
    virtual std::vector<KeyHint> keys() const { return {}; }
};

/// What the rail, the menu and the command field know of a page.
struct PageKind {
    QString id = {};     ///< "frontier"
    QString title = {};  ///< "Frontier"
    QString icon = {};   ///< resource name of its SVG
    QString group = {};  ///< pages of one group stand together in the rail
    QString help = {};   ///< one sentence
    Page* (*make)(Session& session, QWidget* parent) = nullptr;
};

}  // namespace lire::ui
