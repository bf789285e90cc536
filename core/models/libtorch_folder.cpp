// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/libtorch_folder.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace lire::models {

std::filesystem::path libtorchFolder() {
    Dl_info library = {};
    auto* const address = reinterpret_cast<void*>(&at::get_num_threads);
    if (::dladdr(address, &library) == 0 || library.dli_fname == nullptr) {
        return {};
    }
    return std::filesystem::path(library.dli_fname).parent_path();
}

}  // namespace lire::models
