#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wheels of a pinned list: fetched one by one, each kept once it is whole, and unpacked in part.

    wheels.py fetch LIST FOLDER                  lines "NAME==VERSION --hash=sha256:HEX"
    wheels.py unpack WHEEL FOLDER PATTERN...     files whose path matches one of the patterns

What was broken off goes on at the same byte. Needs Python 3.9 and pip, and no network where the
folder holds all that the list names. pip itself is asked where the index cannot be read plainly (one
with a password, say): it starts a wheel anew, but keeps those that are whole.
"""
import fnmatch
import functools
import hashlib
import html.parser
import http.client
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

BLOCK = 1 << 20
TRIES = 5  # without a byte gained
SECONDS = 60  # without an answer
GLIBC = ("2_28", "2_27", "2_25", "2_24", "2_18", "2_17", "2014", "1")  # Debian 12 has 2.36


class Failure(Exception):
    """What the user is told, and with what the program ends."""


class NotThisWay(Exception):
    """The index cannot be read plainly; pip may know how."""


class Progress:
    """One line that is written over, on a terminal; elsewhere one line at the end."""

    def __init__(self, doing, total):
        self.doing, self.total, self.shown, self.next = doing, total, sys.stderr.isatty(), 0.0

    def show(self, done):
        if self.shown and time.monotonic() >= self.next:
            share = 100 * done // max(self.total, 1)
            sys.stderr.write(f"\r   {self.doing}: {share} % of {self.total / 1e6:.0f} MB ")
            sys.stderr.flush()
            self.next = time.monotonic() + 0.2

    def end(self, whole=True):
        start, tail = ("\r", "          ") if self.shown else ("", "")
        if whole:
            sys.stderr.write(f"{start}   {self.doing}: {self.total / 1e6:.0f} MB{tail}\n")
        elif self.shown:
            sys.stderr.write("\n")


class Links(html.parser.HTMLParser):
    """The links of an index page (PEP 503)."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


@functools.lru_cache(maxsize=None)
def pip_setting(name, fallback):
    """As pip would read it: environment, then its files."""
    value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if value is None:
        asked = subprocess.run(
            [sys.executable, "-m", "pip", "config", "get", "global." + name],
            capture_output=True, text=True, check=False)
        value = asked.stdout.strip() if asked.returncode == 0 else ""
    return value or fallback


def opened(url, start=0):
    headers = {"User-Agent": "lire-setup", "Accept": "text/html, */*"}
    if start:
        headers["Range"] = f"bytes={start}-"
    trust = pip_setting("cert", None)
    context = ssl.create_default_context(cafile=trust) if trust else ssl.create_default_context()
    return urllib.request.urlopen(
        urllib.request.Request(url, headers=headers), timeout=SECONDS, context=context)


def address(name, digest):
    """Where the index says that the file of that hash lies."""
    page = pip_setting("index-url", "https://pypi.org/simple").rstrip("/") + f"/{name}/"
    if "@" in urllib.parse.urlsplit(page).netloc:
        raise NotThisWay("the index asks for a password")
    links = Links()
    try:
        with opened(page) as answer:
            links.feed(answer.read().decode("utf-8", "replace"))
            page = answer.url
    except (OSError, ValueError, http.client.HTTPException) as problem:
        raise NotThisWay(f"{page}: {problem}") from problem
    for link in links.found:
        url, fragment = urllib.parse.urldefrag(urllib.parse.urljoin(page, link))
        if fragment == "sha256=" + digest:
            return url
    raise NotThisWay(f"{page} lists no file of the pinned hash")


def digest_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def held(folder, digest):
    """Whether the folder holds the wheel of that hash, whole."""
    return any(entry.name.endswith(".whl") and digest_of(entry.path) == digest
               for entry in os.scandir(folder))


def append(url, part, name):
    """Reads on from where `part` ends; whether the file is whole now."""
    start = os.path.getsize(part) if os.path.exists(part) else 0
    try:
        answer = opened(url, start)
    except urllib.error.HTTPError as problem:
        if problem.code == 416 and start:  # nothing is left behind that byte
            return True
        raise
    with answer, open(part, "ab") as file:
        if answer.status != 206:  # from the first byte again: the server knows no ranges
            file.truncate(0)
            start = 0
        left = int(answer.headers.get("Content-Length", 0))
        progress = Progress(name, start + left)
        done = start
        while block := answer.read(BLOCK):
            file.write(block)
            done += len(block)
            progress.show(done)
        whole = not left or done == start + left
        progress.end(whole)
        return whole


def download(url, folder, digest):
    name = os.path.basename(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
    part = os.path.join(folder, name + ".part")
    failures = 0
    while True:
        before = os.path.getsize(part) if os.path.exists(part) else 0
        problem = "it ended early"
        try:
            if append(url, part, name):
                break
        except (OSError, http.client.HTTPException) as error:
            problem = error
        gained = os.path.exists(part) and os.path.getsize(part) > before
        failures = 0 if gained else failures + 1
        if failures == TRIES:
            raise Failure(f"{name} could not be fetched ({problem})")
        time.sleep(min(2 ** failures, 10))
    if digest_of(part) != digest:
        os.remove(part)
        raise Failure(f"{name} has another hash than the pinned one, and was thrown away")
    os.replace(part, part[:-len(".part")])


def pip_download(line, folder):
    platforms = [f"--platform=manylinux{'' if tag.isdigit() else '_'}{tag}_x86_64" for tag in GLIBC]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write(line + "\n")
        requirement.flush()
        asked = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes",
             "--only-binary", ":all:", "--python-version", "311", "--implementation", "cp",
             *platforms, "-d", folder, "-r", requirement.name], stdout=sys.stderr, check=False)
    if asked.returncode != 0:
        raise Failure(f"pip could not fetch {line.split()[0]}; its message stands above")


def fetch(list_file, folder):
    os.makedirs(folder, exist_ok=True)
    with open(list_file, encoding="utf-8") as file:
        lines = [line.split("#")[0].strip() for line in file]
    for line in filter(None, lines):
        pinned, digest = line.split(" --hash=sha256:")
        if held(folder, digest):
            continue
        try:
            download(address(pinned.split("==")[0], digest), folder, digest)
        except NotThisWay as reason:
            print(f"   {pinned}: by pip ({reason})", file=sys.stderr)
            pip_download(line, folder)


def unpack(wheel, folder, patterns):
    with zipfile.ZipFile(wheel) as archive:
        wanted = [item for item in archive.infolist()
                  if any(fnmatch.fnmatch(item.filename, pattern) for pattern in patterns)]
        name = "-".join(os.path.basename(wheel).split("-")[:2])
        progress = Progress(f"unpacking {name}", sum(item.file_size for item in wanted))
        done = 0
        for item in wanted:
            target = os.path.join(folder, os.path.normpath(item.filename))
            if item.is_dir():
                continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(item) as source, open(target, "wb") as file:
                while block := source.read(BLOCK):
                    file.write(block)
                    done += len(block)
                    progress.show(done)
        progress.end()


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "fetch":
        fetch(*arguments[1:])
    elif len(arguments) > 3 and arguments[0] == "unpack":
        unpack(arguments[1], arguments[2], arguments[3:])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Failure, OSError, zipfile.BadZipFile) as failure:
        print(f"wheels: {failure}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
