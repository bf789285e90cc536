// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decode_graphs.h"

#include <utility>

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/models/gpu/graph.h"

namespace lire::models {

namespace {

/// A recording costs about as much as some steps: what ends sooner is not recorded.
constexpr std::int64_t plainStepsBefore = 4;

}  // namespace

DecodeGraphs::Record DecodeGraphs::recorderOf(c10::Device device) {
    if (!gpu::recordsGraphs(device)) {
        return {};
    }
    return [device, memory = gpu::newGraphMemory()](const std::function<at::Tensor()>& work) {
        auto graph = std::make_shared<gpu::Graph>(device, work, memory);
        return Replay([graph] { return graph->replay(); });
    };
}

DecodeGraphs::DecodeGraphs(Step step, Record record)
    : m_step(std::move(step)), m_record(std::move(record)) {}

std::int64_t DecodeGraphs::paddedRows(std::int64_t sequences) {
    const std::int64_t together = sequences <= 64 ? 8 : 32;
    return (sequences + together - 1) / together * together;
}

at::Tensor DecodeGraphs::run(const at::Tensor& numbers, c10::Device device) {
    auto& shape = m_shapes[numbers.size(1)];
    if (shape.replay) {
        shape.numbers.copy_(numbers);
        return shape.replay();
    }
    const auto onDevice = numbers.to(device, /*non_blocking=*/false, /*copy=*/true);
    auto logits = m_step(onDevice);
    if (m_record && ++shape.plainSteps >= plainStepsBefore) {
        record(shape, onDevice, logits);
    }
    return logits;
}

void DecodeGraphs::record(Shape& shape, const at::Tensor& numbers, const at::Tensor& logits) {
    shape.numbers = numbers;
    try {
        shape.replay = m_record([this, numbers] { return m_step(numbers); });
        if (at::equal(shape.replay(), logits)) {
            return;
        }
    } catch (const c10::Error&) {  // NOLINT(bugprone-empty-catch): steps go on unrecorded
    } catch (const Error&) {       // NOLINT(bugprone-empty-catch)
    }
    m_shapes.clear();
    m_record = {};
}

}  // namespace lire::models
