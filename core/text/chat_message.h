// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lire::text {

/// One turn of a conversation, as chat templates read it.
struct ChatMessage {
    std::string role = {};  ///< "system", "user", "assistant", …
    std::string content = {};
};

}  // namespace lire::text
