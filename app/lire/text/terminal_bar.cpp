// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/terminal_bar.h"

#include <cstdio>
#include <mutex>

namespace lire::app {

namespace {

struct Bar {
    std::mutex mutex = {};
    bool stands = false;  ///< guarded by mutex
};

Bar& bar() {
    static Bar one;
    return one;
}

void write(const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

void endWith(const char* text) {
    const std::scoped_lock lock(bar().mutex);
    if (bar().stands) {
        write(text);
        bar().stands = false;
    }
}

}  // namespace

void drawBar(const std::string& line) {
    const std::scoped_lock lock(bar().mutex);
    write("\r\033[K" + line);
    bar().stands = true;
}

bool barStands() {
    const std::scoped_lock lock(bar().mutex);
    return bar().stands;
}

void clearBar() {
    endWith("\r\033[K");
}

void leaveBar() {
    endWith("\n");
}

}  // namespace lire::app
