// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/adapter_files.h"

#include <algorithm>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/json_text.h"
#include "core/models/projections.h"
#include "core/suggestion.h"
#include "core/weights/atomic_file.h"
#include "core/weights/load_stored.h"
#include "core/weights/safetensors_file.h"

namespace lire::models {

namespace {

using nlohmann::json;

/// Settings of PEFT that change what an adapter computes; each must be absent or off.
void refuseUnknownForms(const json& config, const std::string& place) {
    for (const char* key :
         {"use_dora", "fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora"}) {
        const auto value = config.value(key, json());
        if (!value.is_null() && value != json(false)) {
            throw Error(place,
                        std::string("\"") + key + "\" is on",
                        "use a plain LoRA adapter, or merge this one with PEFT first");
        }
    }
    for (const char* key : {"modules_to_save",
                            "rank_pattern",
                            "alpha_pattern",
                            "layers_to_transform",
                            "layer_replication",
                            "target_parameters",
                            "trainable_token_indices",
                            "alora_invocation_tokens"}) {
        const auto found = config.find(key);
        if (found != config.end() && !found->is_null() && !found->empty()) {
            throw Error(place,
                        std::string("\"") + key + "\" is " + found->dump(),
                        "use a plain LoRA adapter, or merge this one with PEFT first");
        }
    }
    if (config.value("bias", json("none")) != json("none")) {
        throw Error(place,
                    "\"bias\" is " + config["bias"].dump(),
                    "use an adapter with bias \"none\", or merge this one with PEFT first");
    }
}

/// These starts change the base model's weights too: the adapter alone is not the model.
void refuseChangedBase(const json& config, const std::string& place) {
    const auto start = config.value("init_lora_weights", json(true));
    for (const char* kind : {"pissa", "olora", "corda", "loftq", "lora_ga"}) {
        if (start.is_string() && start.get<std::string>().starts_with(kind)) {
            throw Error(
                place,
                "\"init_lora_weights\" is " + start.dump() + ", which changes the base model",
                "convert the adapter to plain LoRA with PEFT, or merge it first");
        }
    }
}

LoraConfig loraConfigOf(const json& config, const std::string& place) {
    if (!config.is_object()) {
        throw Error(place, "not a JSON object", "use an adapter that PEFT saved with LoraConfig");
    }
    const auto kind = config.value("peft_type", json());
    if (kind != json("LORA")) {
        throw Error(place,
                    "not a LoRA adapter (peft_type is " + kind.dump() + ")",
                    "use an adapter that PEFT saved with LoraConfig");
    }
    refuseUnknownForms(config, place);
    refuseChangedBase(config, place);
    LoraConfig lora;
    if (!config.contains("r") || !config["r"].is_number_integer() || config["r"] < 1 ||
        config["r"] > highestLoraRank) {
        throw Error(place, "\"r\" is no rank", "give a whole number of at least 1");
    }
    lora.rank = config["r"].get<std::int64_t>();
    const auto alpha = config.value("lora_alpha", json(8));
    if (!alpha.is_number()) {
        throw Error(place, "\"lora_alpha\" is " + alpha.dump(), "give a number");
    }
    lora.alpha = alpha.get<double>();
    lora.rankStabilized = config.value("use_rslora", json(false)) == json(true);
    lora.targets.clear();
    const auto targets = config.value("target_modules", json());
    if (targets == "all-linear") {
        lora.targets = loraTargets();
    } else if (targets.is_array() && !targets.empty()) {
        for (const auto& target : targets) {
            const auto& known = loraTargets();
            const auto name = target.is_string() ? target.get<std::string>() : target.dump();
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                throw Error(place,
                            "target module \"" + name + "\" is no projection of this architecture",
                            suggestName(name, known));
            }
            lora.targets.push_back(name);
        }
    } else {
        throw Error(place,
                    "\"target_modules\" is " + targets.dump(),
                    "list the projections, e.g. [\"q_proj\", \"v_proj\"]");
    }
    return lora;
}

}  // namespace

const std::vector<std::string>& loraTargets() {
    static const auto all = [] {
        std::vector<std::string> names;
        for (const auto name : projectionNames) {
            names.emplace_back(name.substr(name.rfind('.') + 1));
        }
        return names;
    }();
    return all;
}

LoraConfig readLoraConfig(const std::filesystem::path& directory) {
    const auto path = directory / "adapter_config.json";
    std::ifstream stream(path);
    if (!stream) {
        throw Error(path.string(), "cannot be read", "name the folder of a PEFT adapter");
    }
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return loraConfigOf(
        parseJson(
            text,
            {.place = path.string(), .mend = "fetch or save the adapter again", .lines = true}),
        path.string());
}

AdapterFiles readAdapter(const std::filesystem::path& directory) {
    AdapterFiles adapter{.config = readLoraConfig(directory)};
    const weights::SafetensorsFile file(directory / "adapter_model.safetensors");
    for (const auto& info : file.tensors()) {
        adapter.tensors.emplace_back(info.name,
                                     weights::loadStored(file, info.name, c10::ScalarType::Float));
    }
    return adapter;
}

void writeAdapter(const std::filesystem::path& directory,
                  const AdapterFiles& adapter,
                  const std::string& base) {
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure) {
        throw Error(directory.string(),
                    "cannot be created (" + failure.message() + ")",
                    "choose a folder that can be written",
                    Blame::Running);
    }
    const json config = {{"peft_type", "LORA"},
                         {"task_type", "CAUSAL_LM"},
                         {"auto_mapping", nullptr},
                         {"base_model_name_or_path", base},
                         {"revision", nullptr},
                         {"inference_mode", true},
                         {"r", adapter.config.rank},
                         {"lora_alpha", adapter.config.alpha},
                         {"lora_dropout", 0.0},
                         {"target_modules", adapter.config.targets},
                         {"bias", "none"},
                         {"fan_in_fan_out", false},
                         {"init_lora_weights", true},
                         {"layers_to_transform", nullptr},
                         {"layers_pattern", nullptr},
                         {"modules_to_save", nullptr},
                         {"rank_pattern", json::object()},
                         {"alpha_pattern", json::object()},
                         {"use_dora", false},
                         {"use_rslora", adapter.config.rankStabilized}};
    weights::writeSafetensors(directory / "adapter_model.safetensors", adapter.tensors);
    weights::writeTextFile(directory / "adapter_config.json", config.dump(2) + "\n");
}

}  // namespace lire::models
