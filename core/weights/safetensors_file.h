// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/weights/mapped_file.h"
#include "core/weights/tensor_file.h"

namespace lire::weights {

/// The files that a `*.safetensors.index.json` names, beside it, by name. Raises Error where it is
/// no index.
std::vector<std::filesystem::path> shardsOf(const std::filesystem::path& index);

/// Tensors of one safetensors file, or of all that a `*.safetensors.index.json` names. Headers are
/// checked whole: sizes, types, offsets (in range, no overlap, no gap beyond the file), duplicates.
/// Thread: any.
class SafetensorsFile final : public TensorFile {
public:
    /// `path`: a .safetensors file or an index. Raises Error (file, tensor).
    explicit SafetensorsFile(const std::filesystem::path& path);

    const std::vector<TensorInfo>& tensors() const override { return m_infos; }
    StoredTensor stored(std::string_view name) const override;
    std::string place() const override { return m_place; }

private:
    struct Entry {
        std::shared_ptr<const MappedFile> file = {};
        std::uint64_t offset = 0;
    };
    void add(const std::filesystem::path& path);
    void addIndex(const std::filesystem::path& path);

    std::string m_place;
    std::vector<TensorInfo> m_infos;
    std::vector<Entry> m_entries;  ///< beside m_infos
};

}  // namespace lire::weights
