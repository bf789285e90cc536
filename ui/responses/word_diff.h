// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace lire::ui {

/// A stretch of a text, in QString positions.
struct TextSpan {
    qsizetype from = 0;
    qsizetype length = 0;
    bool operator==(const TextSpan&) const = default;
};

/// A text against the pinned one, by words: the longest common subsequence of words (letters and
/// digits) and of single other characters decides what is shared.
struct WordDiff {
    std::vector<TextSpan> differing =
        {};                             ///< not in the pinned text; neighbours joined over blanks
    std::vector<TextSpan> shared = {};  ///< runs of at least three words that both have
};

/// Blanks never differ. Texts of more than 4000 words each are compared at their ends alone: what
/// lies between the common start and end differs. Thread: any.
WordDiff wordDiff(const QString& pinned, const QString& other);

/// Later occurrences of a run of `words` words that came before in the same text: loops. Thread:
/// any.
std::vector<TextSpan> repeatedPhrases(const QString& text, int words = 4);

}  // namespace lire::ui
