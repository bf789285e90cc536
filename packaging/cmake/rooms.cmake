# A room is a folder of core/ or ui/ and a static library of the same name. Its headers are
# published through an include root of its own in the build tree, so that a room can include only
# the rooms it names: any other include is "No such file".

# Warnings for our own code, all of them errors.
add_library(lire_warnings INTERFACE)
target_compile_options(lire_warnings INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wold-style-cast -Woverloaded-virtual -Werror
    # GCC 12 reports these two in std::string's own code (GCC bugs 105329, 105651).
    -Wno-restrict -Wno-stringop-overflow)
if(LIRE_SANITIZE)
    # It takes the sanitizer's own branches for flows of ours.
    target_compile_options(lire_warnings INTERFACE
        -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overread)
endif()

# core/ root: error.h and what else stands outside the rooms. Every room may include it.
set(base_root "${CMAKE_BINARY_DIR}/rooms/base")
file(MAKE_DIRECTORY "${base_root}/core")
file(GLOB base_headers RELATIVE "${CMAKE_SOURCE_DIR}" CONFIGURE_DEPENDS core/*.h)
file(GLOB base_sources CONFIGURE_DEPENDS core/*.cpp)
foreach(header IN LISTS base_headers)
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${header}" "${base_root}/${header}" SYMBOLIC)
endforeach()
add_library(core_base STATIC ${base_sources})
list(TRANSFORM base_headers PREPEND "${base_root}/" OUTPUT_VARIABLE base_header_files)
target_sources(core_base PUBLIC FILE_SET HEADERS BASE_DIRS "${base_root}" FILES ${base_header_files})
target_link_libraries(core_base PUBLIC nlohmann_json::nlohmann_json PRIVATE lire_warnings)

# Precompiled headers: one for rooms with LibTorch, one for rooms without.
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/pch/empty.cpp" CONTENT "")
add_library(lire_pch_plain OBJECT "${CMAKE_BINARY_DIR}/pch/empty.cpp")
target_precompile_headers(lire_pch_plain PRIVATE
    <algorithm> <cstdint> <filesystem> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <vector> <nlohmann/json.hpp>)
target_link_libraries(lire_pch_plain PRIVATE nlohmann_json::nlohmann_json lire_warnings)
add_library(lire_pch_torch OBJECT "${CMAKE_BINARY_DIR}/pch/empty.cpp")
target_precompile_headers(lire_pch_torch PRIVATE
    <algorithm> <cstdint> <filesystem> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <vector> <nlohmann/json.hpp> <ATen/ATen.h>)
target_link_libraries(lire_pch_torch PRIVATE nlohmann_json::nlohmann_json lire_warnings lire::torch)

# lire_room(core/objectives [TORCH] [PUBLIC rooms or libraries] [PRIVATE rooms or libraries])
#
# PUBLIC lists rooms whose types stand in this room's headers, PRIVATE the rest. TORCH: the sources
# (not necessarily the headers) use LibTorch.
function(lire_room room)
    cmake_parse_arguments(ARG "TORCH" "" "PUBLIC;PRIVATE" ${ARGN})
    string(REPLACE "/" "_" target "${room}")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${room}/*.cpp")
    file(GLOB_RECURSE headers RELATIVE "${CMAKE_SOURCE_DIR}" CONFIGURE_DEPENDS
         "${CMAKE_SOURCE_DIR}/${room}/*.h")
    set(root "${CMAKE_BINARY_DIR}/rooms/${target}")
    get_filename_component(parent "${root}/${room}" DIRECTORY)
    file(MAKE_DIRECTORY "${parent}")
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${room}" "${root}/${room}" SYMBOLIC)
    list(TRANSFORM headers PREPEND "${root}/")
    if(NOT sources)
        set(sources "${CMAKE_BINARY_DIR}/pch/empty.cpp")  # a room of headers alone
    endif()
    add_library(${target} STATIC ${sources})
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${root}" FILES ${headers})
    list(TRANSFORM ARG_PUBLIC REPLACE "^core/" "core_")
    list(TRANSFORM ARG_PRIVATE REPLACE "^core/" "core_")
    target_link_libraries(${target} PUBLIC core_base ${ARG_PUBLIC} PRIVATE lire_warnings ${ARG_PRIVATE})
    if(ARG_TORCH)
        target_link_libraries(${target} PRIVATE lire::torch)
        target_precompile_headers(${target} REUSE_FROM lire_pch_torch)
    else()
        target_precompile_headers(${target} REUSE_FROM lire_pch_plain)
    endif()
endfunction()

# The tests' precompiled headers, of programs as they are: a library's are compiled otherwise.
function(lire_tests_headers target)
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/pch/main.cpp" CONTENT "int main() {}\n")
    add_executable(${target} EXCLUDE_FROM_ALL "${CMAKE_BINARY_DIR}/pch/main.cpp")
    cmake_parse_arguments(ARG "" "" "LIBRARIES;HEADERS" ${ARGN})
    target_link_libraries(${target} PRIVATE Qt6::Test nlohmann_json::nlohmann_json ${ARG_LIBRARIES} lire_warnings)
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
    target_precompile_headers(${target} PRIVATE
        <algorithm> <filesystem> <map> <memory> <optional> <span> <string> <vector>
        <nlohmann/json.hpp> <QTest> ${ARG_HEADERS})
endfunction()

# lire_tests(core/objectives [TORCH | WIDGETS] LIBRARIES ...): every *_test.cpp in tests/ROOM is a
# Qt Test program of its own, named after its file.
function(lire_tests room)
    cmake_parse_arguments(ARG "TORCH;WIDGETS" "" "LIBRARIES" ${ARGN})
    if(ARG_TORCH)
        set(headers lire_pch_tests_torch)
    elseif(ARG_WIDGETS)
        set(headers lire_pch_tests_widgets)
    else()
        set(headers lire_pch_tests)
    endif()
    list(TRANSFORM ARG_LIBRARIES REPLACE "^core/" "core_")
    file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/${room}/*_test.cpp")
    string(REPLACE "/" "_" prefix "${room}")
    foreach(test IN LISTS tests)
        get_filename_component(name "${test}" NAME_WE)
        set(target "${prefix}_${name}")
        add_executable(${target} "${test}")
        set_target_properties(${target} PROPERTIES AUTOMOC ON)
        target_link_libraries(${target} PRIVATE Qt6::Test ${ARG_LIBRARIES} lire_warnings)
        target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
        target_compile_definitions(${target} PRIVATE
            QT_NO_KEYWORDS
            LIRE_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
            LIRE_GOLDEN="${CMAKE_SOURCE_DIR}/tests/golden"
            LIRE_RESOURCES="${CMAKE_SOURCE_DIR}/resources"
            LIRE_SHARED_DATA="${CMAKE_SOURCE_DIR}/../shared/data")
        if(ARG_TORCH)
            target_link_libraries(${target} PRIVATE lire::torch)
        endif()
        target_precompile_headers(${target} REUSE_FROM ${headers})
        # GCC 12 takes std::string's own inlined copies for overflows when they come precompiled.
        target_compile_options(${target} PRIVATE -Wno-array-bounds)
        add_test(NAME ${target} COMMAND ${target})
        set_tests_properties(${target} PROPERTIES
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;GOMP_SPINCOUNT=1000")
    endforeach()
endfunction()
