// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_files.h"

#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "core/experiment/adapter_shape.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/field_value.h"
#include "core/models/adapter_files.h"
#include "core/models/adapter_tensors.h"
#include "core/models/built_in.h"
#include "core/models/model_checks.h"
#include "core/models/model_headers.h"
#include "core/weights/safetensors_file.h"

namespace lire::experiment {

namespace {

namespace fs = std::filesystem;

/// Looks without raising: a folder without permission is as good as absent.
bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

class Files {
public:
    explicit Files(fs::path folder) : m_folder(std::move(folder)) {}

    void data(const std::vector<std::string>& paths, const std::string& place) {
        for (std::size_t i = 0; i < paths.size(); ++i) {
            if (!isFile(resolvePath(paths[i], m_folder))) {
                add(place + "/" + std::to_string(i),
                    "there is no file \"" + paths[i] + "\"",
                    "give a path from the experiment's folder, or an absolute one");
            }
        }
    }

    /// What the model's headers say, after `check` has looked at them; nothing where they are wrong
    /// or there is no model.
    std::optional<models::ModelHeaders> model(const std::string& model,
                                              const std::string& place,
                                              void (*check)(const models::ModelHeaders&)) {
        const auto path = find(model, place);
        std::optional<models::ModelHeaders> headers;
        if (path) {
            look(place, [&] {
                auto read = models::readHeaders(*path);
                check(read);
                headers = std::move(read);
            });
        }
        return headers;
    }

    /// What its configuration says; nothing where the adapter is wrong. `base`: the policy; without
    /// it there is nothing that the adapter's tensors must fit.
    std::optional<models::LoraConfig> adapter(const std::string& adapter,
                                              const std::string& place,
                                              const std::optional<models::ModelHeaders>& base) {
        std::optional<models::LoraConfig> config;
        const auto path = resolvePath(adapter, m_folder);
        if (!isFile(path / "adapter_config.json")) {
            add(place,
                "there is no adapter in \"" + adapter + "\"",
                "give a folder with adapter_config.json, as PEFT writes it");
            return config;
        }
        look(place, [&] {
            auto lora = models::readLoraConfig(path);
            const weights::SafetensorsFile file(path / "adapter_model.safetensors");
            std::vector<models::AdapterTensor> tensors;
            for (const auto& info : file.tensors()) {
                tensors.push_back({info.name, info.shape});
            }
            if (base) {
                models::requireAdapterTensors(tensors, lora, base->config, file.place());
            }
            config = std::move(lora);
        });
        return config;
    }

    void add(const std::vector<Error>& errors) {
        m_errors.insert(m_errors.end(), errors.begin(), errors.end());
    }

    std::vector<Error> take() { return std::move(m_errors); }

private:
    /// Where a model lies, a problem where it lies nowhere.
    std::optional<fs::path> find(const std::string& model, const std::string& place) {
        if (auto builtIn = models::builtInPath(model)) {
            if (isFile(*builtIn)) {
                return builtIn;
            }
            add(place,
                "the built-in model \"" + model + "\" is not installed",
                "run packaging/demo once, or set LIRE_MODELS to the folder that holds it");
            return std::nullopt;
        }
        auto path = resolvePath(model, m_folder);
        if (isFile(path) && path.extension() == ".gguf") {
            return path;
        }
        if (isFolder(path)) {
            if (isFile(path / "config.json")) {
                return path;
            }
            add(place,
                "the folder \"" + model + "\" holds no config.json",
                "give a folder that transformers loads");
            return std::nullopt;
        }
        add(place,
            "there is no folder, GGUF file or built-in model \"" + model + "\"",
            "give an existing path, or the built-in \"" + models::nearestBuiltIn(model) + "\"");
        return std::nullopt;
    }

    /// What `check` raises becomes a problem at `place`: a form shows it at the field.
    template <class Check>
    void look(const std::string& place, Check check) {
        try {
            check();
        } catch (const Error& error) {
            m_errors.emplace_back(
                place, error.place() + ": " + error.problem(), error.mend(), error.blame());
        } catch (const fs::filesystem_error& error) {
            add(place,
                error.path1().string() + ": " + error.code().message(),
                "give a path that can be read");
        }
    }

    void add(const std::string& place, const std::string& problem, const std::string& mend) {
        m_errors.emplace_back(place, problem, mend);
    }

    fs::path m_folder;
    std::vector<Error> m_errors;
};

}  // namespace

std::vector<Error> checkFiles(const Experiment& experiment, const fs::path& folder) {
    Files files(folder);
    std::optional<models::ModelHeaders> base;
    if (!experiment.policy.model.empty()) {
        base = files.model(experiment.policy.model, "/policy/model", models::requireLanguageModel);
    }
    if (experiment.policy.adapter) {
        if (const auto lora = files.adapter(*experiment.policy.adapter, "/policy/adapter", base)) {
            files.add(adapterShapeErrors(experiment, *lora));
        }
    }
    files.data(experiment.data.train, "/data/train");
    files.data(experiment.data.test, "/data/test");
    for (const auto& reward : experiment.rewardModels) {
        const auto place = "/reward_models/" + pointerPart(reward.name);
        if (reward.model) {
            files.model(*reward.model, place + "/model", models::requireRewardModel);
        }
        if (reward.train && reward.train->model) {
            files.model(*reward.train->model, place + "/train/model", models::requireBody);
        }
    }
    return files.take();
}

}  // namespace lire::experiment
