// SPDX-License-Identifier: GPL-3.0-or-later
// `lire-compute`: every command, with LibTorch.
#include "app/lire/commands.h"
#include "app/lire/interrupt.h"
#include "app/lire/text/program.h"
#include "core/models/tensor_memory.h"

int main(int argc, char** argv) {
    lire::models::useTensorMemory();
    lire::app::endOnInterrupt();
    return lire::app::runProgram(argc, argv, lire::app::commands());
}
