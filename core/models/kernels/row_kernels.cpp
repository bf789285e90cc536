// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/kernels/row_kernels.h"

namespace lire::models {

namespace {

const RowKernels& choose() {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
        return *avx512RowKernels();
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return *avx2RowKernels();
    }
#endif
    return plainRowKernels();
}

}  // namespace

const RowKernels& rowKernels() {
    static const RowKernels& chosen = choose();
    return chosen;
}

}  // namespace lire::models
