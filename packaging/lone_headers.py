#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles each header alone: `lone_headers.py compile_commands.json HEADER…`. A header is read as the sources beside
it are (their folders and definitions). The commands must have no precompiled header (tidy_commands.py), which would
bring what it forgot to include. What stood alone before and has not changed since is passed over."""
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clean_marks import CleanMarks, installed_versions


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
    beside = {root / name: entries[nearest(root / name, sources)] for name in sys.argv[2:]}
    marks = CleanMarks(root, Path(sys.argv[1]).parent / "alone", installed_versions(root))
    marked = {header: marks.mark(header, entry["command"]) for header, entry in beside.items()}
    headers = [header for header, mark in marked.items() if not mark.exists()]
    print(f"{len(headers)} of {len(beside)} headers have changed since they stood alone", file=sys.stderr)
    failed = False
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, words in zip(headers, pool.map(lambda header: check(header, beside[header]), headers)):
            if words:
                print(f"{header.relative_to(root)} does not stand alone:\n{words}", file=sys.stderr)
                failed = True
            else:
                marked[header].touch()
    sys.exit(failed)


if __name__ == "__main__":
    main()
