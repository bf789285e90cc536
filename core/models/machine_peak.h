// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/models/compute.h"

namespace lire::models {

/// FLOP/s of large matrix products in the compute's dtype on its device: the best of a few square
/// ones. Takes about half a second.
double peakMatrixRate(const Compute& compute);

/// The same to within a fifth from one medium product, for predictions: about 0.1 s on a CPU at the
/// first call, nothing later, as each device and dtype is measured once a process. Thread: any.
double roughMatrixRate(const Compute& compute);

/// Bytes/s read and written by a copy that no cache holds, on the compute's device.
double peakMemoryRate(const Compute& compute);

}  // namespace lire::models
