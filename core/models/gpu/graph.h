// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <ATen/core/Tensor.h>
#include <c10/core/Allocator.h>

namespace lire::models::gpu {

/// Whether this LibTorch can record work on this device.
bool recordsGraphs(c10::Device device);

/// A part of a device's memory for graphs that never compute at the same time.
c10::MempoolId_t newGraphMemory();

/// Work of fixed shapes on a GPU, recorded once and then started as a whole: where kernels are
/// short, starting each of them takes most of the time.
class Graph {
public:
    /// Runs `work` twice on a stream of its own, the second time to record it. Tensors that `work`
    /// reads must stay where they are as long as the graph; nothing in it may wait for the GPU.
    /// Raises c10::Error or Error where it cannot be recorded; the device is as before then.
    Graph(c10::Device device, const std::function<at::Tensor()>& work, c10::MempoolId_t memory);
    ~Graph();
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;
    Graph(Graph&&) = delete;
    Graph& operator=(Graph&&) = delete;

    /// Queues the work on the current stream; its result, valid until a graph that shares the
    /// memory is replayed.
    at::Tensor replay();

private:
    class Recording;
    std::unique_ptr<Recording> m_recording;
    at::Tensor m_result;
};

}  // namespace lire::models::gpu
