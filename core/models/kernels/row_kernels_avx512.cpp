// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled with the instructions that the name says; core/CMakeLists.txt has the flags.
#include "core/models/kernels/row_kernels_body.inc"

namespace lire::models {

const RowKernels* avx512RowKernels() {
#ifdef __x86_64__
    return &kernels;
#else
    return nullptr;
#endif
}

}  // namespace lire::models
