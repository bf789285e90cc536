// SPDX-License-Identifier: GPL-3.0-or-later
// `lire-studio`: the window itself is `lire-window` beside it.
#include "app/front/hand_over.h"

int main(int /*argc*/, char** argv) {
    return lire::app::handOver("lire-window", argv);
}
