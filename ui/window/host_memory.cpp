// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/host_memory.h"

#include <QFile>

namespace lire::ui {

namespace {

/// The bytes of a line "MemTotal:  32658420 kB".
qint64 bytes(const QByteArray& line) {
    return line.simplified().split(' ').value(1).toLongLong() * 1024;
}

}  // namespace

HostMemory hostMemory() {
    QFile file(QStringLiteral("/proc/meminfo"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    HostMemory memory;
    qint64 available = 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray& line : lines) {
        if (line.startsWith("MemTotal:")) {
            memory.total = bytes(line);
        } else if (line.startsWith("MemAvailable:")) {
            available = bytes(line);
        }
    }
    memory.used = memory.total - available;
    return memory;
}

}  // namespace lire::ui
