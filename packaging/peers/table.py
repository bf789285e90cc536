# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `lire bench` and a peer in turn over the rows below and prints their medians as a table."""

import argparse
import datetime
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PEERS = {
    "transformers + PEFT": Path(__file__).with_name("peer.py"),
    "llama.cpp": Path(__file__).with_name("llama_cpp_peer.py"),
}


def shape(prompt, response, responses, batch):
    return ["--prompt-length", prompt, "--response-length", response, "--responses", responses, "--batch", batch]


ALL_PROJECTIONS = "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj"
LENGTHS = json.loads(Path(__file__).with_name("hh_lengths.json").read_text())
VOCABULARY = 49152  # of the built-in model: random ids lie below it


def groups(lengths, folder):
    """A file of groups of random ids with these lengths."""
    draw = random.Random(1)
    ids = lambda count: [draw.randrange(3, VOCABULARY) for _ in range(count)]
    path = Path(folder) / f"groups-{len(lengths)}-{len(lengths[0][1])}.jsonl"
    with path.open("w") as file:
        for prompt, responses in lengths:
            group = {"prompt_ids": ids(prompt), "response_ids": [ids(count) for count in responses]}
            file.write(json.dumps(group) + "\n")
    return ["--data", path, "--batch", len(lengths)]


def mean_shape(lengths):
    """The same number of queries and responses, all as long as the mean."""
    responses = [count for _, counts in lengths for count in counts]
    return shape(
        round(statistics.mean(prompt for prompt, _ in lengths)),
        round(statistics.mean(responses)),
        len(lengths[0][1]),
        len(lengths),
    )


def rows(folder, fast):
    """name, what it is, work, options, dtype, steps (odd: a median). `fast` is the dtype of a run here."""
    step = shape(256, 64, 4, 1)
    pairs, lists = LENGTHS["pairs"], LENGTHS["lists"]
    return [
        ("train", "training step, P 256, R 64, M 4", "train", step, fast, 3),
        ("train-fp32", "the same, fp32", "train", step, "fp32", 3),
        ("train-all", "the same, all seven projections", "train", [*step, "--lora-targets", ALL_PROJECTIONS], fast, 3),
        ("train-short", "training step, P 64, R 64, M 4", "train", shape(64, 64, 4, 1), fast, 5),
        ("train-long-list", "training step, P 256, R 64, M 16", "train", shape(256, 64, 16, 1), fast, 1),
        ("hh-pairs", "training step, 8 pairs of HH's lengths", "train", groups(pairs, folder), fast, 1),
        ("hh-pairs-mean", "8 pairs, all of the mean lengths", "train", mean_shape(pairs), fast, 1),
        ("hh-lists", "training step, 4 lists of HH's lengths", "train", groups(lists, folder), fast, 1),
        ("hh-lists-mean", "4 lists, all of the mean lengths", "train", mean_shape(lists), fast, 1),
        ("logprobs", "log-probs, P 256, R 64, M 4", "logprobs", step, fast, 3),
        ("score", "scoring, P 256, R 64, M 4", "score", step, fast, 3),
        ("sample", "sampling, 8 prompts x 4, 64 + 64 tokens", "sample", shape(64, 64, 4, 8), fast, 1),
        ("decode", "decoding alone, 32 sequences, 128 tokens", "sample", shape(1, 128, 4, 8), fast, 1),
    ]


def peer_of(row):
    """Decoding has a quicker peer than transformers."""
    return "llama.cpp" if row == "decode" else "transformers + PEFT"


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
    parser.add_argument("--rows", nargs="*", help="of the table, by name; all without it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print_table(arguments, folder)


def print_table(arguments, folder):
    rounds = 1 if arguments.quick else arguments.rounds
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    model = Path(os.environ.get("LIRE_MODELS") or data / "lire/models") / "smollm2-135m-instruct.gguf"
    machine = run([arguments.lire, "bench", "machine", "--quiet"])
    peaks = machine["matrix_flops_per_second"]
    fast = "bf16" if peaks["bf16"] > peaks["fp32"] else "fp32"  # as the program itself chooses
    table = rows(folder, fast)
    names = [row[0] for row in table]
    unknown = set(arguments.rows or []) - set(names)
    if unknown:
        sys.exit(f"packaging/compare: --rows: {', '.join(sorted(unknown))}: give some of {', '.join(names)}")
    print(f"{processor()}, {machine['threads']} threads, {datetime.date.today().isoformat()}. Matrix products "
          f"{peaks['bf16'] / 1e9:.0f} GFLOP/s in bf16, {peaks['fp32'] / 1e9:.0f} in fp32; memory "
          f"{machine['memory_bytes_per_second'] / 1e9:.0f} GB/s. SmolLM2-135M, {fast} where no row says another, "
          f"{'one round' if rounds == 1 else f'medians of {rounds} rounds'}.\n")
    print("| work | beside | theirs | LIRE | ratio | tokens/s | memory, theirs → ours | share of the peak |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for name, title, work, options, dtype, steps in table:
        if (arguments.rows and name not in arguments.rows) or (name == "train-fp32" and fast == "fp32"):
            continue
        command = [work, "--model", model, *options, "--dtype", dtype, "--steps", steps]
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(run([sys.executable, PEERS[peer_of(name)], *command]))
            ours.append(run([arguments.lire, "bench", *command, "--quiet"]))
        middle = lambda results, key: statistics.median(result[key] for result in results)
        ratio = statistics.median(
            their["seconds_per_step"] / our["seconds_per_step"] for their, our in zip(theirs, ours)
        )
        seconds = [f"{middle(side, 'seconds_per_step'):.2f} s" for side in (theirs, ours)]
        memory = " → ".join(f"{middle(side, 'peak_rss_bytes') / 1e9:.1f}" for side in (theirs, ours))
        print(f"| {title} | {peer_of(name)} | {seconds[0]} | {seconds[1]} | {ratio:.1f}× | "
              f"{middle(ours, 'response_tokens_per_second'):.0f} | {memory} GB | "
              f"{100 * middle(ours, 'share_of_peak'):.0f} % |", flush=True)


if __name__ == "__main__":
    main()
