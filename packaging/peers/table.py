# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `lire bench` and peer.py in turn over the rows below and prints their medians as a table."""

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

PEER = Path(__file__).with_name("peer.py")


def shape(prompt, response, responses, batch):
    return ["--prompt-length", prompt, "--response-length", response, "--responses", responses, "--batch", batch]


# name, work, shape, dtype, steps of ours and theirs (odd: a median)
ROWS = [
    ("train", "training step, P 256, R 64, M 4", "train", shape(256, 64, 4, 1), "bf16", 3),
    ("train-fp32", "the same, fp32", "train", shape(256, 64, 4, 1), "fp32", 3),
    ("train-short", "training step, P 64, R 64, M 4", "train", shape(64, 64, 4, 1), "bf16", 5),
    ("train-long-list", "training step, P 256, R 64, M 16", "train", shape(256, 64, 16, 1), "bf16", 1),
    ("logprobs", "log-probs, P 256, R 64, M 4", "logprobs", shape(256, 64, 4, 1), "bf16", 3),
    ("score", "scoring, P 256, R 64, M 4", "score", shape(256, 64, 4, 1), "bf16", 3),
    ("sample", "sampling, 8 prompts x 4, 64 + 64 tokens", "sample", shape(64, 64, 4, 8), "bf16", 1),
]


def run(command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stderr}packaging/compare: {command[0]} failed with {done.returncode}; its message stands above")
    return json.loads(done.stdout.splitlines()[-1])


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "an unknown processor"


def main():
    parser = argparse.ArgumentParser(prog="packaging/compare")
    parser.add_argument("--lire", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3, help="of each row, both sides in turn; odd")
    parser.add_argument("--quick", action="store_true", help="one round")
    parser.add_argument("--rows", nargs="*", default=[row[0] for row in ROWS], choices=[row[0] for row in ROWS])
    arguments = parser.parse_args()
    rounds = 1 if arguments.quick else arguments.rounds
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    model = Path(os.environ.get("LIRE_MODELS") or data / "lire/models") / "smollm2-135m-instruct.gguf"
    machine = run([arguments.lire, "bench", "machine", "--quiet"])
    print(f"{processor()}, {machine['threads']} threads, {datetime.date.today().isoformat()}. Matrix products "
          f"{machine['matrix_flops_per_second']['bf16'] / 1e9:.0f} GFLOP/s in bf16, "
          f"{machine['matrix_flops_per_second']['fp32'] / 1e9:.0f} in fp32; memory "
          f"{machine['memory_bytes_per_second'] / 1e9:.0f} GB/s. SmolLM2-135M, medians of {rounds}.\n")
    print("| work | transformers + PEFT | LIRE | ratio | memory, theirs → ours | share of the peak |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for name, title, work, sizes, dtype, steps in ROWS:
        if name not in arguments.rows:
            continue
        options = [work, "--model", model, *sizes, "--dtype", dtype, "--steps", steps]
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(run([sys.executable, PEER, *options]))
            ours.append(run([arguments.lire, "bench", *options, "--quiet"]))
        middle = lambda results, key: statistics.median(result[key] for result in results)
        ratio = statistics.median(
            their["seconds_per_step"] / our["seconds_per_step"] for their, our in zip(theirs, ours)
        )
        if work == "sample":
            numbers = [f"{middle(side, 'response_tokens_per_second'):.0f} tokens/s" for side in (theirs, ours)]
        else:
            numbers = [f"{middle(side, 'seconds_per_step'):.2f} s" for side in (theirs, ours)]
        memory = " → ".join(f"{middle(side, 'peak_rss_bytes') / 1e9:.1f}" for side in (theirs, ours))
        print(f"| {title} | {numbers[0]} | {numbers[1]} | {ratio:.1f}× | {memory} GB | "
              f"{100 * middle(ours, 'share_of_peak'):.0f} % |", flush=True)


if __name__ == "__main__":
    main()
