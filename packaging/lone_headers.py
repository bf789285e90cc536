#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles each header alone: `lone_headers.py compile_commands.json HEADER…`. A header is read as the sources beside
it are (their folders and definitions). The commands must have no precompiled header (tidy_commands.py), which would
bring what it forgot to include."""
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def nearest(header, sources):
    """The source of the same name, else any of the same folder, else of the nearest folder above."""
    if header.with_suffix(".cpp") in sources:
        return header.with_suffix(".cpp")
    folder = header.parent
    while True:
        beside = sorted(path for path in sources if path.is_relative_to(folder))
        if beside:
            return min(beside, key=lambda path: len(path.parts))
        folder = folder.parent


def check(header, entry):
    """What the compiler says of the header; empty where it stands alone."""
    words = shlex.split(entry["command"])
    words = [*words[: words.index("-o")], "-fsyntax-only", "-x", "c++", "-"]
    alone = f'#include "{header}"\n'
    done = subprocess.run(words, cwd=entry["directory"], input=alone, capture_output=True, text=True)
    return done.stderr if done.returncode != 0 else ""


def main():
    commands = json.loads(Path(sys.argv[1]).read_text())
    root = Path.cwd()
    entries = {Path(os.path.realpath(entry["file"])): entry for entry in commands}
    sources = {path for path in entries if path.is_relative_to(root) and "build" not in path.relative_to(root).parts}
    headers = [root / name for name in sys.argv[2:]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        said = list(pool.map(lambda header: check(header, entries[nearest(header, sources)]), headers))
    for header, words in zip(headers, said):
        if words:
            print(f"{header.relative_to(root)} does not stand alone:\n{words}", file=sys.stderr)
    sys.exit(any(said))


if __name__ == "__main__":
    main()
