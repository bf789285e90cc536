// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tensor_memory.h"

#include <cstddef>

#include <c10/core/CPUAllocator.h>

#include "core/models/compute.h"
#include "core/models/memory_range.h"

namespace lire::models {

namespace {

/// LibTorch gives memory back through a plain function, so the range is one for the process. It is
/// never taken down, as tensors may outlive main().
MemoryRange& range() {
    // More than fits into memory at once, as pieces leave gaps; addresses cost nothing.
    constexpr std::size_t times = 4;
    static auto* const one =
        new MemoryRange(times * static_cast<std::size_t>(machineMemory()));  // NOLINT: see above
    return *one;
}

void giveBack(void* data) {
    if (!range().giveBack(data)) {
        c10::GetDefaultCPUAllocator()->raw_deleter()(data);
    }
}

class TensorMemory final : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t bytes) override {
        // Below this the C library's own pieces serve as well.
        constexpr std::size_t smallest = std::size_t{64} << 10;
        void* data = bytes >= smallest ? range().take(bytes) : nullptr;
        if (data == nullptr) {
            data = c10::GetDefaultCPUAllocator()->raw_allocate(bytes);
        }
        return {data, data, &giveBack, c10::Device(c10::DeviceType::CPU)};
    }

    c10::DeleterFnPtr raw_deleter() const override { return &giveBack; }

    void copy_data(void* destination, const void* source, std::size_t count) const override {
        default_copy_data(destination, source, count);
    }
};

}  // namespace

void useTensorMemory() {
#ifndef __SANITIZE_ADDRESS__
    static auto* const memory = new TensorMemory;  // NOLINT: like the range
    c10::SetCPUAllocator(memory, 1);
    range();
#endif
}

void trimTensorMemory() {
    if (dynamic_cast<TensorMemory*>(c10::GetCPUAllocator()) != nullptr) {
        range().trim();
    }
}

}  // namespace lire::models
