// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/gguf_file.h"

#include "core/error.h"

namespace lire::weights {

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

StoredTensor GgufFile::stored(std::string_view name) const {
    const auto* info = find(name);
    if (info == nullptr) {
        throw Error(
            place(), "tensor " + std::string(name) + " is missing", "fetch the whole model again");
    }
    const auto& entry = m_entries[static_cast<std::size_t>(info - m_infos.data())];
    const auto& tensor = m_gguf->tensors()[entry.tensor];
    if (!ggufBlock(tensor.type)) {
        throw Error(place(),
                    "tensor " + tensor.name + " has " + info->dtype + ", which is not read here",
                    "use a file in F32, F16, BF16, Q8_0, Q4_0 or Q4_1");
    }
    return {.info = info,
            .bytes = m_gguf->data(tensor),
            .ggufType = tensor.type,
            .permutedHeads = entry.permutedHeads};
}

}  // namespace lire::weights
