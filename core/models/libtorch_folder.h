// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace lire::models {

/// The folder that LibTorch was loaded from, where its other libraries lie; empty where the loader
/// does not tell.
std::filesystem::path libtorchFolder();

}  // namespace lire::models
