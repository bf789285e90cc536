#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy over sources, two or more at once: `tidy.py CLANG_TIDY BUILD SOURCE…`, where BUILD holds compile_commands.json.
What was clean before and has not changed since is passed over."""
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from clean_marks import CleanMarks, installed_versions


def check(source, program, build):
    done = subprocess.run([program, "-p", build, "--quiet", source], capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def main():
    program, build, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    root = Path.cwd()
    entries = json.loads((Path(build) / "compile_commands.json").read_text())
    commands = {os.path.realpath(entry["file"]): entry["command"] for entry in entries}
    marks = CleanMarks(root, Path(build) / "clean", (root / ".clang-tidy").read_text() + installed_versions(root))
    todo = {}
    for name in names:
        mark = marks.mark(root / name, commands[os.path.realpath(root / name)])
        if not mark.exists():
            todo[name] = mark
    print(f"{len(todo)} of {len(names)} sources have changed since they were clean", file=sys.stderr)
    start, failed = time.monotonic(), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(check, name, program, build): name for name in todo}
        for count, done in enumerate(as_completed(running), 1):
            name = running[done]
            clean, said = done.result()
            if clean:
                todo[name].touch()
            else:
                failed += 1
                print(said)
            left = (time.monotonic() - start) / count * (len(todo) - count) / 60
            print(f"{count} of {len(todo)}: {name}, {failed} not clean, {left:.0f} min left", file=sys.stderr)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
