# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how a work's seconds and memory grow and draws them as one SVG: called by packaging/growth."""

import argparse
import datetime
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROMPT, RESPONSE, RESPONSES = 256, 64, 4  # of a training step, where another size grows
SIZES = {
    "M, responses a prompt": [2, 4, 8, 16, 32, 64],
    "P, tokens of the prompt": [64, 128, 256, 512, 1024, 2048],
    "R, tokens of a response": [16, 32, 64, 128, 256],
    "threads": sorted({1, 2, os.cpu_count()}),
    "queries in a file": [100, 1000, 10000, 100000],
}


def run(command):
    """The program's last line, its seconds and its peak memory in bytes."""
    start = time.perf_counter()
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = ""
    for line in child.stdout:
        pass
    problem = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{problem}packaging/growth: {command[1]} failed; its message stands above")
    return json.loads(line), time.perf_counter() - start, usage.ru_maxrss * 1024


def train_step(arguments, prompt=PROMPT, response=RESPONSE, responses=RESPONSES, threads=0):
    command = [arguments.lire, "bench", "train", "--model", arguments.model, "--prompt-length", prompt]
    steps = 3 if prompt + responses * response <= 1024 else 1  # a long one takes its time, and noise less of it
    command += ["--response-length", response, "--responses", responses, "--batch", 1, "--steps", steps, "--quiet"]
    result, _, memory = run([*command, "--threads", threads])
    return result["seconds_per_step"], memory


def read_queries(arguments, count):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for i in range(count):
            words = f"question {i} about {i * 7919 % 1000} things"
            file.write(json.dumps({"prompt": words, "responses": ["yes, all of them", f"no, {i} only"]}) + "\n")
        file.flush()
        _, seconds, memory = run([arguments.lire, "logprobs", "--model", arguments.tiny, file.name, "--quiet"])
    return seconds, memory


def measure(arguments):
    """[(title, [(size, seconds, bytes)])]"""
    works = {
        "M, responses a prompt": lambda size: train_step(arguments, responses=size),
        "P, tokens of the prompt": lambda size: train_step(arguments, prompt=size),
        "R, tokens of a response": lambda size: train_step(arguments, response=size),
        "threads": lambda size: train_step(arguments, threads=size),
        "queries in a file": lambda size: read_queries(arguments, size),
    }
    panels = []
    for title, sizes in SIZES.items():
        points = []
        for size in sizes:
            points.append((size, *works[title](size)))
            print(f"| {title} | {size} | {points[-1][1]:.3g} s | {points[-1][2] / 1e9:.2f} GB |", flush=True)
        panels.append((title, points))
    return panels


# --- drawing: two rows of panels with logarithmic axes -------------------------------------------------------------

WIDTH, HEIGHT, LEFT, TOP, GAP = 170, 130, 52, 34, 34


def bounds(values):
    low, high = math.log10(min(values)), math.log10(max(values))
    room = max(0.06 * (high - low), 0.05)
    return low - room, high + room


def number(value):
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}" if value < 10000 else f"{value / 1000:.3g}k"


def ticks(low, high):
    """1, 2 and 5 times a power of ten; the powers alone where those would crowd; the ends where neither fits."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    for steps in ((1, 2, 5), (1,)):
        found = [step * 10.0**power for power in powers for step in steps]
        found = [value for value in found if low <= math.log10(value) <= high]
        if len(found) <= 5:
            break
    return found if len(found) >= 2 else [10**low, 10**high]


def panel(column, row, title, unit, points, power):
    """`power` of the dashed line: 1 in proportion, 0 flat, -1 the other way round."""
    x0 = LEFT + column * (WIDTH + LEFT)
    y0 = TOP + row * (HEIGHT + TOP + GAP)
    sizes, values = [point[0] for point in points], [point[1] for point in points]
    x_low, x_high = bounds(sizes)
    y_low, y_high = bounds(values)
    if y_high - y_low < 0.7:  # at least a factor of five: a flat curve looks flat
        middle = (y_low + y_high) / 2
        y_low, y_high = middle - 0.35, middle + 0.35
    x = lambda value: x0 + WIDTH * (math.log10(value) - x_low) / (x_high - x_low)
    y = lambda value: y0 + HEIGHT * (y_high - math.log10(value)) / (y_high - y_low)
    parts = [f'<rect x="{x0}" y="{y0}" width="{WIDTH}" height="{HEIGHT}" class="frame"/>']
    for value in ticks(y_low, y_high):
        parts.append(f'<line x1="{x0}" x2="{x0 + WIDTH}" y1="{y(value):.1f}" y2="{y(value):.1f}" class="grid"/>')
        parts.append(f'<text x="{x0 - 5}" y="{y(value) + 3.5:.1f}" class="end">{number(value)}</text>')
    for value in sizes if len(sizes) < 7 else sizes[::2]:
        parts.append(f'<text x="{x(value):.1f}" y="{y0 + HEIGHT + 13}" class="mid">{number(value)}</text>')
    (first, start), last = (sizes[0], values[0]), sizes[-1]
    end = min(last, first * 10**y_high / start) if power > 0 else last  # as far as the panel goes
    ideal = start * (end / first) ** power
    parts.append(f'<line x1="{x(first):.1f}" y1="{y(start):.1f}" x2="{x(end):.1f}" y2="{y(ideal):.1f}" '
                 'class="proportion"/>')
    line = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in zip(sizes, values))
    parts.append(f'<polyline points="{line}" class="curve"/>')
    parts += [f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3"/>' for size, value in zip(sizes, values)]
    parts.append(f'<text x="{x0}" y="{y0 - 8}" class="title">{unit}</text>')
    parts.append(f'<text x="{x0 + WIDTH / 2}" y="{y0 + HEIGHT + 29}" class="mid">{title}</text>')
    return parts


def draw(panels):
    width = LEFT + len(panels) * (WIDTH + LEFT) - LEFT + 14
    height = 2 * (HEIGHT + TOP + GAP) + 6
    style = (
        "text{font:11px sans-serif;fill:#333}.title{font-weight:bold}.end{text-anchor:end}.mid{text-anchor:middle}"
        ".frame{fill:none;stroke:#999}.grid{stroke:#ddd}.curve{fill:none;stroke:#4a5bd4;stroke-width:1.8}"
        "circle{fill:#4a5bd4}.proportion{stroke:#999;stroke-dasharray:4 3}"
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>',
    ]
    for column, (title, points) in enumerate(panels):
        powers = (-1, 0) if title == "threads" else (1, 1)
        parts += panel(column, 0, title, "seconds", [(size, seconds) for size, seconds, _ in points], powers[0])
        parts += panel(column, 1, title, "peak memory, GB", [(size, memory / 1e9) for size, _, memory in points], powers[1])
    return "\n".join([*parts, "</svg>", ""])


def main():
    parser = argparse.ArgumentParser(prog="packaging/growth")
    for name in ("lire", "model", "tiny"):
        parser.add_argument("--" + name, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--out", default="growth.svg", help="the drawing")
    arguments = parser.parse_args()
    print(f"{datetime.date.today().isoformat()}. A training step of P {PROMPT}, R {RESPONSE}, M {RESPONSES}, B 1 where "
          "another size grows.\n")
    print("| what grows | size | seconds | peak memory |\n| --- | --- | --- | --- |")
    Path(arguments.out).write_text(draw(measure(arguments)))


if __name__ == "__main__":
    main()
