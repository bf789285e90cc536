// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/responses/word_diff.h"

#include <QSet>
#include <QStringList>
#include <algorithm>
#include <cstdint>

namespace lire::ui {
namespace {

constexpr std::size_t longestText = 4000;  // words: 16 million cells of two bytes
constexpr std::size_t sharedWords = 3;

struct Word {
    TextSpan span = {};
    QStringView text = {};
};

std::vector<Word> wordsOf(const QString& text) {
    std::vector<Word> words;
    qsizetype at = 0;
    while (at < text.size()) {
        if (text[at].isSpace()) {
            ++at;
            continue;
        }
        qsizetype end = at + 1;
        // A surrogate pair is one character; an apostrophe stays inside its word.
        const auto inside = [&](qsizetype place) {
            return text[place].isLetterOrNumber() || text[place].isSurrogate() ||
                   (text[place] == QLatin1Char('\'') && place + 1 < text.size() &&
                    text[place + 1].isLetter());
        };
        if (inside(at)) {
            while (end < text.size() && inside(end)) {
                ++end;
            }
        }
        words.push_back({{at, end - at}, QStringView(text).mid(at, end - at)});
        at = end;
    }
    return words;
}

/// Which words of `other` are in the longest common subsequence.
std::vector<bool> sharedOf(const std::vector<Word>& pinned, const std::vector<Word>& other) {
    std::vector<bool> shared(other.size(), false);
    std::size_t start = 0;
    while (start < pinned.size() && start < other.size() &&
           pinned[start].text == other[start].text) {
        shared[start++] = true;
    }
    std::size_t end = 0;
    while (end + start < pinned.size() && end + start < other.size() &&
           pinned[pinned.size() - 1 - end].text == other[other.size() - 1 - end].text) {
        ++end;
        shared[other.size() - end] = true;
    }
    const std::size_t rows = pinned.size() - start - end;
    const std::size_t columns = other.size() - start - end;
    if (rows == 0 || columns == 0 || rows > longestText || columns > longestText) {
        return shared;
    }
    // length[i][j]: of the common subsequence of what follows word i of one and j of the other.
    std::vector<std::uint16_t> length((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t row, std::size_t column) -> std::uint16_t& {
        return length[row * (columns + 1) + column];
    };
    for (std::size_t row = rows; row-- > 0;) {
        for (std::size_t column = columns; column-- > 0;) {
            at(row, column) = pinned[start + row].text == other[start + column].text
                                  ? static_cast<std::uint16_t>(at(row + 1, column + 1) + 1)
                                  : std::max(at(row + 1, column), at(row, column + 1));
        }
    }
    std::size_t row = 0;
    std::size_t column = 0;
    while (row < rows && column < columns) {
        if (pinned[start + row].text == other[start + column].text) {
            shared[start + column] = true;
            ++row;
            ++column;
        } else if (at(row + 1, column) >= at(row, column + 1)) {
            ++row;
        } else {
            ++column;
        }
    }
    return shared;
}

}  // namespace

WordDiff wordDiff(const QString& pinned, const QString& other) {
    const std::vector<Word> words = wordsOf(other);
    const std::vector<bool> shared = sharedOf(wordsOf(pinned), words);
    WordDiff diff;
    for (std::size_t first = 0; first < words.size();) {
        std::size_t last = first;
        while (last + 1 < words.size() && shared[last + 1] == shared[first]) {
            ++last;
        }
        const TextSpan span{
            words[first].span.from,
            words[last].span.from + words[last].span.length - words[first].span.from};
        if (!shared[first]) {
            diff.differing.push_back(span);
        } else if (last - first + 1 >= sharedWords) {
            diff.shared.push_back(span);
        }
        first = last + 1;
    }
    return diff;
}

std::vector<TextSpan> repeatedPhrases(const QString& text, int words) {
    const std::vector<Word> all = wordsOf(text);
    const auto count = static_cast<std::size_t>(words);
    std::vector<TextSpan> repeated;
    QSet<QString> seen;
    for (std::size_t first = 0; first + count <= all.size(); ++first) {
        QString phrase;
        for (std::size_t word = first; word < first + count; ++word) {
            phrase += all[word].text.toString() + QLatin1Char(' ');
        }
        if (!seen.contains(phrase)) {
            seen.insert(phrase);
            continue;
        }
        const qsizetype from = all[first].span.from;
        const qsizetype end = all[first + count - 1].span.from + all[first + count - 1].span.length;
        // A longer loop is one span.
        if (!repeated.empty() && repeated.back().from + repeated.back().length >= from) {
            repeated.back().length = end - repeated.back().from;
        } else {
            repeated.push_back({from, end - from});
        }
    }
    return repeated;
}

}  // namespace lire::ui
