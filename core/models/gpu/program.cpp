// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/gpu/program.h"

#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

#include "core/error.h"
#include "core/models/gpu/driver.h"
#include "core/models/libtorch_folder.h"

namespace lire::models::gpu {

namespace {

/// The functions of NVRTC that are called; every one returns 0 for success.
struct Compiler {
    int (*create)(void** program,
                  const char* source,
                  const char* name,
                  int headers,
                  const char* const* headerSources,
                  const char* const* headerNames) = nullptr;
    int (*compile)(void* program, int options, const char* const* option) = nullptr;
    int (*logSize)(void* program, std::size_t* bytes) = nullptr;
    int (*log)(void* program, char* text) = nullptr;
    int (*cubinSize)(void* program, std::size_t* bytes) = nullptr;
    int (*cubin)(void* program, char* image) = nullptr;
    int (*destroy)(void** program) = nullptr;
    bool loaded = false;
};

constexpr const char* numbers =
#include "core/models/gpu/numbers.cu.inc"
    ;

/// LibTorch's own stub is linked with the NVRTC that lies beside it.
void* compilerLibrary() {
    if (const auto folder = libtorchFolder(); !folder.empty()) {
        const auto stub = folder / "libcaffe2_nvrtc.so";
        if (void* const library = ::dlopen(stub.c_str(), RTLD_NOW); library != nullptr) {
            return library;
        }
    }
    return ::dlopen("libnvrtc.so", RTLD_NOW);
}

const Compiler& compiler() {
    static const Compiler found = [] {
        Compiler c;
        void* const library = compilerLibrary();
        c.loaded = library != nullptr && findFunction(library, "nvrtcCreateProgram", c.create) &&
                   findFunction(library, "nvrtcCompileProgram", c.compile) &&
                   findFunction(library, "nvrtcGetProgramLogSize", c.logSize) &&
                   findFunction(library, "nvrtcGetProgramLog", c.log) &&
                   findFunction(library, "nvrtcGetCUBINSize", c.cubinSize) &&
                   findFunction(library, "nvrtcGetCUBIN", c.cubin) &&
                   findFunction(library, "nvrtcDestroyProgram", c.destroy);
        return c;
    }();
    return found;
}

Error failed(const std::string& what, const std::string& message) {
    return {"CUDA",
            what + ": " + message,
            "report it with the GPU's name; --device cpu works meanwhile",
            Blame::Running};
}

void require(int result, const std::string& what) {
    if (result != 0) {
        throw failed(what, "the driver answers " + std::to_string(result));
    }
}

using SizeOf = int (*)(void* program, std::size_t* bytes);
using BytesOf = int (*)(void* program, char* bytes);

/// What NVRTC has to give: machine code or its messages.
std::string textOf(void* program, SizeOf sizeOf, BytesOf bytesOf) {
    std::size_t bytes = 0;
    std::string text;
    if (sizeOf(program, &bytes) == 0) {
        text.resize(bytes);
        if (bytesOf(program, text.data()) != 0) {
            text.clear();
        }
    }
    return text;
}

/// The machine code of `source`.
std::string compiled(const std::string& source, const std::vector<std::string>& options) {
    const auto& c = compiler();
    void* program = nullptr;
    if (c.create(&program, source.c_str(), "lire.cu", 0, nullptr, nullptr) != 0) {
        throw failed("kernels", "NVRTC cannot be started");
    }
    std::vector<const char*> words;
    words.reserve(options.size());
    for (const auto& option : options) {
        words.push_back(option.c_str());
    }
    const bool done = c.compile(program, static_cast<int>(words.size()), words.data()) == 0;
    std::string text =
        done ? textOf(program, c.cubinSize, c.cubin) : textOf(program, c.logSize, c.log);
    c.destroy(&program);
    if (!done) {
        throw failed("kernels do not compile", text.substr(0, text.find('\n')));
    }
    return text;
}

}  // namespace

bool Program::possible() {
    return driver().loaded && compiler().loaded;
}

Program::Program(const std::string& source,
                 const std::map<std::string, std::string>& macros,
                 const std::vector<std::string>& functions,
                 c10::Device device)
    : m_device(device) {
    std::vector<std::string> options = {
        "--gpu-architecture=sm_" + std::to_string(computeCapability(device)), "--std=c++17"};
    for (const auto& [name, value] : macros) {
        options.push_back("-D" + name + "=" + value);
    }
    const auto image = compiled(numbers + source, options);
    const c10::DeviceGuard guard(device);
    require(driver().moduleLoad(&m_module, image.data()), "loading kernels");
    for (const auto& name : functions) {
        require(driver().moduleFunction(&m_functions[name], m_module, name.c_str()), name);
    }
}

Program::~Program() {
    driver().moduleUnload(m_module);
}

void Program::launchWith(const std::string& function, const Grid& grid, void** arguments) const {
    const c10::DeviceGuard guard(m_device);
    const auto stream = c10::impl::VirtualGuardImpl(m_device.type()).getStream(m_device);
    require(driver().launch(m_functions.at(function),
                            grid.blocks[0],
                            grid.blocks[1],
                            grid.blocks[2],
                            grid.threads,
                            1,
                            1,
                            0,
                            stream.native_handle(),
                            arguments,
                            nullptr),
            function);
}

}  // namespace lire::models::gpu
