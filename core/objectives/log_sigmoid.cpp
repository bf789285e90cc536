// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/log_sigmoid.h"

#include <algorithm>
#include <cmath>

namespace lire::objectives {

double sigmoid(double x) {
    // exp of a negative number alone, so that it cannot overflow.
    const double small = std::exp(-std::abs(x));
    return (x >= 0.0 ? 1.0 : small) / (1.0 + small);
}

double logSigmoid(double x) {
    return std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x)));
}

}  // namespace lire::objectives
