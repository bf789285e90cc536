// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/residual.h"

#include <ATen/ATen.h>

#include "core/models/kernels/on_rows.h"

namespace lire::models {

at::Tensor residual(const at::Tensor& x, const at::Tensor& y, bool inPlace) {
    auto sum = inPlace ? x : at::empty_like(x);
    if (!onRowKernels(x) || !onRowKernels(y) || !x.is_contiguous() || !y.is_contiguous()) {
        at::add_out(sum, x, y);
        return sum;
    }
    withRowKernels(y.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
        overRows(x.numel(), 1, [&](std::int64_t begin, std::int64_t end) {
            kernels.add(rowsOf<float>(x) + begin,
                        rowsOf<T>(y) + begin,
                        rowsOf<float>(sum) + begin,
                        end - begin);
        });
    });
    return sum;
}

}  // namespace lire::models
