// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace lire::text {

/// A regular expression over UTF-8 with Unicode classes, compiled by PCRE2. `\s` and `\S` mean
/// Unicode's White_Space, as in the engines that tokenizers are trained with (PCRE2's own `\s`
/// also takes U+180E). Thread: any.
class Pattern {
public:
    /// `place` names the file for errors. Raises Error where the expression does not compile.
    Pattern(const std::string& expression, const std::string& place);
    ~Pattern();
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    Pattern(Pattern&& other) noexcept;
    Pattern& operator=(Pattern&& other) noexcept;

    /// Calls `piece` with each match and each stretch between matches, in order: together they are
    /// the whole text. `text` must be valid UTF-8. Raises Error (running) where matching fails.
    void split(std::string_view text, const std::function<void(std::string_view)>& piece) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> m_compiled;
};

}  // namespace lire::text
