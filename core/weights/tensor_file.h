// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lire::weights {

/// What a file says of one tensor.
struct TensorInfo {
    std::string name = {};
    std::vector<std::int64_t> shape = {};  ///< row-major, transformers' order
    std::string dtype = {};                ///< as the file writes it: "F32", "BF16", "Q4_1", …
    std::uint64_t bytes = 0;
};

/// A tensor as its file stores it; valid as long as the file object.
struct StoredTensor {
    const TensorInfo* info = nullptr;
    const std::byte* bytes = nullptr;
    std::optional<std::uint32_t> ggufType = {};  ///< of its blocks; empty in safetensors
    /// GGUF: heads whose rows llama.cpp has permuted; 0: rows as they are
    std::int64_t permutedHeads = 0;
};

/// Named tensors in one or several memory-mapped files: safetensors (one file or a sharded index)
/// or GGUF. Every field of a header is checked before use. No LibTorch: load_stored.h makes tensors
/// of them. Thread: any.
class TensorFile {
public:
    TensorFile() = default;
    virtual ~TensorFile() = default;
    TensorFile(const TensorFile&) = delete;
    TensorFile& operator=(const TensorFile&) = delete;
    TensorFile(TensorFile&&) = delete;
    TensorFile& operator=(TensorFile&&) = delete;

    virtual const std::vector<TensorInfo>& tensors() const = 0;
    /// null where there is none of that name
    const TensorInfo* find(std::string_view name) const;
    /// Raises Error (file, tensor) where it is absent or of a type that is not read here.
    virtual StoredTensor stored(std::string_view name) const = 0;
    virtual std::string place() const = 0;
};

}  // namespace lire::weights
