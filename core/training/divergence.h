// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace lire::training {

/// Ends a training whose numbers ran away. Raises Error (Blame::Running) at "step N" where the
/// loss or the gradient's norm is not finite: `what` is not a finite number. The mend fits: before
/// the first update the learning rate had no part in it, and fp32 is advised where `dtype` is
/// another. Thread: any.
void checkFinite(std::int64_t step,
                 double loss,
                 double gradientNorm,
                 const std::string& what,
                 const std::string& dtype);

}  // namespace lire::training
