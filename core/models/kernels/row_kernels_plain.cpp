// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/kernels/row_kernels_body.inc"

namespace lire::models {

const RowKernels& plainRowKernels() {
    return kernels;
}

}  // namespace lire::models
