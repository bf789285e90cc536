// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "app/lire/progress.h"
#include "core/models/token_list.h"

namespace lire::app {

/// Walks over the lists in order, some at a time, so that results appear as they are computed:
/// about four passes' tokens in each call of `use`.
void forEachWindow(const std::vector<models::TokenList>& lists,
                   std::int64_t tokensPerPass,
                   Progress& progress,
                   const std::function<void(std::span<const models::TokenList>)>& use);

}  // namespace lire::app
