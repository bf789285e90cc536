# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembers what a check found clean, so that a stopped check goes on where it was and a later one looks only at what
has changed since. A mark is an empty file, named by everything that the finding depends on."""
import hashlib
import re
import subprocess
from pathlib import Path

INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def installed_versions(root):
    """The versions of the Debian packages that the build names, and the lists of the wheels."""
    packaging = root / "packaging"
    lines = [line.split("#")[0].split() for line in (packaging / "debian-packages.txt").read_text().splitlines()]
    names = [words[0] for words in lines if words]
    shown = subprocess.run(["dpkg-query", "-W", *names], capture_output=True, text=True, check=True)
    wheels = [(packaging / name).read_text() for name in ("wheels-cpu.txt", "wheels-check.txt")]
    return shown.stdout + "".join(wheels)


class CleanMarks:
    """`folder`: where the marks lie. `check`: what the check itself is made of (its options, its programs' versions);
    a change of it makes every mark void."""

    def __init__(self, root, folder, check):
        self._root = root
        self._folder = folder
        self._check = check.encode()
        self._read = {}
        folder.mkdir(parents=True, exist_ok=True)

    def _included(self, path):
        """The contents' hash of a file of the project, and the project's files that it includes."""
        if path not in self._read:
            text = path.read_bytes()
            found = []
            for name in INCLUDE.findall(text):
                for base in (self._root, path.parent):
                    if (base / name.decode()).is_file():
                        found.append((base / name.decode()).resolve())
                        break
            self._read[path] = (hashlib.sha256(text).digest(), found)
        return self._read[path]

    def mark(self, source, command):
        """The mark of a source compiled by `command`: its text, the project's text that it includes, the check."""
        seen, todo = {}, [source.resolve()]
        while todo:
            path = todo.pop()
            if path not in seen:
                seen[path], further = self._included(path)
                todo += further
        key = hashlib.sha256(self._check + b"\0" + command.encode())
        for path in sorted(seen):
            key.update(str(path).encode() + b"\0" + seen[path])
        return self._folder / key.hexdigest()
