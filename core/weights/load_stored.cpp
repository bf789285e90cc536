// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/load_stored.h"

#include <cstring>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/error.h"
#include "core/weights/dequantize.h"
#include "core/weights/gguf.h"
#include "core/weights/safetensors_dtype.h"

namespace lire::weights {

namespace {

/// llama.cpp stores each head's rows as pairs (i, i + size/2) side by side; back to halves.
at::Tensor unpermuteRows(const at::Tensor& rows, std::int64_t heads) {
    const auto count = rows.size(0);
    auto shape = rows.sizes().vec();
    std::vector<std::int64_t> split = {heads, count / heads / 2, 2};
    split.insert(split.end(), shape.begin() + 1, shape.end());
    return rows.reshape(split).transpose(1, 2).reshape(shape);
}

at::Tensor dequantized(const StoredTensor& tensor, std::uint32_t type, const std::string& place) {
    const auto& shape = tensor.info->shape;
    const auto block = ggufBlock(type).value();
    auto values = at::empty(shape, at::kFloat);
    const auto columns = shape.empty() ? 1 : shape.back();
    const auto rows = values.numel() / columns;
    const auto rowBytes = columns / block.values * block.bytes;
    auto* out = values.data_ptr<float>();
    constexpr std::int64_t rowsAtOnce = 64;
    at::parallel_for(0, rows, rowsAtOnce, [&](std::int64_t begin, std::int64_t end) {
        dequantize(
            type, tensor.bytes + begin * rowBytes, (end - begin) * columns, out + begin * columns);
    });
    if (tensor.permutedHeads == 0) {
        return values;
    }
    if (rows % (2 * tensor.permutedHeads) != 0) {
        throw Error(place,
                    "tensor " + tensor.info->name + " has " + std::to_string(rows) + " rows for " +
                        std::to_string(tensor.permutedHeads) + " heads",
                    "fetch the file again: it is damaged");
    }
    return unpermuteRows(values, tensor.permutedHeads);
}

at::Tensor copied(const StoredTensor& tensor) {
    auto values = at::empty(tensor.info->shape, safetensorsDtype(tensor.info->dtype).value());
    if (tensor.info->bytes > 0) {
        std::memcpy(values.data_ptr(), tensor.bytes, tensor.info->bytes);
    }
    return values;
}

}  // namespace

at::Tensor loadStored(const TensorFile& file, std::string_view name, c10::ScalarType dtype) {
    const auto tensor = file.stored(name);
    const auto values =
        tensor.ggufType ? dequantized(tensor, *tensor.ggufType, file.place()) : copied(tensor);
    return values.to(dtype).contiguous();
}

}  // namespace lire::weights
