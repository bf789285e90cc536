// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/made_folder.h"

#include <cerrno>
#include <system_error>

#include "core/error.h"

namespace lire::app {

namespace {

bool isTheDisks(const std::error_code& reason) {
    return reason == std::errc::no_space_on_device || reason == std::errc::io_error ||
           reason.value() == EDQUOT;
}

}  // namespace

void makeFolder(const std::string& option, const std::filesystem::path& folder) {
    std::error_code reason;
    std::filesystem::create_directories(folder, reason);
    if (reason) {
        const bool disk = isTheDisks(reason);
        throw Error(option,
                    folder.string() + " cannot be made (" + reason.message() + ")",
                    disk ? "free room on the disk" : "name a folder that can be written",
                    disk ? Blame::Running : Blame::Input);
    }
}

}  // namespace lire::app
