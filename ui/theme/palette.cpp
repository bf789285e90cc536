// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/palette.h"

namespace lire::ui {

namespace {

Palette dark() {
    Palette colours;
    colours.window = "#15171C";
    colours.panel = "#1B1E25";
    colours.raised = "#252A33";
    colours.field = "#12141A";
    colours.border = "#323844";
    colours.hairline = "#282D37";
    colours.text = "#E8EBF1";
    colours.text2 = "#B0B8C6";
    colours.muted = "#8C96A7";
    colours.accent = "#6EA8FF";
    colours.primaryFill = "#2B62C9";
    colours.selectedRow = "#243A5E";
    colours.ok = "#4CC38A";
    colours.okGround = "#17332A";
    colours.warn = "#E9B44C";
    colours.warnGround = "#362C16";
    colours.error = "#FF8079";
    colours.errorGround = "#3D2022";
    colours.infoGround = "#1B2C49";
    colours.diffAdded = "#1F4A3A";
    colours.diffAddedText = "#8CE3BD";
    colours.diffRemoved = "#55292B";
    colours.diffRemovedText = "#FFB3AE";
    colours.phrase = "#2E4268";
    colours.plot = "#181B21";
    colours.plotGrid = "#272C35";
    colours.plotAxis = "#7A8495";
    return colours;
}

Palette light() {
    Palette colours;
    colours.window = "#F3F4F7";
    colours.panel = "#FFFFFF";
    colours.raised = "#E9ECF1";
    colours.field = "#FFFFFF";
    colours.border = "#CBD1DB";
    colours.hairline = "#E3E6EC";
    colours.text = "#171B22";
    colours.text2 = "#434C5B";
    colours.muted = "#5F6A7C";
    colours.accent = "#1D5BC4";
    colours.primaryFill = "#1D5BC4";
    colours.selectedRow = "#DCE8FB";
    colours.ok = "#0B7A4B";
    colours.okGround = "#DDF3E8";
    colours.warn = "#8A5A00";
    colours.warnGround = "#FBEFD2";
    colours.error = "#B3261E";
    colours.errorGround = "#FBE3E1";
    colours.infoGround = "#E1ECFC";
    colours.diffAdded = "#D5F0E2";
    colours.diffAddedText = "#0B5D3B";
    colours.diffRemoved = "#FADAD7";
    colours.diffRemovedText = "#8C1D17";
    colours.phrase = "#D3E3FB";
    colours.plot = "#FFFFFF";
    colours.plotGrid = "#E9ECF1";
    colours.plotAxis = "#6B7687";
    return colours;
}

}  // namespace

const Palette& palette(Theme theme) {
    static const Palette darkColours = dark();
    static const Palette lightColours = light();
    return theme == Theme::Dark ? darkColours : lightColours;
}

}  // namespace lire::ui
