// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plain_reason.h"

#include <filesystem>
#include <new>

namespace lire {

namespace {

/// Without a beginning like "[json.exception.type_error.302] " or "[enforce fail at file:12] ".
std::string withoutMark(const std::string& text) {
    const auto end = text.find("] ");
    return text.starts_with('[') && end != std::string::npos ? text.substr(end + 2) : text;
}

}  // namespace

std::string plainReason(const std::exception& exception) {
    if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
        return "the memory is used up";
    }
    if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&exception)) {
        const auto place = file->path1().string();
        return (place.empty() ? "" : place + ": ") + file->code().message();
    }
    const std::string text = exception.what();
    const auto line = withoutMark(text.substr(0, text.find('\n')));
    return line.find("alloc") != std::string::npos && line.find("memory") != std::string::npos
               ? "the memory is used up (" + line + ")"
               : line;
}

}  // namespace lire
