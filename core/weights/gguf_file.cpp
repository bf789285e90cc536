// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/gguf_file.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/error.h"
#include "core/weights/dequantize.h"

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

}  // namespace

GgufFile::GgufFile(std::shared_ptr<const Gguf> gguf,
                   const std::function<Published(const std::string& name)>& publish)
    : m_gguf(std::move(gguf)) {
    for (std::size_t i = 0; i < m_gguf->tensors().size(); ++i) {
        const auto& tensor = m_gguf->tensors()[i];
        auto published = publish(tensor.name);
        if (published.name.empty()) {
            continue;
        }
        const auto block = ggufBlock(tensor.type);
        m_infos.push_back({.name = std::move(published.name),
                           .shape = tensor.shape,
                           .dtype = block ? block->name : "type " + std::to_string(tensor.type),
                           .bytes = tensor.bytes});
        m_entries.push_back({.tensor = i, .permutedHeads = published.permutedHeads});
    }
}

at::Tensor GgufFile::load(std::string_view name, c10::ScalarType dtype) const {
    const auto* info = find(name);
    if (info == nullptr) {
        throw Error(
            place(), "tensor " + std::string(name) + " is missing", "fetch the whole model again");
    }
    const auto& entry = m_entries[static_cast<std::size_t>(info - m_infos.data())];
    const auto& tensor = m_gguf->tensors()[entry.tensor];
    const auto block = ggufBlock(tensor.type);
    if (!block) {
        throw Error(place(),
                    "tensor " + tensor.name + " has " + info->dtype + ", which is not read here",
                    "use a file in F32, F16, BF16, Q8_0, Q4_0 or Q4_1");
    }
    auto values = at::empty(tensor.shape, at::kFloat);
    const auto columns = tensor.shape.empty() ? 1 : tensor.shape.back();
    const auto rows = values.numel() / columns;
    const auto rowBytes = columns / block->values * block->bytes;
    const std::byte* data = m_gguf->data(tensor);
    auto* out = values.data_ptr<float>();
    constexpr std::int64_t rowsAtOnce = 64;
    at::parallel_for(0, rows, rowsAtOnce, [&](std::int64_t begin, std::int64_t end) {
        dequantize(
            tensor.type, data + begin * rowBytes, (end - begin) * columns, out + begin * columns);
    });
    if (entry.permutedHeads > 0) {
        if (rows % (2 * entry.permutedHeads) != 0) {
            throw Error(place(),
                        "tensor " + tensor.name + " has " + std::to_string(rows) + " rows for " +
                            std::to_string(entry.permutedHeads) + " heads",
                        "fetch the file again: it is damaged");
        }
        values = unpermuteRows(values, entry.permutedHeads);
    }
    return values.to(dtype).contiguous();
}

}  // namespace lire::weights
