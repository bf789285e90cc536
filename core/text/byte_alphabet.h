// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lire::text {

/// GPT-2's byte alphabet: each byte has a printable character ("Ġ" is the space, "Ċ" the newline),
/// so that vocabularies of bytes can be stored as text. Source: openai/gpt-2, encoder.py,
/// bytes_to_unicode. Thread: any.
std::string toByteAlphabet(std::string_view bytes);

/// The bytes that `spelling` stands for; nothing where it holds a character outside the alphabet.
std::optional<std::string> fromByteAlphabet(std::string_view spelling);

}  // namespace lire::text
