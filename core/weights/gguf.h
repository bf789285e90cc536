// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/weights/mapped_file.h"

namespace lire::weights {

/// A value of a GGUF's metadata; arrays of numbers are widened.
using GgufValue = std::variant<bool,
                               std::int64_t,
                               std::uint64_t,
                               double,
                               std::string,
                               std::vector<std::int64_t>,
                               std::vector<double>,
                               std::vector<std::string>>;

/// A tensor's entry in a GGUF's table.
struct GgufTensor {
    std::string name = {};
    std::vector<std::int64_t> shape = {};  ///< row-major: the file's dimensions turned round
    std::uint32_t type = 0;                ///< ggml's number
    std::uint64_t offset = 0;              ///< from the file's start, checked
    std::uint64_t bytes = 0;
};

/// A GGUF v3 (or v2) file: metadata and table of tensors. Every count, length and offset is checked
/// against the file's size before it is used. Without LibTorch: starts at once. Thread: any.
class Gguf {
public:
    /// Raises Error (file, key or tensor).
    explicit Gguf(const std::filesystem::path& path);

    const std::string& place() const { return m_file->place(); }
    const std::map<std::string, GgufValue, std::less<>>& metadata() const { return m_metadata; }
    const std::vector<GgufTensor>& tensors() const { return m_tensors; }
    const std::byte* data(const GgufTensor& tensor) const;

    bool has(std::string_view key) const { return m_metadata.contains(key); }
    /// The value of a key, or `standard` where it is missing. Raise Error for another type.
    std::string text(std::string_view key, const std::string& standard) const;
    std::int64_t integer(std::string_view key, std::int64_t standard) const;
    double number(std::string_view key, double standard) const;
    bool boolean(std::string_view key, bool standard) const;
    /// Raises Error where the key is missing.
    std::int64_t requiredInteger(std::string_view key) const;
    const std::vector<std::string>& texts(std::string_view key) const;

private:
    std::shared_ptr<const MappedFile> m_file;
    std::map<std::string, GgufValue, std::less<>> m_metadata;
    std::vector<GgufTensor> m_tensors;
};

/// A tensor type's block layout; raises nothing: empty for types that are not read here.
struct GgufBlock {
    std::string name = {};
    std::int64_t values = 1;  ///< per block
    std::int64_t bytes = 0;   ///< per block
};
std::optional<GgufBlock> ggufBlock(std::uint32_t type);

}  // namespace lire::weights
