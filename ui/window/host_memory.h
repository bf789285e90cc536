// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace lire::ui {

/// This computer's memory in bytes; both 0 where the system does not tell. Thread: any.
struct HostMemory {
    qint64 used = 0;
    qint64 total = 0;
};

/// Source: /proc/meminfo (MemTotal, MemAvailable).
HostMemory hostMemory();

}  // namespace lire::ui
