# LibTorch as an imported target, without find_package(Torch), which asks for a CUDA toolkit.
#
# LIRE_LIBTORCH names the folder that holds `torch/` and `nvidia/` (the unzipped wheels); by default
# where packaging/setup puts it. Gives the target `lire::torch`.

if(DEFINED ENV{XDG_DATA_HOME})
    set(lire_data_home "$ENV{XDG_DATA_HOME}/lire")
else()
    set(lire_data_home "$ENV{HOME}/.local/share/lire")
endif()
set(LIRE_LIBTORCH "${lire_data_home}/libtorch-2.11.0" CACHE PATH "folder that holds torch/ and nvidia/")

set(torch_dir "${LIRE_LIBTORCH}/torch")
if(NOT EXISTS "${torch_dir}/lib/libtorch_cpu.so")
    message(FATAL_ERROR "${torch_dir}/lib/libtorch_cpu.so is missing; run packaging/setup, "
                        "or name the folder of your own LibTorch by -DLIRE_LIBTORCH=DIR")
endif()

add_library(lire_torch INTERFACE)
add_library(lire::torch ALIAS lire_torch)
target_include_directories(lire_torch SYSTEM INTERFACE
    "${torch_dir}/include" "${torch_dir}/include/torch/csrc/api/include")
target_link_libraries(lire_torch INTERFACE
    "${torch_dir}/lib/libtorch_cpu.so" "${torch_dir}/lib/libc10.so")
# at::parallel_for is a template: without OpenMP in our own translation units it is a plain loop of
# one thread. The library of threads is LibTorch's own, so that all share one pool.
# ThreadSanitizer knows nothing of OpenMP's barriers and would take each for a race.
if(NOT LIRE_SANITIZE MATCHES "thread")
    file(GLOB torch_openmp "${torch_dir}/lib/libgomp*.so*")
    if(NOT torch_openmp)
        message(FATAL_ERROR "${torch_dir}/lib holds no libgomp; run packaging/setup, "
                            "or name another LibTorch by -DLIRE_LIBTORCH=DIR")
    endif()
    list(GET torch_openmp 0 torch_openmp)
    target_compile_options(lire_torch INTERFACE -fopenmp)
    target_link_libraries(lire_torch INTERFACE "${torch_openmp}")
endif()
target_link_options(lire_torch INTERFACE
    "LINKER:-rpath-link,${torch_dir}/lib"
    "LINKER:-rpath-link,${LIRE_LIBTORCH}/nvidia/cu13/lib")
# GCC 12 sees uninitialised members in c10's own inlined code.
target_compile_options(lire_torch INTERFACE -Wno-maybe-uninitialized -Wno-free-nonheap-object)
