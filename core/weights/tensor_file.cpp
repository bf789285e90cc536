// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/tensor_file.h"

#include <algorithm>

namespace lire::weights {

const TensorInfo* TensorFile::find(std::string_view name) const {
    const auto& all = tensors();
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const TensorInfo& info) { return info.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace lire::weights
