// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/gpu/graph.h"

#include <array>
#include <cstddef>
#include <optional>

#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

#include "core/error.h"
#include "core/models/gpu/driver.h"

namespace lire::models::gpu {

namespace {

/// Room for one at::cuda::CUDAGraph: its header asks for CUDA's own, which are not where the
/// program is built. LibTorch 2.11's object takes less than half of this.
struct alignas(std::max_align_t) Storage {
    std::array<std::byte, 512> bytes = {};
};

/// at::cuda::CUDAGraph, found by name in libtorch_cuda.so: it knows how ATen's allocator keeps a
/// recording's memory apart. Member functions take the object first, as g++ and clang call them.
struct Functions {
    void (*construct)(Storage* graph, bool keepsSource) = nullptr;
    void (*destroy)(Storage* graph) = nullptr;
    void (*begin)(Storage* graph, c10::MempoolId_t memory, int mode) = nullptr;
    void (*end)(Storage* graph) = nullptr;
    void (*replay)(Storage* graph) = nullptr;
    c10::MempoolId_t (*newMemory)() = nullptr;
};

/// Empty where LibTorch computes on no GPU, or is one that names them otherwise.
const std::optional<Functions>& found() {
    static const std::optional<Functions> all = [] {
        Functions f;
        void* const library = ::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_NOLOAD);
        const bool complete =
            library != nullptr && findFunction(library, "_ZN2at4cuda9CUDAGraphC1Eb", f.construct) &&
            findFunction(library, "_ZN2at4cuda9CUDAGraphD1Ev", f.destroy) &&
            findFunction(library,
                         "_ZN2at4cuda9CUDAGraph13capture_beginESt4pairIyyE21cudaStreamCaptureMode",
                         f.begin) &&
            findFunction(library, "_ZN2at4cuda9CUDAGraph11capture_endEv", f.end) &&
            findFunction(library, "_ZN2at4cuda9CUDAGraph6replayEv", f.replay) &&
            findFunction(library, "_ZN2at4cuda17graph_pool_handleEv", f.newMemory);
        return complete ? std::optional(f) : std::nullopt;
    }();
    return all;
}

const Functions& functions() {
    if (!found()) {
        throw Error("libtorch_cuda.so",
                    "has no CUDAGraph of the known kind",
                    "install the LibTorch that packaging/setup.sh installs");
    }
    return *found();
}

/// Work that other threads queue meanwhile does not spoil the recording.
constexpr int thisThreadAlone = 1;

}  // namespace

bool recordsGraphs(c10::Device device) {
    return device.is_cuda() && found().has_value();
}

c10::MempoolId_t newGraphMemory() {
    return functions().newMemory();
}

class Graph::Recording {
public:
    Recording() { m_functions.construct(&m_storage, false); }
    ~Recording() { m_functions.destroy(&m_storage); }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    Recording(Recording&&) = delete;
    Recording& operator=(Recording&&) = delete;

    at::Tensor record(const std::function<at::Tensor()>& work, c10::MempoolId_t memory) {
        m_functions.begin(&m_storage, memory, thisThreadAlone);
        at::Tensor result;
        try {
            result = work();
        } catch (...) {
            endAnyhow();
            throw;
        }
        m_functions.end(&m_storage);
        return result;
    }

    void replay() { m_functions.replay(&m_storage); }

private:
    /// After a failure the stream must not go on recording; what failed is told by the failure.
    void endAnyhow() {
        try {
            m_functions.end(&m_storage);
        } catch (...) {  // NOLINT(bugprone-empty-catch)
        }
    }

    const Functions& m_functions = functions();
    Storage m_storage;
};

Graph::Graph(c10::Device device, const std::function<at::Tensor()>& work, c10::MempoolId_t memory)
    : m_recording(std::make_unique<Recording>()) {
    const c10::impl::VirtualGuardImpl streams(device.type());
    const auto stream = streams.getStreamFromGlobalPool(device);
    streams.synchronizeStream(streams.getStream(device));
    const c10::StreamGuard guard(stream);  // the default one cannot be recorded
    work();  // what is made at a first call is made outside of the recording
    streams.synchronizeStream(stream);
    m_result = m_recording->record(work, memory);
    streams.synchronizeStream(stream);
}

Graph::~Graph() = default;

at::Tensor Graph::replay() {
    m_recording->replay();
    return m_result;
}

}  // namespace lire::models::gpu
