// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lire::objectives {

/// 1 / (1 + exp(-x)); no overflow for any finite x. Thread: any.
double sigmoid(double x);

/// log sigmoid(x) = -log(1 + exp(-x)): close to x for x far below 0, close to -exp(-x) far above;
/// finite for every finite x. Thread: any.
double logSigmoid(double x);

}  // namespace lire::objectives
