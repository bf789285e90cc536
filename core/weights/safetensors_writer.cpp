// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/safetensors_writer.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "core/weights/atomic_file.h"
#include "core/weights/safetensors_dtype.h"

namespace lire::weights {

void writeSafetensors(const std::filesystem::path& path,
                      const NamedTensors& tensors,
                      const std::map<std::string, std::string>& metadata) {
    nlohmann::ordered_json header;
    if (!metadata.empty()) {
        header["__metadata__"] = metadata;
    }
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        const std::uint64_t end = offset + tensor.nbytes();
        header[name] = {{"dtype", safetensorsName(tensor.scalar_type())},
                        {"shape", tensor.sizes().vec()},
                        {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    constexpr std::size_t alignment = 8;
    text.resize((text.size() + alignment - 1) / alignment * alignment, ' ');
    AtomicFile file(path);
    const std::uint64_t length = text.size();
    file.write(&length, sizeof(length));
    file.write(text);
    for (const auto& [name, tensor] : tensors) {
        const auto plain = tensor.cpu().contiguous();
        file.write(plain.data_ptr(), plain.nbytes());
    }
    file.commit();
}

}  // namespace lire::weights
