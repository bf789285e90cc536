// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <c10/core/Device.h>

namespace lire::models::gpu {

/// Blocks of a launch and threads of a block.
struct Grid {
    std::array<std::uint32_t, 3> blocks = {1, 1, 1};
    std::uint32_t threads = 1;
};

/// CUDA C++ compiled by NVRTC for the device that is there, so that the program itself is built
/// without CUDA's compiler and runs where there is no GPU.
class Program {
public:
    /// Whether a driver and NVRTC can be loaded.
    static bool possible();

    /// Compiles `source` for `device` with these macros and looks its functions up (declared
    /// extern "C"). Raises Error with the compiler's message.
    Program(const std::string& source,
            const std::map<std::string, std::string>& macros,
            const std::vector<std::string>& functions,
            c10::Device device);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    Program(Program&&) = delete;
    Program& operator=(Program&&) = delete;

    /// Queues one function on the device's current stream. Arguments must have the very types of
    /// the function's parameters. Raises Error where the driver refuses.
    template <class... Arguments>
    void launch(const std::string& function, const Grid& grid, Arguments... arguments) const {
        std::array<void*, sizeof...(Arguments)> addresses = {static_cast<void*>(&arguments)...};
        launchWith(function, grid, addresses.data());
    }

private:
    void launchWith(const std::string& function, const Grid& grid, void** arguments) const;

    c10::Device m_device;
    void* m_module = nullptr;
    std::map<std::string, void*> m_functions;
};

/// Programs that are compiled at their first use and kept: one for each `Key`, which says what they
/// are compiled for (a device, and what the source leaves open).
template <class Key>
class Programs {
public:
    /// The program of `key`; `make` compiles it where it is not there yet. Any thread may ask.
    template <class Make>
    const Program& of(const Key& key, const Make& make) {
        const std::scoped_lock lock(m_mutex);
        auto& one = m_made[key];
        if (!one) {
            one = make();
        }
        return *one;
    }

private:
    std::mutex m_mutex;
    std::map<Key, std::unique_ptr<const Program>> m_made;
};

}  // namespace lire::models::gpu
