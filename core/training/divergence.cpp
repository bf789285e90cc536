// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/divergence.h"

#include <cmath>

#include "core/error.h"

namespace lire::training {

void checkFinite(std::int64_t step,
                 double loss,
                 double gradientNorm,
                 const std::string& what,
                 const std::string& dtype) {
    if (std::isfinite(loss) && std::isfinite(gradientNorm)) {
        return;
    }
    const bool first = step <= 1;
    std::string mend =
        first ? "use a model whose weights are finite numbers" : "lower the learning rate";
    mend += dtype == "fp32" ? "" : ", or use fp32";
    mend += first ? "" : "; the last checkpoint is unharmed";
    throw Error(
        "step " + std::to_string(step), what + " is not a finite number", mend, Blame::Running);
}

}  // namespace lire::training
