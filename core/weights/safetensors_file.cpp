// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/safetensors_file.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/weights/safetensors_bytes.h"

namespace lire::weights {

namespace {

using nlohmann::json;

constexpr std::uint64_t largestHeader = 100'000'000;  // the format's own limit

[[noreturn]] void damaged(const std::string& place, const std::string& problem) {
    throw Error(place, problem, "fetch the file again: it is damaged");
}

json readHeader(const MappedFile& file) {
    std::uint64_t length = 0;
    const auto bytes = file.bytes();
    if (bytes.size() < sizeof(length)) {
        damaged(file.place(), "the file ends inside its header");
    }
    std::memcpy(&length, bytes.data(), sizeof(length));
    if (length > largestHeader || length > bytes.size() - sizeof(length)) {
        damaged(file.place(), "its header of " + std::to_string(length) + " bytes does not fit");
    }
    const auto* begin = reinterpret_cast<const char*>(bytes.data() + sizeof(length));
    std::set<std::string> names;
    const auto once = [&](int depth, json::parse_event_t event, json& value) {
        if (depth == 1 && event == json::parse_event_t::key &&
            !names.insert(value.get<std::string>()).second) {
            damaged(file.place(), "tensor " + value.get<std::string>() + " stands in it twice");
        }
        return true;
    };
    auto header = json::parse(begin, begin + length, once, false);
    if (!header.is_object()) {
        damaged(file.place(), "its header is not a JSON object");
    }
    return header;
}

/// A tensor's shape, checked; `values` gets their product.
std::vector<std::int64_t> shapeOf(const json& entry,
                                  const std::string& place,
                                  std::uint64_t& values) {
    const auto shape = entry.find("shape");
    if (shape == entry.end() || !shape->is_array() || shape->size() > 8) {
        damaged(place, "\"shape\" is no array of sizes");
    }
    std::vector<std::int64_t> sizes;
    values = 1;
    for (const auto& size : *shape) {
        if (!size.is_number_unsigned() || size.get<std::uint64_t>() > (std::uint64_t{1} << 40)) {
            damaged(place, "\"shape\" holds " + size.dump());
        }
        const auto factor = size.get<std::uint64_t>();
        if (factor != 0 && values > (std::uint64_t{1} << 48) / factor) {
            damaged(place, "its shape is too large");
        }
        values *= factor;
        sizes.push_back(static_cast<std::int64_t>(factor));
    }
    return sizes;
}

/// The format wants the data covered by tensors: no overlap, no gap.
void checkCover(std::vector<std::pair<std::uint64_t, std::uint64_t>> taken,
                std::uint64_t room,
                const std::string& place) {
    std::sort(taken.begin(), taken.end());
    std::uint64_t covered = 0;
    for (const auto& [begin, end] : taken) {
        if (begin < covered) {
            damaged(place, "two tensors overlap");
        }
        if (begin > covered) {
            damaged(place, "bytes between its tensors belong to none");
        }
        covered = end;
    }
    if (covered != room) {
        damaged(place, "bytes after its last tensor belong to none");
    }
}

/// "weight_map" of an index: the shard of each tensor.
json weightMap(const std::filesystem::path& path) {
    std::ifstream stream(path);
    const auto index = json::parse(stream, nullptr, false);
    const auto map = index.is_object() ? index.find("weight_map") : index.end();
    if (!index.is_object() || map == index.end() || !map->is_object()) {
        damaged(path.string(), "\"weight_map\" is missing");
    }
    for (const auto& [name, shard] : map->items()) {
        if (!shard.is_string() || shard.get<std::string>().find('/') != std::string::npos) {
            damaged(path.string(), "the shard of " + name + " is " + shard.dump());
        }
    }
    return *map;
}

std::vector<std::filesystem::path> shardsIn(const json& map, const std::filesystem::path& folder) {
    std::set<std::filesystem::path> shards;
    for (const auto& shard : map) {
        shards.insert(folder / shard.get<std::string>());
    }
    return {shards.begin(), shards.end()};
}

}  // namespace

std::vector<std::filesystem::path> shardsOf(const std::filesystem::path& index) {
    return shardsIn(weightMap(index), index.parent_path());
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : m_place(path.string()) {
    if (path.extension() == ".json") {
        addIndex(path);
    } else {
        add(path);
    }
    std::set<std::string> names;
    for (const auto& info : m_infos) {
        if (!names.insert(info.name).second) {
            damaged(m_place, "tensor " + info.name + " stands in it twice");
        }
    }
}

void SafetensorsFile::addIndex(const std::filesystem::path& path) {
    const auto map = weightMap(path);
    for (const auto& shard : shardsIn(map, path.parent_path())) {
        add(shard);
    }
    for (const auto& [name, shard] : map.items()) {
        if (find(name) == nullptr) {
            damaged(m_place, "tensor " + name + " is not in " + shard.get<std::string>());
        }
    }
}

void SafetensorsFile::add(const std::filesystem::path& path) {
    const auto file = std::make_shared<const MappedFile>(path);
    const auto header = readHeader(*file);
    std::uint64_t length = 0;
    std::memcpy(&length, file->bytes().data(), sizeof(length));
    const std::uint64_t start = sizeof(length) + length;
    const std::uint64_t room = file->bytes().size() - start;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            continue;
        }
        const std::string place = file->place() + ": tensor " + name;
        if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string()) {
            damaged(place, "\"dtype\" is missing");
        }
        const auto elementBytes = safetensorsBytes(entry["dtype"].get<std::string>());
        if (!elementBytes) {
            throw Error(place,
                        "dtype " + entry["dtype"].get<std::string>() + " is not read here",
                        "save the model in F32, F16 or BF16");
        }
        std::uint64_t values = 0;
        auto shape = shapeOf(entry, place, values);
        const auto offsets = entry.find("data_offsets");
        if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2 ||
            !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned()) {
            damaged(place, "\"data_offsets\" is no pair of offsets");
        }
        const auto begin = (*offsets)[0].get<std::uint64_t>();
        const auto end = (*offsets)[1].get<std::uint64_t>();
        if (begin > end || end > room) {
            damaged(place, "its data lies outside the file");
        }
        if (end - begin != values * *elementBytes) {
            damaged(place, "its shape does not fit its " + std::to_string(end - begin) + " bytes");
        }
        if (end > begin) {
            taken.emplace_back(begin, end);
        }
        m_infos.push_back({.name = name,
                           .shape = std::move(shape),
                           .dtype = entry["dtype"].get<std::string>(),
                           .bytes = end - begin});
        m_entries.push_back({.file = file, .offset = start + begin});
    }
    checkCover(std::move(taken), room, file->place());
}

StoredTensor SafetensorsFile::stored(std::string_view name) const {
    const auto* info = find(name);
    if (info == nullptr) {
        throw Error(
            m_place, "tensor " + std::string(name) + " is missing", "fetch the whole model again");
    }
    const auto& entry = m_entries[static_cast<std::size_t>(info - m_infos.data())];
    return {.info = info, .bytes = entry.file->bytes().data() + entry.offset};
}

}  // namespace lire::weights
