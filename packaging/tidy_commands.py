#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies compile_commands.json without g++'s precompiled headers, warnings and ccache, for clang-tidy
and lone_headers.py."""
import json
import os
import re
import sys

source, folder = sys.argv[1], sys.argv[2]
with open(source) as file:
    commands = json.load(file)
for entry in commands:
    command = entry["command"]
    command = re.sub(r"^.*?ccache\s+", "", command)
    command = re.sub(r"-include \S+cmake_pch\.hxx", "", command)
    command = re.sub(r"-Winvalid-pch|-fpch-preprocess|-fdeps-\S+|-fmodules-ts|-mno-\S+", "", command)
    # clang does not know g++'s own warnings; with -Werror that would be an error.
    command = re.sub(r"-Wno-(restrict|stringop-overflow|maybe-uninitialized|free-nonheap-object)", "", command)
    command = re.sub(r"-fopenmp\b(?!-)", "", command)  # clang's omp.h is a package of its own
    entry["command"] = command
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, "compile_commands.json"), "w") as file:
    json.dump(commands, file, indent=1)
