// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/weights/gguf.h"
#include "core/weights/tensor_file.h"

namespace lire::weights {

/// A GGUF's tensors. Thread: any.
class GgufFile final : public TensorFile {
public:
    /// How a tensor is published: its name there, and for rotary projections the heads whose rows
    /// llama.cpp has permuted (0: rows as they are).
    struct Published {
        std::string name = {};
        std::int64_t permutedHeads = 0;
    };
    /// `publish` maps a tensor's name in the file; an empty name hides it.
    GgufFile(std::shared_ptr<const Gguf> gguf,
             const std::function<Published(const std::string& name)>& publish);

    const std::vector<TensorInfo>& tensors() const override { return m_infos; }
    StoredTensor stored(std::string_view name) const override;
    std::string place() const override { return m_gguf->place(); }

private:
    struct Entry {
        std::size_t tensor = 0;
        std::int64_t permutedHeads = 0;
    };
    std::shared_ptr<const Gguf> m_gguf;
    std::vector<TensorInfo> m_infos;
    std::vector<Entry> m_entries;  ///< beside m_infos
};

}  // namespace lire::weights
