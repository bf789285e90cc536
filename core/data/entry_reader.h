// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/data/input_file.h"
#include "core/error.h"

namespace lire::data {

/// One entry of a data file as text: a line, or an element of the file's JSON array.
struct Entry {
    std::size_t line = 0;  ///< where it begins, from 1
    std::string text = {};
    bool tooLong = false;   ///< more than 64 MiB: the text was dropped
    bool unclosed = false;  ///< the file ended inside the array, before its closing bracket
};

/// Cuts a file into its entries without holding more than one. A file whose first character is '['
/// is one JSON array, any other a value a line; blank lines are no entries. Thread: one at a time.
class EntryReader {
public:
    /// Raises Error as InputFile.
    explicit EntryReader(const std::filesystem::path& file);

    /// The next entry, none at the end. Raises Error as InputFile::read().
    std::optional<Entry> next();
    double fraction() const { return m_file.fraction(); }

private:
    int peek();
    int take();
    void begin();
    std::optional<Entry> nextLine();
    std::optional<Entry> nextElement();

    InputFile m_file;
    std::vector<char> m_buffer;
    std::size_t m_position = 0;
    std::size_t m_length = 0;
    std::size_t m_line = 1;
    bool m_begun = false;
    bool m_isArray = false;
    bool m_ended = false;
};

/// The entry's JSON. Raises Error at `place` where it is too long, not UTF-8, nested deeper than
/// 100, or no JSON; the problem names the byte. Thread: any.
nlohmann::json parseEntry(const Entry& entry, const std::string& place);

}  // namespace lire::data
