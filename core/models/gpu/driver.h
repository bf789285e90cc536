// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include <c10/core/Device.h>
#include <dlfcn.h>

namespace lire::models::gpu {

/// The few functions of NVIDIA's driver that are called, found at run time: neither its headers nor
/// its library are where the program is built. Every one returns 0 for success.
struct Driver {
    int (*init)(unsigned flags) = nullptr;
    int (*deviceGet)(int* device, int ordinal) = nullptr;
    int (*deviceAttribute)(int* value, int attribute, int device) = nullptr;
    int (*memoryInfo)(std::size_t* freeBytes, std::size_t* totalBytes) = nullptr;
    int (*moduleLoad)(void** module, const void* image) = nullptr;
    int (*moduleUnload)(void* module) = nullptr;
    int (*moduleFunction)(void** function, void* module, const char* name) = nullptr;
    int (*launch)(void* function,
                  unsigned blocksX,
                  unsigned blocksY,
                  unsigned blocksZ,
                  unsigned threadsX,
                  unsigned threadsY,
                  unsigned threadsZ,
                  unsigned sharedBytes,
                  void* stream,
                  void** arguments,
                  void** extra) = nullptr;
    bool loaded = false;
};
const Driver& driver();

/// Looks a function of a loaded library up; false where it has none of this name.
template <class Function>
bool findFunction(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

/// Compute capability of a CUDA device as ten times the major number plus the minor one (H100: 90);
/// 0 where there is no driver or no such device.
int computeCapability(c10::Device device);

/// Bytes of a CUDA device: all of it, and what tensors could still take (what the driver has and
/// what ATen's allocator holds unused). Raises Error where the driver does not tell.
struct DeviceMemory {
    std::int64_t total = 0;
    std::int64_t free = 0;
};
DeviceMemory memoryOf(c10::Device device);

}  // namespace lire::models::gpu
