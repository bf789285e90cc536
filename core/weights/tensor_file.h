// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

namespace lire::weights {

/// What a file says of one tensor.
struct TensorInfo {
    std::string name = {};
    std::vector<std::int64_t> shape = {};  ///< row-major, transformers' order
    std::string dtype = {};                ///< as the file writes it: "F32", "BF16", "Q4_1", …
    std::uint64_t bytes = 0;
};

/// Named tensors in one or several memory-mapped files: safetensors (one file or a sharded index)
/// or GGUF. Every field of a header is checked before use. Thread: any.
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
    /// The tensor, dequantized and converted to `dtype`, on the CPU, owning its memory. Raises
    /// Error (file, tensor) where it is absent.
    virtual at::Tensor load(std::string_view name, c10::ScalarType dtype) const = 0;
    virtual std::string place() const = 0;
};

}  // namespace lire::weights
