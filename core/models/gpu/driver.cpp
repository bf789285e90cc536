// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/gpu/driver.h"

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/DeviceGuard.h>

#include "core/error.h"

namespace lire::models::gpu {

const Driver& driver() {
    static const Driver found = [] {
        Driver d;
        void* const library = ::dlopen("libcuda.so.1", RTLD_NOW);
        d.loaded = library != nullptr && findFunction(library, "cuInit", d.init) &&
                   findFunction(library, "cuDeviceGet", d.deviceGet) &&
                   findFunction(library, "cuDeviceGetAttribute", d.deviceAttribute) &&
                   findFunction(library, "cuMemGetInfo_v2", d.memoryInfo) &&
                   findFunction(library, "cuModuleLoadData", d.moduleLoad) &&
                   findFunction(library, "cuModuleUnload", d.moduleUnload) &&
                   findFunction(library, "cuModuleGetFunction", d.moduleFunction) &&
                   findFunction(library, "cuLaunchKernel", d.launch) && d.init(0) == 0;
        return d;
    }();
    return found;
}

int computeCapability(c10::Device device) {
    constexpr int majorAttribute = 75;
    constexpr int minorAttribute = 76;
    const auto& d = driver();
    int handle = 0;
    int major = 0;
    int minor = 0;
    const int ordinal = device.has_index() ? device.index() : 0;
    if (!device.is_cuda() || !d.loaded || d.deviceGet(&handle, ordinal) != 0 ||
        d.deviceAttribute(&major, majorAttribute, handle) != 0 ||
        d.deviceAttribute(&minor, minorAttribute, handle) != 0) {
        return 0;
    }
    return 10 * major + minor;
}

DeviceMemory memoryOf(c10::Device device) {
    const c10::DeviceGuard guard(device);
    std::size_t ofDriver = 0;
    std::size_t total = 0;
    if (!driver().loaded || driver().memoryInfo(&ofDriver, &total) != 0) {
        throw Error(device.str(),
                    "the driver does not tell its memory",
                    "check that nvidia-smi lists the GPU, or use --device cpu",
                    Blame::Running);
    }
    const auto stats = at::getDeviceAllocator(device.type())->getDeviceStats(device.index());
    return {.total = static_cast<std::int64_t>(total),
            .free = static_cast<std::int64_t>(ofDriver) + stats.reserved_bytes[0].current -
                    stats.allocated_bytes[0].current};
}

}  // namespace lire::models::gpu
