// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

namespace lire::weights {

/// Tensors by name, in the order in which they are written.
using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Writes a safetensors file under a temporary name, flushes it and renames it: a reader sees the
/// old file or the whole new one. The same tensors give the same bytes. `metadata` lands in
/// "__metadata__" (transformers wants {"format": "pt"}). Raises Error (Blame::Running).
void writeSafetensors(const std::filesystem::path& path,
                      const NamedTensors& tensors,
                      const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

}  // namespace lire::weights
