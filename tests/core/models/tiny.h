// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <ATen/TensorOperators.h>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/models/causal_lm.h"

/// The tiny random models of tests/data/models and what transformers computed with them.
namespace lire::tiny {

using Rows = std::vector<std::vector<double>>;

/// Relative tolerances of fp32 against transformers.
constexpr double logprobTolerance = 2e-4;
constexpr double gradientTolerance = 1e-4;

inline std::filesystem::path folder(const std::string& name) {
    return std::filesystem::path(LIRE_TEST_DATA) / "models" / name;
}

inline const nlohmann::json& golden() {
    static const auto values = [] {
        std::ifstream file(std::filesystem::path(LIRE_GOLDEN) / "tiny_llama.json");
        return nlohmann::json::parse(file);
    }();
    return values;
}

inline std::shared_ptr<const models::ModelSource> open(const std::string& name) {
    return models::openModel(folder(name).string());
}

/// fp32 on the CPU, on one thread: tensors of this size lose by more. LIRE_TEST_DEVICE names
/// another device, so that the tests of models, sampling and training run on a GPU too.
inline models::Compute compute(std::int64_t tokensPerPass = 8192) {
    models::setThreads(1);
    const char* const device = std::getenv("LIRE_TEST_DEVICE");
    return models::resolveCompute({.device = device != nullptr ? device : "cpu",
                                   .dtype = "fp32",
                                   .tokensPerPass = tokensPerPass},
                                  "fp32");
}

inline models::CausalLm load(const std::string& name, bool full = false) {
    return models::CausalLm(open(name), compute(), full);
}

inline std::vector<models::TokenList> lists(const nlohmann::json& groups) {
    std::vector<models::TokenList> result;
    for (const auto& group : groups) {
        result.push_back(
            {.prompt = group["prompt"].get<std::vector<text::TokenId>>(),
             .responses = group["responses"].get<std::vector<std::vector<text::TokenId>>>()});
    }
    return result;
}

inline std::vector<models::TokenList> lists() {
    return lists(golden()["groups"]);
}

/// The weights g_qj of the golden gradients.
inline Rows gradientWeights() {
    return golden()["gradient_weights"].get<Rows>();
}

/// Rows in words where they differ by more than the tolerance, relative to the larger of 1 and
/// |want|.
inline QString difference(const Rows& got, const Rows& want, double tolerance) {
    if (got.size() != want.size()) {
        return QString("%1 rows, not %2").arg(got.size()).arg(want.size());
    }
    for (std::size_t q = 0; q < want.size(); ++q) {
        if (got[q].size() != want[q].size()) {
            return QString("row %1 has %2 numbers, not %3")
                .arg(q)
                .arg(got[q].size())
                .arg(want[q].size());
        }
        for (std::size_t j = 0; j < want[q].size(); ++j) {
            const double scale = std::max(1.0, std::abs(want[q][j]));
            if (!(std::abs(got[q][j] - want[q][j]) <= tolerance * scale)) {
                return QString("[%1][%2] is %3, not %4")
                    .arg(q)
                    .arg(j)
                    .arg(got[q][j], 0, 'g', 9)
                    .arg(want[q][j], 0, 'g', 9);
            }
        }
    }
    return {};
}

/// Gradients of sum g_qj l_qj in one pass.
inline void accumulate(models::CausalLm& model,
                       std::span<const models::TokenList> lists,
                       std::span<const std::vector<double>> weights) {
    model.zeroGradients();
    model.backward(model.forward(lists), weights);
}

/// Copies of the parameters' gradients.
inline std::vector<at::Tensor> gradients(std::vector<models::Parameter>& parameters) {
    std::vector<at::Tensor> copies;
    for (const auto& parameter : parameters) {
        copies.push_back(parameter.gradient.clone());
    }
    return copies;
}

/// The largest distance of a tensor's entries, relative to its largest entry: by words of the worst
/// where above the tolerance.
inline QString difference(const std::vector<models::Parameter>& parameters,
                          const std::vector<at::Tensor>& got,
                          const std::vector<at::Tensor>& want,
                          double tolerance) {
    for (std::size_t i = 0; i < want.size(); ++i) {
        const double scale = want[i].abs().max().item<double>();
        const double distance = (got[i] - want[i]).abs().max().item<double>();
        if (!(distance <= tolerance * scale)) {
            return QString("%1: distance %2 at scale %3")
                .arg(QString::fromStdString(parameters[i].name))
                .arg(distance)
                .arg(scale);
        }
    }
    return {};
}

/// Checks gradients against norms and entries that the golden file describes.
inline QString differenceFromGolden(const std::vector<models::Parameter>& parameters,
                                    const nlohmann::json& described,
                                    double tolerance) {
    if (parameters.size() != described.size()) {
        return QString("%1 tensors, not %2").arg(parameters.size()).arg(described.size());
    }
    for (const auto& parameter : parameters) {
        const auto name = QString::fromStdString(parameter.name);
        if (!described.contains(parameter.name)) {
            return name + " is unknown to transformers";
        }
        const auto& want = described[parameter.name];
        if (parameter.gradient.sizes().vec() != want["shape"].get<std::vector<std::int64_t>>()) {
            return name + " has another shape";
        }
        const double norm = want["norm"];
        const double got = parameter.gradient.norm().item<double>();
        if (!(std::abs(got - norm) <= tolerance * norm)) {
            return QString("%1: norm %2, not %3")
                .arg(name)
                .arg(got, 0, 'g', 9)
                .arg(norm, 0, 'g', 9);
        }
        const auto flat = parameter.gradient.flatten();
        for (const auto& entry : want["entries"]) {
            const double value = flat[entry[0].get<std::int64_t>()].item<double>();
            // Entries carry the rounding of the whole tensor's size.
            const double scale = std::max(std::abs(entry[1].get<double>()),
                                          norm / std::sqrt(static_cast<double>(flat.size(0))));
            if (!(std::abs(value - entry[1].get<double>()) <= 2.0 * tolerance * scale)) {
                return QString("%1[%2] is %3, not %4")
                    .arg(name)
                    .arg(entry[0].get<std::int64_t>())
                    .arg(value, 0, 'g', 9)
                    .arg(entry[1].get<double>(), 0, 'g', 9);
            }
        }
    }
    return {};
}

/// The sentence of the Error that `work` raises; empty where it raises none.
template <class Work>
QString sentenceOf(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

}  // namespace lire::tiny
