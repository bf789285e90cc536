// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

#include "ui/theme/palette.h"

namespace lire::studio {

/// What the command line of lire-studio asks for.
struct StudioOptions {
    QString workspace = {};  ///< a folder; empty: the one used last
    bool demo = false;       ///< open the demonstration's job, starting or resuming it
    QString capture = {};    ///< a folder for pictures of every page, or empty
    QString render = {};     ///< a run whose figures are to be drawn into `out`, or empty
    QString out = {};
    QString experiment = {};  ///< an experiment file to open
    std::optional<ui::Theme> theme = {};
};

/// The arguments without those that Qt reads itself (-platform NAME and the like).
QStringList ownArguments(int argc, char** argv);

/// Reads the command line, before any QApplication: a wrong one needs no display to be told. Prints
/// help or version and ends where they are asked for. Raises lire::Error for a wrong one.
StudioOptions readOptions(const QStringList& arguments);

}  // namespace lire::studio
